package mailstead.node.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import javax.net.ssl.SSLException;
import mailstead.mail.MailException;
import mailstead.mail.PermanentFailure;
import mailstead.mail.Reason;
import mailstead.mail.TemporaryFailure;
import mailstead.service.provisioning.Answer;
import mailstead.service.provisioning.Answer.Why;
import mailstead.service.provisioning.Order;
import mailstead.service.provisioning.Problem;
import mailstead.service.provisioning.Resource;
import mailstead.service.provisioning.Value;
import mailstead.service.provisioning.Value.Fields;

/**
 * Has the provisioning API do it (role {@code admin} of some node).
 *
 * <p>Every change has an idempotency key of its own, so a request whose answer was lost, or that
 * was put off, is sent again: it happens once. Every wait and every answer is bounded. Redirections
 * are not followed, because the token would go along.
 */
public final class ApiOffice implements Office {

    private static final Duration CONNECT_WITHIN = Duration.ofSeconds(10);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final int KEY_OCTETS = 16;
    private static final int PROBLEMS_MAX = 100;
    private static final int DETAIL_CHARACTERS_MAX = 1000;
    private static final String PROBLEM = "application/problem+json";

    private final ApiAccess access;
    private final Pause pause;
    private final Consumer<String> notes;
    private final String top;
    private final HttpClient client;
    private final String invocation;
    private int changes;

    /** Waits. */
    @FunctionalInterface
    public interface Pause {
        void of(Duration time) throws InterruptedException;
    }

    /** What is sent. */
    private record Ask(String method, String path, String body, Map<String, String> fields) {
        boolean isChange() {
            return !method.equals("GET");
        }
    }

    /** The answer did not come, or not wholly. */
    private static final class Lost extends Exception {
        private static final long serialVersionUID = 1L;

        Lost(String text) {
            super(text);
        }
    }

    /**
     * @param notes takes what is told of waiting
     * @param random for idempotency keys
     */
    public ApiOffice(
            ApiAccess access, Pause pause, Consumer<String> notes, RandomGenerator random) {
        this.access = access;
        this.pause = pause;
        this.notes = notes;
        String text = access.top().toString();
        this.top = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
        this.client =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .connectTimeout(CONNECT_WITHIN)
                        .sslContext(access.tls())
                        .build();
        byte[] key = new byte[KEY_OCTETS];
        random.nextBytes(key);
        this.invocation = HexFormat.of().formatHex(key);
    }

    @Override
    public Entry read(Resource<?> resource, String key) throws MailException, Refusal {
        HttpResponse<byte[]> response = answered(new Ask("GET", path(resource, key), "", Map.of()));
        return entry(resource, response);
    }

    @Override
    public Sheet list(Resource<?> resource, Order.Listing listing) throws MailException, Refusal {
        HttpResponse<byte[]> response =
                answered(
                        new Ask(
                                "GET",
                                "/v1/" + resource.name() + "?" + query(listing),
                                "",
                                Map.of()));
        Fields page = document(response);
        if (!Documents.isSheet(page, resource.fields())) {
            throw isNotOurs("a list that is none of " + resource.name());
        }
        return Documents.sheet(page);
    }

    private static String query(Order.Listing listing) {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("limit", Integer.toString(listing.limit()));
        listing.account().ifPresent(login -> parameters.put("account", login));
        listing.customerId().ifPresent(id -> parameters.put("customer", id));
        listing.domain().ifPresent(name -> parameters.put("domain", name.ascii()));
        listing.status().ifPresent(status -> parameters.put("status", status));
        if (!listing.prefix().isEmpty()) {
            parameters.put("prefix", listing.prefix());
        }
        if (!listing.cursor().isEmpty()) {
            parameters.put("cursor", listing.cursor());
        }
        return parameters.entrySet().stream()
                .map(each -> each.getKey() + "=" + encoded(each.getValue()))
                .collect(Collectors.joining("&"));
    }

    @Override
    public Entry change(Resource<?> resource, Order order) throws MailException, Refusal {
        String one = path(resource, order.key());
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("Idempotency-Key", invocation + "-" + changes++);
        order.ifMatch().ifPresent(tags -> fields.put("If-Match", tags(tags)));
        String body = order.body().json();
        return switch (order.operation()) {
            case CREATE -> {
                fields.put("Content-Type", "application/json");
                yield entry(
                        resource,
                        answered(new Ask("POST", "/v1/" + resource.name(), body, fields)));
            }
            case CHANGE -> {
                fields.put("Content-Type", "application/merge-patch+json");
                yield entry(resource, answered(new Ask("PATCH", one, body, fields)));
            }
            case REMOVE -> {
                answered(new Ask("DELETE", one, "", fields));
                yield new Entry("", Fields.EMPTY);
            }
            case SUSPEND, RESUME, PING ->
                    entry(
                            resource,
                            answered(
                                    new Ask(
                                            "POST",
                                            one + "/" + order.operation().word(),
                                            "",
                                            fields)));
            case LIST, READ -> throw new IllegalArgumentException("not a change");
        };
    }

