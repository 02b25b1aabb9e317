package mailstead.checks.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a message, a conversation and a folder are called for ever (RFC 8474), through two nodes:
 * MAILBOXID, EMAILID and THREADID outlive renaming, copying and moving; and what is left of them,
 * of UIDs and of flags when a log is lost or damaged is what {@code docs/design/folders.md} says.
 */
@Timeout(180)
final class IdentitiesTest {

    private static final Pattern IDS =
            Pattern.compile("EMAILID \\(([^)]+)\\) THREADID \\(([^)]+)\\)");
    private static final Pattern MAILBOX = Pattern.compile("MAILBOXID \\(([^)]+)\\)");

    @TempDir private Path folder;

    /** What a message is. */
    private record Ids(String email, String thread) {}

    /** A client of IMAP. Confined to one thread. */
    private static final class Imap implements AutoCloseable {

        private final LineClient client;

        Imap(RunningNode node) throws IOException {
            client = new LineClient(node.port("imap"));
            client.line();
            command("LOGIN tevie " + TestCluster.PASSWORD);
        }

        /** The untagged lines. */
        List<String> command(String text) throws IOException {
            client.send("a " + text + "\r\n");
            List<String> lines = new ArrayList<>();
            while (true) {
                String line = client.line();
                if (line.startsWith("a ")) {
                    assertThat(line).as(text).startsWith("a OK");
                    return lines;
                }
                lines.add(line);
            }
        }

        void append(String name, String flags, String message) throws IOException {
            command("APPEND %s (%s) {%d+}\r\n%s".formatted(name, flags, message.length(), message));
        }

        /** Of all messages of a folder, by UID. */
        List<Ids> ids(String name) throws IOException {
            List<Ids> ids = new ArrayList<>();
            command("EXAMINE " + name);
            for (String line : command("UID FETCH 1:* (EMAILID THREADID)")) {
                Matcher matcher = IDS.matcher(line);
                if (matcher.find()) {
                    ids.add(new Ids(matcher.group(1), matcher.group(2)));
                }
            }
            return ids;
        }

        String mailboxId(String name) throws IOException {
            return found(MAILBOX, command("STATUS " + name + " (MAILBOXID)"));
        }

        long uidValidity(String name) throws IOException {
            String lines = String.join(" ", command("STATUS " + name + " (UIDVALIDITY)"));
            return Long.parseLong(found(Pattern.compile("UIDVALIDITY (\\d+)"), List.of(lines)));
        }

        private static String found(Pattern pattern, List<String> lines) {
            Matcher matcher = pattern.matcher(String.join(" ", lines));
            assertThat(matcher.find()).as(lines.toString()).isTrue();
            return matcher.group(1);
        }

        @Override
        public void close() throws IOException {
            client.close();
        }
    }

    private static String message(int number, String more) {
        return "Message-ID: <%d@x.example>\r\n%sSubject: %d\r\n\r\nbody\r\n"
                .formatted(number, more, number);
    }

    @Test
    void identitiesOutliveEverythingButALostLog() throws Exception {
        try (TestCluster cluster = new TestCluster(folder)) {
            RunningNode one = cluster.start("imap-1", "imap");
            RunningNode other = cluster.start("imap-2", "imap");
            List<Ids> inbox;
            List<Ids> inside;
            String mailboxC;
            String mailboxInner;
            long validityC;
            try (Imap here = new Imap(one);
                    Imap there = new Imap(other)) {
                here.command("CREATE A/B");
                here.append("INBOX", "", message(1, ""));
                here.append("INBOX", "\\Flagged", message(2, "References: <1@x.example>\r\n"));
                here.append("INBOX", "", message(3, ""));
                inbox = here.ids("INBOX");
                assertThat(inbox).extracting(Ids::email).doesNotHaveDuplicates().hasSize(3);
                assertThat(inbox.get(0).thread())
                        .isEqualTo(inbox.get(1).thread())
                        .isNotEqualTo(inbox.get(2).thread());
                assertThat(there.ids("INBOX")).as("the other node").isEqualTo(inbox);

                here.command("SELECT INBOX");
                here.command("COPY 1 A");
                here.command("MOVE 2 A/B");
                assertThat(there.ids("A")).as("copied").containsExactly(inbox.get(0));
                assertThat(there.ids("A/B")).as("moved").containsExactly(inbox.get(1));
                assertThat(there.ids("INBOX")).containsExactly(inbox.get(0), inbox.get(2));

                String mailboxA = here.mailboxId("A");
                String mailboxB = here.mailboxId("A/B");
                there.command("RENAME A C");
                assertThat(here.mailboxId("C")).isEqualTo(mailboxA);
                assertThat(here.mailboxId("C/B")).as("a child").isEqualTo(mailboxB);
                assertThat(here.ids("C/B")).containsExactly(inbox.get(1));

                there.command("SELECT C/B");
                there.command("MOVE 1 C");
                inside = here.ids("C");
                assertThat(inside).as("moved twice").containsExactly(inbox.get(0), inbox.get(1));
                here.append("C", "\\Seen", message(4, "References: <1@x.example>\r\n"));
                inside = there.ids("C");
                assertThat(inside.get(2).thread()).isEqualTo(inside.get(0).thread());

                here.command("RENAME INBOX Old");
                assertThat(there.ids("Old")).containsExactly(inbox.get(0), inbox.get(2));
                assertThat(there.ids("INBOX")).isEmpty();
                assertThat(there.mailboxId("INBOX")).isNotEqualTo(there.mailboxId("Old"));
                mailboxC = here.mailboxId("C");
                mailboxInner = here.mailboxId("C/B");
                validityC = here.uidValidity("C");
            }
            assertThat(one.stop()).isZero();
            assertThat(other.stop()).isZero();
            afterALostLog(cluster, inside, mailboxC, mailboxInner, validityC);
        }
    }

