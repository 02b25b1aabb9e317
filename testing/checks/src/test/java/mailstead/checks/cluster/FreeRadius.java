package mailstead.checks.cluster;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Debian's FreeRADIUS with its own modules, policies and queries and our snippets, as its own user;
 * and {@code radclient}, which asks it. Confined to one test.
 */
final class FreeRadius implements AutoCloseable {

    static final String SECRET = "anatevka";

    private static final String USER = "freerad";
    private static final Path STOCK = Path.of("/etc/freeradius/3.0");
    private static final Path QUERIES =
            STOCK.resolve("mods-config/sql/main/postgresql/queries.conf");
    private static final Path DRIVER = Path.of("/usr/lib/freeradius/rlm_sql_postgresql.so");
    private static final Duration START_MAX = Duration.ofSeconds(60);
    private static final int CLIENT_SECONDS_MAX = 60;

    private final Process process;
    private final Path folder;
    private final int port;

    private FreeRadius(Process process, Path folder, int port) {
        this.process = process;
        this.folder = folder;
        this.port = port;
    }

    /**
     * What it said.
     *
     * @param code {@code Access-Accept} or {@code Access-Reject}; {@code nothing} if it did not
     *     answer
     * @param items names of attributes to what the client prints; of several values the last
     */
    record Answer(String code, Map<String, String> items) {}

    /** Starts it; the test is left out where it cannot be. */
    static FreeRadius start(CentralTown town) throws IOException {
        for (String program : List.of("freeradius", "radclient", "setpriv")) {
            assumeTrue(Programs.isInstalled(program), "left out: " + program + " is not installed");
        }
        assumeTrue(Files.exists(DRIVER), "left out: freeradius-postgresql is not installed");
        assumeTrue(
                Files.isReadable(QUERIES) && "root".equals(System.getProperty("user.name")),
                "left out: only root may read FreeRADIUS's configuration and start it as its user");
        Path folder = Files.createDirectories(town.folder().resolve("radius"));
        UserPrincipal user =
                folder.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(USER);
        int port = freePort();
        write(
                user,
                folder.resolve("mailstead"),
                CentralTown.snippet(
                        "freeradius-sql.conf",
                        Map.of(
                                "host=db-1.example.net,db-2.example.net port=5432",
                                "host=%s port=%d"
                                        .formatted(town.server().host(), town.server().port()),
                                "sslmode=verify-full sslrootcert=/etc/mailstead/ca.pem",
                                "sslmode=disable",
                                "read_clients = no",
                                "read_clients = yes")));
        write(
                user,
                folder.resolve("mailstead-authorize"),
                CentralTown.snippet("freeradius-authorize.conf", Map.of()));
        write(user, folder.resolve("radiusd.conf"), configuration(folder, port));
        Files.setOwner(folder, user);
        Process process =
                new ProcessBuilder(
                                "setpriv",
                                "--reuid",
                                USER,
                                "--regid",
                                USER,
                                "--clear-groups",
                                "freeradius",
                                "-f",
                                "-d",
                                folder.toString(),
                                "-n",
                                "radiusd")
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("output").toFile())
                        .start();
        FreeRadius server = new FreeRadius(process, folder, port);
        try {
            Await.until("FreeRADIUS is ready", START_MAX, server::isReady);
        } catch (AssertionError | IllegalStateException e) {
            server.close();
            throw e;
        }
        return server;
    }

    private boolean isReady() {
        if (!process.isAlive()) {
            throw new IllegalStateException("FreeRADIUS ended:\n" + log());
        }
        return log().contains("Ready to process requests");
    }

    private static String configuration(Path folder, int port) {
        return """
        prefix = /usr
        name = radiusd
        stock = %s
        modconfdir = ${stock}/mods-config
        libdir = /usr/lib/freeradius
        run_dir = %s
        logdir = ${run_dir}
        db_dir = ${run_dir}
        pidfile = ${run_dir}/pid
        cleanup_delay = 0
        log {
          destination = files
          file = ${logdir}/log
        }
        security {
          reject_delay = 0
          status_server = no
          allow_core_dumps = no
        }
        proxy_requests = no
        thread pool {
          start_servers = 2
          max_servers = 4
          min_spare_servers = 1
          max_spare_servers = 3
        }
        modules {
          $INCLUDE ${stock}/mods-available/always
          $INCLUDE ${stock}/mods-available/attr_filter
          $INCLUDE ${stock}/mods-available/chap
          $INCLUDE ${stock}/mods-available/expr
          $INCLUDE ${stock}/mods-available/pap
          $INCLUDE ${stock}/mods-available/preprocess
          $INCLUDE ${run_dir}/mailstead
        }
        policy {
          $INCLUDE ${stock}/policy.d/
        }
        server default {
          listen {
            type = auth
            ipaddr = 127.0.0.1
            port = %d
          }
          authorize {
            filter_username
            preprocess
            chap
            $INCLUDE ${run_dir}/mailstead-authorize
            pap
          }
          authenticate {
            Auth-Type PAP {
              pap
            }
            Auth-Type CHAP {
              chap
            }
          }
          post-auth {
            Post-Auth-Type REJECT {
              attr_filter.access_reject
            }
          }
        }
        """
                .formatted(STOCK, folder, port);
    }

    private static void write(UserPrincipal owner, Path file, String text) throws IOException {
        Files.setOwner(Files.writeString(file, text), owner);
    }

    private static int freePort() throws IOException {
        try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    Answer ask(String name, String password) throws IOException, InterruptedException {
        return ask(quoted("User-Name", name) + "," + quoted("User-Password", password), 3, 10);
    }

    /**
     * @param tries how often to ask
     * @param seconds how long to wait for an answer each time
     */
    Answer ask(String attributes, int tries, int seconds) throws IOException, InterruptedException {
        Path input = Files.writeString(folder.resolve("request"), attributes + "\n");
        Path output = folder.resolve("answer");
        Process client =
                new ProcessBuilder(
                                "radclient",
                                "-x",
                                "-r",
                                Integer.toString(tries),
                                "-t",
                                Integer.toString(seconds),
                                "127.0.0.1:" + port,
                                "auth",
                                SECRET)
                        .redirectErrorStream(true)
                        .redirectInput(input.toFile())
                        .redirectOutput(output.toFile())
                        .start();
        if (!client.waitFor(CLIENT_SECONDS_MAX, TimeUnit.SECONDS)) {
            client.destroyForcibly();
            throw new AssertionError("radclient hangs");
        }
        String text = Files.readString(output, StandardCharsets.ISO_8859_1);
        Matcher received = Pattern.compile("(?m)^Received (\\S+) Id").matcher(text);
        if (!received.find()) {
            return new Answer("nothing", Map.of());
        }
        return new Answer(
                received.group(1),
                text.substring(received.end())
                        .lines()
                        .map(line -> line.strip().split(" = ", 2))
                        .filter(parts -> parts.length == 2)
                        .collect(
                                Collectors.toMap(
                                        parts -> parts[0],
                                        parts -> parts[1],
                                        (a, b) -> a + ", " + b)));
    }

    /** The client takes escapes away twice. */
    private static String quoted(String attribute, String value) {
        String once = value.replace("\\", "\\\\");
        return attribute + " = \"" + once.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    String log() {
        try {
            StringBuilder text = new StringBuilder();
            for (String name : List.of("output", "log")) {
                Path file = folder.resolve(name);
                text.append(Files.exists(file) ? Files.readString(file) : "");
            }
            return text.toString();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(15, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
    }
}