    private static String tags(Iterable<String> tags) {
        List<String> quoted = new ArrayList<>();
        tags.forEach(tag -> quoted.add(tag.equals(Order.ANY) ? tag : '"' + tag + '"'));
        return String.join(", ", quoted);
    }

    private static String path(Resource<?> resource, String key) {
        return "/v1/" + resource.name() + "/" + encoded(key);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8).replace("+", "%20");
    }

    // ---- answers

    private Entry entry(Resource<?> resource, HttpResponse<byte[]> response) throws MailException {
        Fields document = document(response);
        if (!Documents.is(document, resource.fields()) || !document.has(resource.keyField())) {
            throw isNotOurs("a document that is none of " + resource.name());
        }
        String tag = response.headers().firstValue("ETag").orElse("");
        return new Entry(
                tag.length() > 2 && tag.startsWith("\"") && tag.endsWith("\"")
                        ? tag.substring(1, tag.length() - 1)
                        : tag,
                document);
    }

    private Fields document(HttpResponse<byte[]> response) throws MailException {
        return Documents.read(response.body())
                .orElseThrow(() -> isNotOurs("something that is not a JSON object"));
    }

    /** Sends it until there is an answer that is one; a refusal is one. */
    private HttpResponse<byte[]> answered(Ask ask) throws MailException, Refusal {
        Duration usual = FIRST_PAUSE;
        for (int attempt = 1; ; attempt++) {
            boolean isLast = attempt == access.patience().attemptsMax();
            Duration wait = usual;
            String why;
            try {
                HttpResponse<byte[]> response = sent(ask);
                Optional<Duration> putOff = putOff(response, usual);
                if (putOff.isEmpty()) {
                    return judged(response);
                }
                wait = putOff.get();
                why = detail(response);
                if (isLast || wait.compareTo(access.patience().pauseMax()) > 0) {
                    throw new TemporaryFailure(
                            Reason.DIRECTORY_UNAVAILABLE,
                            why + "; try again in " + wait.toSeconds() + " s");
                }
            } catch (Lost lost) {
                why = String.valueOf(lost.getMessage());
                if (isLast) {
                    throw new TemporaryFailure(
                            Reason.DIRECTORY_UNAVAILABLE,
                            why
                                    + (ask.isChange()
                                            ? "; whether the change has happened is not known: look"
                                                    + " before you repeat it"
                                            : ""));
                }
            }
            notes.accept(why + "; asking again in " + wait.toSeconds() + " s");
            sleep(wait);
            usual = usual.multipliedBy(2);
        }
    }

    /** How long to wait before it is asked again; empty when this is the answer. */
    private static Optional<Duration> putOff(HttpResponse<byte[]> response, Duration usual) {
        Optional<String> after = response.headers().firstValue("Retry-After");
        boolean isPutOff =
                switch (response.statusCode()) {
                    case 429, 502, 503, 504 -> true;
                    // The same request is being worked on.
                    case 409 -> after.isPresent();
                    default -> false;
                };
        return isPutOff
                ? Optional.of(
                        after.filter(text -> text.matches("[0-9]{1,6}"))
                                .map(text -> Duration.ofSeconds(Long.parseLong(text)))
                                .orElse(usual))
                : Optional.empty();
    }

    private void sleep(Duration time) throws TemporaryFailure {
        try {
            pause.of(time);
        } catch (InterruptedException interrupted) {
            throw interrupted(interrupted);
        }
    }

    private static TemporaryFailure interrupted(InterruptedException cause) {
        Thread.currentThread().interrupt();
        return new TemporaryFailure(Reason.DIRECTORY_UNAVAILABLE, "interrupted", cause);
    }

    private HttpResponse<byte[]> judged(HttpResponse<byte[]> response)
            throws MailException, Refusal {
        int status = response.statusCode();
        if (status >= 200 && status < 300) {
            return response;
        }
        if (status >= 300 && status < 400) {
            throw isNotOurs(
                    "a redirection ("
                            + status
                            + "), which is not followed: it would take the token along");
        }
        if (status >= 500) {
            throw new TemporaryFailure(Reason.DIRECTORY_UNAVAILABLE, detail(response));
        }
        Optional<Fields> problem = problem(response);
        if (problem.isEmpty()) {
            throw isNotOurs("status " + status + " without saying why");
        }
        throw new Refusal(
                new Answer.Refused(why(status), detail(response), problems(problem.get())));
    }

    private static Why why(int status) {
        return switch (status) {
            case 401 -> Why.UNKNOWN_TOKEN;
            case 403 -> Why.FORBIDDEN;
            case 404 -> Why.NOT_FOUND;
            case 409 -> Why.CONFLICT;
            case 412 -> Why.PRECONDITION_FAILED;
            case 428 -> Why.PRECONDITION_REQUIRED;
            default -> Why.INVALID;
        };
    }

    /** Empty for what is no problem document (RFC 9457 section 3). */
    private static Optional<Fields> problem(HttpResponse<byte[]> response) {
        boolean isSaid =
                response.headers()
                        .firstValue("Content-Type")
                        .filter(type -> type.split(";", 2)[0].strip().equalsIgnoreCase(PROBLEM))
                        .isPresent();
        return isSaid ? Documents.read(response.body()) : Optional.empty();
    }

    /** What the server says, or what its status says. */
    private String detail(HttpResponse<byte[]> response) {
        return problem(response)
                .flatMap(problem -> shown(problem, "detail"))
                .orElse(top + " answers with status " + response.statusCode());
    }

    private static List<Problem> problems(Fields problem) {
        List<Problem> problems = new ArrayList<>();
        if (problem.find("errors").orElse(Value.Nothing.NOTHING) instanceof Value.Items(var each)) {
            for (Value value : each.subList(0, Math.min(each.size(), PROBLEMS_MAX))) {
                if (value instanceof Fields error) {
                    problems.add(
                            new Problem(
                                    shown(error, "pointer").orElse(""),
                                    shown(error, "detail").orElse("is wrong")));
                }
            }
        }
        return problems;
    }

    private static Optional<String> shown(Fields fields, String name) {
        return fields.find(name).orElse(Value.Nothing.NOTHING) instanceof Value.Text(String text)
                        && text.length() <= DETAIL_CHARACTERS_MAX
                        && Documents.isPrintable(text)
                ? Optional.of(text)
                : Optional.empty();
    }

    private PermanentFailure isNotOurs(String what) {
        return new PermanentFailure(
                Reason.DIRECTORY_UNAVAILABLE,
                top + " does not speak the provisioning API: it answers with " + what);
    }

    // ---- the wire

    private HttpResponse<byte[]> sent(Ask ask) throws MailException, Lost {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(top + ask.path()))
                        .header("Authorization", "Bearer " + access.token())
                        .header("Accept", "application/json, " + PROBLEM)
                        .method(
                                ask.method(),
                                ask.body().isEmpty()
                                        ? BodyPublishers.noBody()
                                        : BodyPublishers.ofString(ask.body(), UTF_8));
        ask.fields().forEach(request::header);
        CompletableFuture<HttpResponse<byte[]>> answer =
                client.sendAsync(
                        request.build(),
                        BodyHandlers.limiting(BodyHandlers.ofByteArray(), Documents.OCTETS_MAX));
        try {
            // A request's own timeout ends when the body begins.
            return answer.get(access.patience().answer().toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException _) {
            throw new Lost(
                    top
                            + " has not answered wholly within "
                            + access.patience().answer().toSeconds()
                            + " s");
        } catch (InterruptedException interrupted) {
            throw interrupted(interrupted);
        } catch (ExecutionException failed) {
            throw told(failed);
        } finally {
            answer.cancel(true);
        }
    }

    /** Nobody there is said at once; what broke off is tried again. */
    private Lost told(ExecutionException failed) throws MailException {
        return switch (failed.getCause()) {
            case SSLException untrusted ->
                    throw new PermanentFailure(
                            Reason.TLS_REQUIRED,
                            "no TLS with "
                                    + top
                                    + " (--ca says whom to believe): "
                                    + untrusted.getMessage());
            case ConnectException _, HttpConnectTimeoutException _ ->
                    throw new TemporaryFailure(
                            Reason.DIRECTORY_UNAVAILABLE, "nobody answers at " + top);
            case IOException broken ->
                    new Lost(
                            top
                                    + " broke off: "
                                    + (broken.getMessage() == null
                                            ? "the connection has ended"
                                            : broken.getMessage()));
            case null, default -> throw new IllegalStateException(failed);
        };
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
