package mailstead.checks.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mailstead.node.client.ImapClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real and broken messages go in by SMTP and LMTP and come out by POP3, octet for octet. */
final class CorpusTest {

    private static final Pattern TRACE =
            Pattern.compile(
                    "Return-Path: <\\S+>\r\nDelivered-To: \\S+\r\nReceived: (?:.+\r\n[ \t])+?[^\r\n]* \\+0000\r\n");

    @TempDir private Path folder;

    @Test
    @Timeout(180)
    void comesOutAsItWentIn() throws Exception {
        List<Path> files = Corpus.files();
        try (TestCluster cluster = new TestCluster(folder)) {
            RunningNode node = cluster.start("all-1", "mx", "lmtp", "pop3");
            List<byte[]> sent = new ArrayList<>();
            try (Smtp smtp = Smtp.ehlo(node.port("mx"));
                    Smtp lmtp = Smtp.lhlo(node.port("lmtp"))) {
                for (Path file : files) {
                    byte[] content = Corpus.message(file);
                    for (Smtp way : List.of(smtp, lmtp)) {
                        assertThat(way.send("tevie@cluster.example", content))
                                .as("reply for %s", file)
                                .startsWith("250");
                        sent.add(content);
                    }
                }
            }
            List<byte[]> left = new ArrayList<>(sent);
            try (Pop3 session = Pop3.login(node.port("pop3"), "tevie", TestCluster.PASSWORD)) {
                int count = session.uidl().size();
                assertThat(count).isEqualTo(sent.size());
                for (int number = 1; number <= count; number++) {
                    byte[] retrieved = session.retrieve(number);
                    byte[] message = withoutTrace(retrieved);
                    assertThat(left.removeIf(new Once(message)))
                            .as(
                                    "message %d is one that was sent:%n%s",
                                    number, beginning(retrieved))
                            .isTrue();
                }
            }
            assertThat(left).isEmpty();
        }
    }

    /** Once more by APPEND through one node, and out by FETCH through another. */
    @Test
    @Timeout(180)
    void comesOutOfImapAsItWasAppended() throws Exception {
        // IMAP appends no empty message (RFC 3502 section 6.3.11).
        List<Path> files = Corpus.filesNotEmpty();
        try (TestCluster cluster = new TestCluster(folder)) {
            RunningNode one = cluster.start("imap-1", "imap");
            RunningNode two = cluster.start("imap-2", "imap");
            try (ImapClient in = imap(one);
                    ImapClient out = imap(two)) {
                in.command("CREATE Corpus");
                for (Path file : files) {
                    ImapClient.Completion appended =
                            in.append("Corpus", "(\\Seen)", Corpus.message(file));
                    assertThat(appended.status()).as("%s: %s", file, appended).isEqualTo("OK");
                }
                out.command("SELECT Corpus");
                for (int i = 0; i < files.size(); i++) {
                    byte[] message = Corpus.message(files.get(i));
                    ImapClient.Response fetched =
                            out.command(
                                            "FETCH %d (RFC822.SIZE BODY.PEEK[] ENVELOPE BODYSTRUCTURE)"
                                                    .formatted(i + 1))
                                    .all("FETCH")
                                    .getFirst();
                    assertThat(fetched.text()).contains("RFC822.SIZE " + message.length + " ");
                    assertThat(fetched.literals())
                            .as("%s in %s", files.get(i), fetched.text())
                            .anyMatch(literal -> Arrays.equals(literal, message));
                    checkParts(out, i + 1, message);
                }
            }
        }
    }

    /** Header and text together are the message, and pieces are what they are pieces of. */
    private static void checkParts(ImapClient imap, int number, byte[] message) throws IOException {
        byte[] header = section(imap, number, "HEADER");
        byte[] text = section(imap, number, "TEXT");
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        both.write(header);
        both.write(text);
        assertThat(both.toByteArray()).isEqualTo(message);
        int from = message.length / 3;
        int to = Math.min(message.length, from + 1000);
        assertThat(section(imap, number, "", "<%d.1000>".formatted(from)))
                .isEqualTo(Arrays.copyOfRange(message, from, to));
    }

    private static byte[] section(ImapClient imap, int number, String name) throws IOException {
        return section(imap, number, name, "");
    }

    private static byte[] section(ImapClient imap, int number, String name, String piece)
            throws IOException {
        ImapClient.Response fetched =
                imap.command("FETCH %d BODY.PEEK[%s]%s".formatted(number, name, piece))
                        .all("FETCH")
                        .getFirst();
        // A short one may come quoted.
        if (fetched.literals().isEmpty()) {
            Matcher quoted = Pattern.compile("\"(.*)\"\\)$").matcher(fetched.text());
            assertThat(quoted.find()).as(fetched.text()).isTrue();
            return quoted.group(1)
                    .replaceAll("\\\\(.)", "$1")
                    .getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
        }
        return fetched.literals().getFirst();
    }

    private static ImapClient imap(RunningNode node) throws IOException {
        ImapClient imap =
                new ImapClient(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), node.port("imap")),
                        Duration.ofSeconds(30));
        imap.logIn("tevie", TestCluster.PASSWORD);
        return imap;
    }

    private static String beginning(byte[] octets) {
        return new String(
                octets,
                0,
                Math.min(600, octets.length),
                java.nio.charset.StandardCharsets.ISO_8859_1);
    }

    /** True for the first equal element only. */
    private static final class Once implements java.util.function.Predicate<byte[]> {
        private final byte[] wanted;
        private boolean found;

        Once(byte[] wanted) {
            this.wanted = wanted;
        }

        @Override
        public boolean test(byte[] candidate) {
            boolean first = !found && Arrays.equals(candidate, wanted);
            found |= first;
            return first;
        }
    }

    /**
     * Takes off the fields we put before the content: Return-Path, Delivered-To and Received, whose
     * last line ends in a date. What follows may begin with white space: some of these files are
     * only parts of messages.
     */
    private static byte[] withoutTrace(byte[] retrieved) {
        String text = new String(retrieved, java.nio.charset.StandardCharsets.ISO_8859_1);
        Matcher trace = TRACE.matcher(text);
        assertThat(trace.lookingAt()).as("trace fields of:%n%s", beginning(retrieved)).isTrue();
        return Arrays.copyOfRange(retrieved, trace.end(), retrieved.length);
    }
}
