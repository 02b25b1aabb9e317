package mailstead.checks.cluster;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import mailstead.node.client.ImapClient;

/**
 * Debian's Dovecot as an IMAP server, for what we want to compare with it, or to work beside it.
 */
final class DovecotServer implements AutoCloseable {

    static final String LOGIN = "tevie";
    static final String PASSWORD = "tradition";

    private static final Path PROGRAM = Path.of("/usr/sbin/dovecot");
    private static final Path IMAP = Path.of("/usr/lib/dovecot/imap");
    private static final Duration START_MAX = Duration.ofSeconds(60);

    private final Process process;
    private final int port;

    private DovecotServer(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /**
     * Starts it on the loopback, with one account; the test is left out where it cannot be.
     *
     * @param folder its own, in which others may look
     */
    static DovecotServer start(Path folder) throws IOException {
        assumePossible(folder);
        Path mail = Files.createDirectories(folder.resolve("mail"));
        Files.setOwner(
                mail,
                mail.getFileSystem()
                        .getUserPrincipalLookupService()
                        .lookupPrincipalByName("nobody"));
        Path passwords =
                Files.writeString(
                        folder.resolve("passwd"), LOGIN + ":{PLAIN}" + PASSWORD + "::::::\n");
        return start(
                folder,
                """
                mail_location = maildir:%1$s/%%u
                mail_uid = nobody
                mail_gid = nogroup
                passdb {
                  driver = passwd-file
                  args = %2$s
                }
                userdb {
                  driver = static
                  args = uid=nobody gid=nogroup home=%1$s/%%u
                }
                """
                        .formatted(mail, passwords));
    }

    private static void assumePossible(Path folder) throws IOException {
        assumeTrue(
                Files.isExecutable(PROGRAM) && Files.isExecutable(IMAP),
                "left out: dovecot-imapd is not installed");
        assumeTrue(
                Integer.valueOf(0).equals(Files.getAttribute(folder, "unix:uid")),
                "left out: Dovecot is started by root only");
    }

    /**
     * Starts it on the loopback; the test is left out where it cannot be.
     *
     * @param folder its own, in which others may look
     * @param accounts the part of its configuration that says who its users are and where their
     *     mail is
     */
    static DovecotServer start(Path folder, String accounts) throws IOException {
        assumePossible(folder);
        int port = freePort();
        Path configuration =
                Files.writeString(
                        folder.resolve("dovecot.conf"),
                        """
                        base_dir = %1$s/run
                        state_dir = %1$s/run
                        listen = 127.0.0.1
                        protocols = imap
                        ssl = no
                        disable_plaintext_auth = no
                        log_path = %1$s/log
                        first_valid_uid = 1
                        service imap-login {
                          inet_listener imap {
                            port = %2$d
                          }
                          inet_listener imaps {
                            port = 0
                          }
                        }
                        %3$s
                        """
                                .formatted(folder, port, accounts));
        Path output = folder.resolve("output");
        Process process =
                new ProcessBuilder(PROGRAM.toString(), "-F", "-c", configuration.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        DovecotServer server = new DovecotServer(process, port);
        try {
            Await.until("Dovecot greets", START_MAX, () -> server.greets(output));
        } catch (AssertionError | IllegalStateException e) {
            server.close();
            throw e;
        }
        return server;
    }

    private boolean greets(Path output) {
        if (!process.isAlive()) {
            throw new IllegalStateException("Dovecot ended, see " + output);
        }
        try (ImapClient client = connect()) {
            client.logOut();
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    ImapClient logIn() throws IOException {
        return logIn(LOGIN, PASSWORD);
    }

    ImapClient logIn(String name, String password) throws IOException {
        ImapClient client = connect();
        client.logIn(name, password);
        return client;
    }

    /** Greeted, not logged in. */
    ImapClient connect() throws IOException {
        return new ImapClient(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                Duration.ofSeconds(30));
    }

    /** Ends it, and with it the processes that it started. */
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
