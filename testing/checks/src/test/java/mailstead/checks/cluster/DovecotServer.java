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

/** Debian's Dovecot as an IMAP server with one account, for what we want to compare with it. */
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
     * Starts it on the loopback; the test is left out where it cannot be.
     *
     * @param folder its own, in which others may look
     */
    static DovecotServer start(Path folder) throws IOException {
        assumeTrue(
                Files.isExecutable(PROGRAM) && Files.isExecutable(IMAP),
                "left out: dovecot-imapd is not installed");
        assumeTrue(
                Integer.valueOf(0).equals(Files.getAttribute(folder, "unix:uid")),
                "left out: Dovecot is started by root only");
        Path mail = Files.createDirectories(folder.resolve("mail"));
        Files.setOwner(
                mail,
                mail.getFileSystem()
                        .getUserPrincipalLookupService()
                        .lookupPrincipalByName("nobody"));
        Path passwords =
                Files.writeString(
                        folder.resolve("passwd"), LOGIN + ":{PLAIN}" + PASSWORD + "::::::\n");
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
                        mail_location = maildir:%2$s/%%u
                        mail_uid = nobody
                        mail_gid = nogroup
                        first_valid_uid = 1
                        passdb {
                          driver = passwd-file
                          args = %3$s
                        }
                        userdb {
                          driver = static
                          args = uid=nobody gid=nogroup home=%2$s/%%u
                        }
                        service imap-login {
                          inet_listener imap {
                            port = %4$d
                          }
                          inet_listener imaps {
                            port = 0
                          }
                        }
                        """
                                .formatted(folder, mail, passwords, port));
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
        ImapClient client = connect();
        client.logIn(LOGIN, PASSWORD);
        return client;
    }

    private ImapClient connect() throws IOException {
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
