package mailstead.checks.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import mailstead.node.client.ImapClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A busy node never locks a file of a mailbox: counted by watching its system calls. */
final class NoLocksTest {

    private static final Duration WAIT = Duration.ofSeconds(30);

    @TempDir private Path folder;

    @Test
    @Timeout(180)
    void noLockCallTouchesAVolume() throws Exception {
        assumeTrue(Programs.isInstalled("strace"), "left out: strace is not installed");
        try (TestCluster cluster = new TestCluster(folder)) {
            RunningNode node = cluster.start("all-1", "lmtp", "pop3", "imap");
            Path trace = folder.resolve("trace");
            Process strace =
                    new ProcessBuilder(
                                    "strace",
                                    "-f",
                                    "-y",
                                    "-o",
                                    trace.toString(),
                                    "-e",
                                    "trace=fcntl,flock,link,linkat,rename,renameat,renameat2",
                                    "-p",
                                    Long.toString(node.pid()))
                            .redirectErrorStream(true)
                            .redirectOutput(folder.resolve("strace-says").toFile())
                            .start();
            try {
                Await.until(
                        "strace watches",
                        WAIT,
                        () -> !strace.isAlive() || says().contains("attached"));
                assumeTrue(strace.isAlive(), "left out: strace may not watch: " + says());
                work(node);
            } finally {
                strace.destroy();
                strace.waitFor(10, TimeUnit.SECONDS);
            }
            List<String> calls;
            try (Stream<String> lines = Files.lines(trace, StandardCharsets.ISO_8859_1)) {
                calls = lines.toList();
            }
            String volume = cluster.home("mail1", "").toString();
            assertThat(calls)
                    .as("the work is seen")
                    .anyMatch(call -> call.contains("link") && call.contains(volume));
            assertThat(calls)
                    .as("locks on the volume")
                    .noneMatch(call ->
                            call.contains(volume)
                                    && (call.contains("flock(")
                                            || call.contains("F_SETLK")
                                            || call.contains("F_OFD_SETLK")
                                            || call.contains("F_SETLEASE")));
        }
    }

    private String says() {
        try {
            return Files.readString(folder.resolve("strace-says"));
        } catch (IOException _) {
            return "";
        }
    }

    private static void work(RunningNode node) throws IOException {
        byte[] message = "Subject: x\r\n\r\nbody\r\n".getBytes(StandardCharsets.US_ASCII);
        try (Smtp lmtp = Smtp.lhlo(node.port("lmtp"))) {
            for (int i = 0; i < 20; i++) {
                assertThat(lmtp.send("tevie@cluster.example", message)).startsWith("250");
            }
        }
        try (ImapClient imap =
                new ImapClient(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), node.port("imap")),
                        WAIT)) {
            imap.logIn("tevie", TestCluster.PASSWORD);
            imap.command("CREATE Kept");
            imap.command("SELECT INBOX");
            imap.command("STORE 1:10 +FLAGS (\\Seen $Word)");
            imap.command("COPY 1:5 Kept");
            imap.command("MOVE 6:8 Kept");
            imap.append("Kept", "", message);
            imap.command("STORE 1:3 +FLAGS (\\Deleted)");
            imap.command("EXPUNGE");
            imap.command("RENAME Kept Stored");
            imap.command("DELETE Stored");
            imap.logOut();
        }
        try (Pop3 pop3 = Pop3.login(node.port("pop3"), "tevie", TestCluster.PASSWORD)) {
            pop3.retrieve(1);
            pop3.delete(1);
            pop3.quit();
        }
    }
}
