package mailstead.checks.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A running node whose disks and files break: clients hear "not now", nothing is lost or left over,
 * the other volume's users notice nothing, the log says once what to do, and service returns by
 * itself.
 */
@Timeout(120)
final class BrokenStorageTest {

    private static final Duration SOON = Duration.ofSeconds(10);
    private static final byte[] SMALL =
            "Subject: one\r\n\r\nx\r\n".getBytes(StandardCharsets.UTF_8);

    /** Too long for what is left of a nearly full disk, and for one visit to the volume. */
    private static final byte[] LARGE =
            ("Subject: two\r\n\r\n" + "0123456789\r\n".repeat(15_000))
                    .getBytes(StandardCharsets.UTF_8);

    @TempDir private Path folder;

    /** A small file system in memory over the first volume's folder; only root may mount. */
    private final class Disk implements AutoCloseable {

        private final Path place = folder.resolve("mail1");

        Disk() throws Exception {
            assumeTrue(
                    canMount(),
                    "left out: only root may mount a file system, to fill and break it");
        }

        private boolean canMount() throws Exception {
            return "root".equals(System.getProperty("user.name"))
                    && succeeds(
                            "mount",
                            "-t",
                            "tmpfs",
                            "-o",
                            "size=512k,nr_inodes=100",
                            "none",
                            "" + place);
        }

        void remount(String how) throws Exception {
            assertThat(succeeds("mount", "-o", "remount," + how, "" + place)).isTrue();
        }

        void mark() throws IOException {
            Files.writeString(place.resolve(".mailstead-volume"), "id-of-mail1\n");
        }

        @Override
        public void close() throws Exception {
            succeeds("umount", "-l", "" + place);
        }
    }

    @Test
    void aVolumeThatIsAwayFullOrReadOnlyMakesItsOwnUsersWaitAndNobodyElse() throws Exception {
        try (TestCluster cluster = new TestCluster(folder);
                Disk disk = new Disk()) {
            cluster.addAccount("golde", "mail2", "12/34/golde");
            RunningNode node = cluster.start("n1", "mx", "pop3");

            refused(node, SMALL, "NOT_MOUNTED");
            assertThat(disk.place).isEmptyDirectory();
            disk.mark();
            accepted(node, SMALL);

            Path ballast = disk.place.resolve("ballast");
            byte[] kibibyte = new byte[1024];
            try (var out = Files.newOutputStream(ballast)) {
                for (int i = 0; i < 400; i++) {
                    out.write(kibibyte);
                }
            }
            refused(node, LARGE, "ENOSPC");
            refused(node, LARGE, "ENOSPC");
            Files.delete(ballast);
            accepted(node, LARGE);

            for (int i = 0; i < 100; i++) {
                try {
                    Files.createFile(disk.place.resolve("f" + i));
                } catch (IOException full) {
                    break;
                }
            }
            refused(node, SMALL, "ENOSPC");
            for (int i = 0; i < 100; i++) {
                Files.deleteIfExists(disk.place.resolve("f" + i));
            }
            accepted(node, SMALL);

            disk.remount("ro");
            refused(node, SMALL, "EROFS");
            try (Pop3 session = Pop3.login(node.port("pop3"), "tevie", TestCluster.PASSWORD)) {
                assertThat(session.uidl()).hasSize(3);
                session.delete(1);
                session.client().send("QUIT\r\n");
                assertThat(session.client().line()).startsWith("-ERR [SYS/TEMP]");
            }
            disk.remount("rw");
            accepted(node, SMALL);
            try (Pop3 session = Pop3.login(node.port("pop3"), "tevie", TestCluster.PASSWORD)) {
                assertThat(session.uidl()).hasSize(4);
            }
            assertThat(troubles(node)).as("one line for each kind of trouble").hasSize(3);
            assertThat(node.log()).doesNotContain("event=bug");
        }
    }