    /** A copy's EMAILID stands in the log only; an original's follows from its file's name. */
    private static void afterALostLog(
            TestCluster cluster,
            List<Ids> inside,
            String mailboxC,
            String mailboxInner,
            long validityC)
            throws Exception {
        Path home = cluster.home("mail1", "12/34/tevie");
        removeTree(home.resolve(".A/mailstead.log"));
        RunningNode node = cluster.start("imap-3", "imap");
        try (Imap imap = new Imap(node)) {
            assertThat(imap.uidValidity("C")).isGreaterThan(validityC);
            assertThat(imap.mailboxId("C")).isEqualTo(mailboxC);
            assertThat(imap.mailboxId("C/B")).isEqualTo(mailboxInner);
            List<Ids> after = imap.ids("C");
            assertThat(after).hasSize(3);
            assertThat(after)
                    .extracting(Ids::thread)
                    .containsExactlyInAnyOrderElementsOf(inside.stream().map(Ids::thread).toList());
            assertThat(after).extracting(Ids::email).contains(inside.get(2).email());
            assertThat(after).extracting(Ids::email).doesNotHaveDuplicates();
        }
        assertThat(node.stop()).isZero();
        for (String file : List.of("e", "s", "mailstead.folders")) {
            afterDamage(cluster, home, file);
        }
    }

    /** The newest such file loses a bit: what is there stays there, and no UID is given twice. */
    private static void afterDamage(TestCluster cluster, Path home, String kind) throws Exception {
        boolean isTree = kind.equals("mailstead.folders");
        Path log = isTree ? home.resolve(kind) : home.resolve(".A/mailstead.log");
        Path damaged = newest(log, isTree ? "e" : kind);
        RunningNode before = cluster.start("before-" + kind, "imap");
        long validity;
        List<Ids> ids;
        try (Imap imap = new Imap(before)) {
            validity = imap.uidValidity("C");
            ids = imap.ids("C");
        }
        assertThat(before.stop()).isZero();
        flip(damaged);
        RunningNode node = cluster.start("after-" + kind, "imap");
        try (Imap imap = new Imap(node)) {
            String name = isTree ? folderWith(imap, ids) : "C";
            List<Ids> after = imap.ids(name);
            assertThat(after).as(damaged.toString()).hasSameSizeAs(ids);
            if (isTree) {
                assertThat(imap.uidValidity(name)).isEqualTo(validity);
                assertThat(after).isEqualTo(ids);
            } else {
                // The only snapshot of a small log, or an entry after it.
                assertThat(imap.uidValidity(name)).isGreaterThan(validity);
                assertThat(after).extracting(Ids::thread).containsAll(threads(ids));
            }
            imap.append(name, "", message(9, ""));
            assertThat(imap.ids(name)).hasSize(ids.size() + 1);
        }
        assertThat(node.stop()).isZero();
    }

    private static List<String> threads(List<Ids> ids) {
        return ids.stream().map(Ids::thread).toList();
    }

    /** A lost tree may have lost its last change of names. */
    private static String folderWith(Imap imap, List<Ids> ids) throws IOException {
        for (String line : imap.command("LIST \"\" *")) {
            String name = line.substring(line.lastIndexOf(' ') + 1);
            if (imap.ids(name).equals(ids)) {
                return name;
            }
        }
        throw new AssertionError("no folder has these messages: " + ids);
    }

    private static Path newest(Path log, String kind) throws IOException {
        try (Stream<Path> all = Files.walk(log)) {
            return all.filter(Files::isRegularFile)
                    .filter(file -> file.getFileName().toString().startsWith(kind))
                    .max(Comparator.comparing(file -> file.toString()))
                    .orElseThrow();
        }
    }

    private static void flip(Path file) throws IOException {
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
            long at = open.length() / 2;
            open.seek(at);
            int octet = open.read();
            open.seek(at);
            open.write(octet ^ 1);
        }
    }

    private static void removeTree(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
