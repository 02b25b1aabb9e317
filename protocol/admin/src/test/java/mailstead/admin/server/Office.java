package mailstead.admin.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import mailstead.directory.sql.SqliteDirectory;
import mailstead.directory.sql.SqliteSettings;
import mailstead.mail.MailException;
import mailstead.service.password.PasswordHashes;
import mailstead.service.provisioning.Answer;
import mailstead.service.provisioning.Caller;
import mailstead.service.provisioning.Operation;
import mailstead.service.provisioning.Order;
import mailstead.service.provisioning.Provisioner;
import mailstead.service.provisioning.Resources;
import mailstead.service.provisioning.Tokens;
import mailstead.service.provisioning.Value;
import mailstead.service.usage.UsageReport;
import mailstead.spi.Home;
import mailstead.testkit.FakeClock;
import mailstead.testkit.RecordingSink;
import mailstead.wire.Networks;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A running API with its directory in a folder, and a client. */
final class Office implements AutoCloseable {

    static final JsonMapper JSON = JsonMapper.builder().build();
    static final Duration WAIT = Duration.ofSeconds(30);

    /** Two nodes do not draw the same ids. */
    private static final AtomicLong SEEDS = new AtomicLong();

    final SqliteDirectory directory;
    final FakeClock clock = new FakeClock();
    final RecordingSink events = new RecordingSink();
    final Provisioner provisioner;
    final AdminServer server;
    final InetSocketAddress address;
    final HttpClient client = HttpClient.newBuilder().connectTimeout(WAIT).build();
    final String operator;

    /** What changes of the usual settings. */
    static AdminSettings usual() {
        return new AdminSettings(
                List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)),
                Optional.empty(),
                Networks.NONE,
                Networks.NONE,
                100,
                100,
                100,
                WAIT);
    }

    Office(Path folder) throws Exception {
        this(folder, settings -> settings, 1000);
    }

    Office(Path folder, UnaryOperator<AdminSettings> changed, int requestsPerSecond)
            throws Exception {
        directory =
                SqliteDirectory.open(
                        SqliteSettings.of(
                                folder.resolve("directory.sqlite"), SqliteSettings.Mode.CREATE));
        Random random = new Random(SEEDS.incrementAndGet());
        provisioner =
                new Provisioner(
                        directory,
                        new PasswordHashes(quick(), random),
                        login -> new Home("mail1", "homes/" + login),
                        clock,
                        random);
        server =
                new AdminServer(
                        changed.apply(usual()),
                        new AdminServer.Services(
                                new Tokens(directory, requestsPerSecond, clock),
                                provisioner,
                                new UsageReport(directory),
                                events,
                                () -> "session"));
        server.open();
        address = server.boundAddresses().getFirst();
        operator = token("operator");
    }

    private static PasswordHashes.Settings quick() {
        return new PasswordHashes.Settings(8, 1, 1, 4096, 2, 256, WAIT);
    }

    /** A new token of this scope. */
    String token(String scope, String... customers) throws MailException {
        Value.Fields body =
                new Value.Fields(
                        Map.of(
                                "name", new Value.Text("test " + scope),
                                "scope", new Value.Text(scope),
                                "customers", Value.ofTexts(List.of(customers))));
        Answer answer =
                provisioner.change(
                        Caller.ofCommand("test"),
                        Resources.named("tokens"),
                        new Order(Operation.CREATE, "", body, Optional.empty(), Optional.empty()));
        if (!(answer instanceof Answer.Done done)) {
            throw new AssertionError(answer.toString());
        }
        return JSON.readTree(done.json()).get("token").asString();
    }

    /** One answer, its body read. */
    record Told(HttpResponse<String> response) {

        int status() {
            return response.statusCode();
        }

        JsonNode json() {
            return JSON.readTree(response.body());
        }

        String etag() {
            return response.headers().firstValue("ETag").orElse("");
        }

        String field(String name) {
            return response.headers().firstValue(name).orElse("");
        }

        /** Where problems are. */
        Set<String> pointers() {
            Set<String> pointers = new TreeSet<>();
            json().path("errors").forEach(error -> pointers.add(error.get("pointer").asString()));
            return pointers;
        }

        @Override
        public String toString() {
            return status() + " " + response.body();
        }
    }

    Told get(String token, String path) throws IOException, InterruptedException {
        return send("GET", token, path, "");
    }

    /**
     * @param fields name and value in turn
     */
    Told send(String method, String token, String path, String body, String... fields)
            throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + address.getPort() + path))
                        .timeout(WAIT)
                        .method(
                                method,
                                body.isEmpty()
                                        ? BodyPublishers.noBody()
                                        : BodyPublishers.ofString(body));
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        if (!body.isEmpty() && !List.of(fields).contains("Content-Type")) {
            request.header("Content-Type", "application/json");
        }
        if (fields.length > 0) {
            request.headers(fields);
        }
        return new Told(client.send(request.build(), BodyHandlers.ofString()));
    }

    Told post(String path, String body, String... fields) throws IOException, InterruptedException {
        return send("POST", operator, path, body, fields);
    }

    /** A customer each with a domain, an account and an alias, and a volume. */
    void settle(String... customers) throws IOException, InterruptedException {
        made(
                post(
                        "/v1/volumes",
                        "{\"name\":\"mail1\",\"folder\":\"/mail1\",\"markerId\":\"m1\",\"weight\":100}"));
        for (String id : customers) {
            made(
                    post(
                            "/v1/customers",
                            "{\"customerId\":\"%s\",\"name\":\"%s\"}".formatted(id, id)));
            made(
                    post(
                            "/v1/domains",
                            "{\"name\":\"%s.example\",\"customerId\":\"%s\"}".formatted(id, id)));
            made(post("/v1/accounts", "{\"login\":\"ann@%s.example\"}".formatted(id)));
            made(
                    post(
                            "/v1/aliases",
                            "{\"address\":\"list@%s.example\",\"targets\":[\"ann@%s.example\"]}"
                                    .formatted(id, id)));
        }
    }

    private static void made(Told told) {
        if (told.status() != 201) {
            throw new AssertionError(told.toString());
        }
    }

    @Override
    public void close() {
        client.close();
        server.close();
        directory.close();
    }
}