    @Test
    void aDirectoryThatIsGoneOrOverwrittenIsNotNowAndNotNobody() throws Exception {
        try (TestCluster cluster = new TestCluster(folder)) {
            RunningNode node = cluster.start("n1", "mx", "pop3");
            cluster.directory().close();
            accepted(node, SMALL);
            Path file = folder.resolve("directory.sqlite");
            Path good = Files.copy(file, folder.resolve("good.sqlite"));

            Files.move(file, folder.resolve("away"));
            unavailable(node, 1);
            Files.move(folder.resolve("away"), file);
            accepted(node, SMALL);

            // In place, as cp does it: the file is cut under the readers, then grows again.
            for (int i = 0; i < 20; i++) {
                Files.write(file, new byte[0]);
                String answer = recipient(node, "tevie");
                assertThat(answer).matches("250.*|451 4\\.4\\.3.*");
                Files.write(file, Files.readAllBytes(good));
            }
            for (Path each :
                    List.of(
                            folder.resolve("directory.sqlite-wal"),
                            folder.resolve("directory.sqlite-shm"))) {
                Files.deleteIfExists(each);
            }
            Files.copy(good, folder.resolve("restored"));
            Files.move(folder.resolve("restored"), file, StandardCopyOption.REPLACE_EXISTING);
            Await.until("the directory is back", SOON, () -> answers(node, "250"));

            Files.move(
                    Files.writeString(folder.resolve("x"), "no database ".repeat(500)),
                    file,
                    StandardCopyOption.REPLACE_EXISTING);
            unavailable(node, 1);
            Files.move(good, file, StandardCopyOption.REPLACE_EXISTING);
            Await.until("the directory is back", SOON, () -> answers(node, "250"));
            accepted(node, SMALL);
            assertThat(node.log()).doesNotContain("event=bug");
            assertThat(node.stop()).isZero();
        }
    }

    private static void unavailable(RunningNode node, int lines) throws IOException {
        assertThat(recipient(node, "tevie"))
                .startsWith("451 4.4.3")
                .doesNotContain("sqlite", "database", "/");
        assertThat(recipient(node, "nobody")).startsWith("451 4.4.3");
        try (LineClient client = new LineClient(node.port("pop3"))) {
            client.expectOk();
            client.send("USER tevie\r\nPASS " + TestCluster.PASSWORD + "\r\n");
            client.expectOk();
            assertThat(client.line()).startsWith("-ERR [SYS/TEMP]");
        }
        Await.until("the log tells it", SOON, () -> !troubles(node).isEmpty());
        assertThat(troubles(node)).hasSize(lines);
    }

    /** The answer to RCPT. */
    private static String recipient(RunningNode node, String name) throws IOException {
        try (LineClient client = new LineClient(node.port("mx"))) {
            client.expectReply("220");
            client.send("EHLO client.example\r\n");
            client.expectReply("250");
            client.send("MAIL FROM:<>\r\n");
            client.expectReply("250");
            client.send("RCPT TO:<" + name + "@cluster.example>\r\n");
            return client.reply();
        }
    }

    private static boolean answers(RunningNode node, String code) {
        try {
            return recipient(node, "tevie").startsWith(code);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void refused(RunningNode node, byte[] message, String trouble) throws IOException {
        assertThat(deliver(node, "tevie", message)).startsWith("451 4.3.0");
        assertThat(deliver(node, "golde", message)).startsWith("250");
        Await.until("the log tells it", SOON, () -> node.log().contains("volume mail1 " + trouble));
        assertNothingUnfinished();
    }

    private void accepted(RunningNode node, byte[] message) throws IOException {
        assertThat(deliver(node, "tevie", message)).startsWith("250");
        assertNothingUnfinished();
    }

    private static String deliver(RunningNode node, String name, byte[] message)
            throws IOException {
        try (Smtp smtp = Smtp.ehlo(node.port("mx"))) {
            return smtp.send(name + "@cluster.example", message);
        }
    }

    private void assertNothingUnfinished() throws IOException {
        for (String place : List.of("mail1/12/34/tevie/tmp", "mail2/12/34/golde/tmp")) {
            Path unfinished = folder.resolve(place);
            if (Files.exists(unfinished)) {
                try (Stream<Path> files = Files.list(unfinished)) {
                    assertThat(files).isEmpty();
                }
            }
        }
    }

    private static List<String> troubles(RunningNode node) {
        return node.log().lines().filter(line -> line.contains("event=trouble")).toList();
    }

    private static boolean succeeds(String... command) throws Exception {
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
    }
}
