package mailstead.checks.cluster;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import mailstead.node.client.ImapClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Messages that were made to hurt, and IMAP clients that take what they can get, against a node
 * with little memory; a neighbour's session must go on meanwhile.
 */
final class HostileImapClientsTest {

    private static final String NAME = "small";
    private static final Duration LIMIT = Duration.ofSeconds(60);

    /** The largest answer about one message that is not the message itself. */
    private static final int ANSWER_OCTETS_MAX = 4 * 1024 * 1024;

    @TempDir private Path folder;
    private TestCluster cluster;
    private RunningNode node;

    @BeforeEach
    void start() throws Exception {
        cluster = new TestCluster(folder);
        cluster.addAccount("yente", "mail2", "56/78/yente");
        node = cluster.startWithHeap("64m", NAME, "imap");
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    @Test
    @Timeout(300)
    void noMessageIsABomb() throws Exception {
        Map<String, byte[]> bombs = bombs();
        try (ImapClient neighbour = login("yente");
                ImapClient client = login("tevie")) {
            neighbour.command("SELECT INBOX");
            for (Map.Entry<String, byte[]> bomb : bombs.entrySet()) {
                assertThat(client.append("INBOX", "", bomb.getValue()).isOk())
                        .as(bomb.getKey())
                        .isTrue();
            }
            client.command("SELECT INBOX");
            int number = 0;
            for (Map.Entry<String, byte[]> bomb : bombs.entrySet()) {
                number++;
                for (String items :
                        List.of(
                                "ENVELOPE",
                                "BODYSTRUCTURE",
                                "PREVIEW",
                                "BODY.PEEK[1.1.1.1.1.1.1.1.MIME]",
                                "BODY.PEEK[HEADER.FIELDS (SUBJECT TO REFERENCES)]",
                                "BODY.PEEK[1]<0.1000>",
                                "BINARY.SIZE[1]")) {
                    ImapClient.Completion answer =
                            client.attempt("FETCH " + number + " (UID " + items + ")");
                    assertThat(answer.status()).as(bomb.getKey() + " " + items).isIn("OK", "NO");
                    assertThat(octets(answer))
                            .as(bomb.getKey() + " " + items)
                            .isLessThan(Math.max(ANSWER_OCTETS_MAX, bomb.getValue().length));
                }
                assertThat(whole(client, number)).as(bomb.getKey()).isEqualTo(bomb.getValue());
                neighbour.command("NOOP");
            }
            String all = "1:" + bombs.size();
            for (String search :
                    List.of(
                            "SEARCH TEXT nowhere-to-be-found",
                            "SEARCH BODY nowhere-to-be-found",
                            "SEARCH FROM nowhere SUBJECT nothing",
                            "SEARCH HEADER X-None \"\"",
                            "SORT (SUBJECT FROM TO CC) UTF-8 ALL",
                            "THREAD REFERENCES UTF-8 ALL",
                            "THREAD ORDEREDSUBJECT UTF-8 ALL",
                            "FETCH " + all + " (ENVELOPE BODYSTRUCTURE PREVIEW)")) {
                assertThat(client.attempt(search).status()).as(search).isIn("OK", "NO");
                neighbour.command("NOOP");
            }
        }
        assertUnharmed();
    }

    @Test
    @Timeout(120)
    void longLiteralsThatNeverEndAreForgotten() throws Exception {
        List<LineClient> all = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            LineClient client = line("tevie");
            client.send("a APPEND INBOX {50000000}\r\n");
            assertThat(client.line()).startsWith("+");
            client.send("Subject: without end\r\n\r\n");
            client.send("It goes on and on and on and on.\r\n".repeat(10_000));
            all.add(client);
        }
        assertServes();
        for (LineClient client : all) {
            client.reset();
        }
        Await.until(
                "nothing is left of what was cut off",
                Duration.ofSeconds(30),
                () -> filesIn("tmp").isEmpty());
        assertThat(filesIn("cur")).isEmpty();
        assertUnharmed();
    }

    @Test
    @Timeout(120)
    void whoAsksForMuchAndReadsNothingHoldsLittle() throws Exception {
        byte[] message =
                ("Subject: long\r\n\r\n" + "It goes on and on and on and on.\r\n".repeat(120_000))
                        .getBytes(US_ASCII);
        try (ImapClient client = login("tevie")) {
            for (int i = 0; i < 5; i++) {
                assertThat(client.append("INBOX", "", message).isOk()).isTrue();
            }
        }
        List<LineClient> all = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            LineClient client = line("tevie");
            client.send(
                    "a SELECT INBOX\r\n"
                            + "b FETCH 1:* BODY.PEEK[]\r\n"
                            + "c FETCH 1:* BODY.PEEK[TEXT]\r\n".repeat(200));
            all.add(client);
        }
        assertServes();
        for (LineClient client : all) {
            client.close();
        }
        assertUnharmed();
    }

    @Test
    @Timeout(120)
    void connectionsCutAnywhereLeaveNothingBehind() throws Exception {
        try (ImapClient client = login("tevie")) {
            client.append("INBOX", "", "Subject: first\r\n\r\nhere\r\n".getBytes(US_ASCII));
        }
        int before = node.openFiles();
        List<String> stages =
                List.of(
                        "a LOGIN tevie ",
                        TestCluster.PASSWORD + "\r\n",
                        "b SELECT INBOX\r\n",
                        "c IDLE\r\n",
                        "DONE\r\n",
                        "d APPEND INBOX {100000+}\r\n" + "x".repeat(70).concat("\r\n").repeat(900),
                        "e FETCH 1 (BODY[] BODY[HEADER.FIELDS ({7}\r\n",
                        "f STORE 1 +FLAGS (k");
        for (int last = 0; last <= stages.size(); last++) {
            for (int i = 0; i < 20; i++) {
                LineClient client = new LineClient(node.port("imap"));
                client.line();
                client.send(String.join("", stages.subList(0, last)));
                client.reset();
            }
        }
        Await.until(
                "all are closed",
                Duration.ofSeconds(30),
                () -> filesIn("tmp").isEmpty() && isAtMost(before + 10));
        assertServes();
        assertUnharmed();
    }

    /** By what is wrong with each; none is larger than a customer might send. */
    private static Map<String, byte[]> bombs() {
        Map<String, byte[]> bombs = new LinkedHashMap<>();
        bombs.put("multiparts in multiparts", nested(3_000));
        bombs.put(
                "messages in messages",
                latin1("Content-Type: message/rfc822\r\n\r\n".repeat(20_000) + "end\r\n"));
        bombs.put(
                "parts",
                latin1(
                        "Content-Type: multipart/mixed; boundary=b\r\n\r\n"
                                + "--b\r\n\r\n\r\n".repeat(200_000)
                                + "--b--\r\n"));
        bombs.put(
                "a boundary that begins all others",
                latin1(
                        "Content-Type: multipart/mixed; boundary=\""
                                + "b".repeat(69)
                                + "\"\r\n\r\n"
                                + ("--" + "b".repeat(68) + "\r\n").repeat(40_000)));
        bombs.put("parameters", parameters(i -> "p" + i + "=v"));
        bombs.put("pieces of a parameter", parameters(i -> "name*" + i + "*=%41%42"));
        bombs.put("the same piece", parameters(i -> "name*0*=utf-8''%41"));
        bombs.put("pieces backwards", parameters(i -> "name*" + (99_999 - i) + "=x"));
        bombs.put("fields", latin1("X-Field: value\r\n".repeat(200_000) + "\r\nend\r\n"));
        bombs.put("a long field", latin1("Subject: " + "x".repeat(5_000_000) + "\r\n\r\n"));
        bombs.put(
                "a long folded field", latin1("Subject:" + "\r\n x".repeat(500_000) + "\r\n\r\n"));
        bombs.put("no end of the header", latin1("Subject: x\r\n y".repeat(100_000)));
        bombs.put("addresses", latin1("To: " + many(200_000, i -> "a" + i + "@b.example", ", ")));
        bombs.put("comments", latin1("To: " + "(".repeat(1_000_000) + "\r\n\r\n"));
        bombs.put("groups", latin1("To: " + "g:".repeat(500_000) + ";\r\n\r\n"));
        bombs.put("quotes", latin1("From: " + "\"\\".repeat(500_000) + "\r\n\r\n"));
        bombs.put("routes", latin1("From: <" + "@a,".repeat(300_000) + ":x@y>\r\n\r\n"));
        bombs.put(
                "encoded words",
                latin1("Subject: " + "=?utf-8?q?=41?= ".repeat(100_000) + "\r\n\r\n"));
        bombs.put("references", latin1("References: " + many(200_000, i -> "<" + i + "@x>", " ")));
        bombs.put(
                "prefixes of a subject",
                latin1("Subject: " + "Re: [x] ".repeat(200_000) + "\r\n\r\n"));
        bombs.put(
                "no known charset",
                latin1(
                        "Content-Type: text/plain; charset=none-such\r\nSubject:"
                                + " =?none-such?b?/////w==?=\r\n\r\n\u00ff\u00fe\u0080\r\n"));
        bombs.put("octets without sense", noise());
        bombs.put(
                "base64 without sense",
                latin1(
                        "Content-Type: text/html; charset=utf-7\r\n"
                                + "Content-Transfer-Encoding: base64\r\n\r\n"
                                + "=+/=A\r\n".repeat(300_000)));
        bombs.put(
                "elements",
                latin1("Content-Type: text/html\r\n\r\n" + "<a><!--<&#x".repeat(300_000)));
        bombs.put("nothing", latin1("\r\n"));
        return bombs;
    }

    private static byte[] nested(int depth) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < depth; i++) {
            text.append(
                    "Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n".formatted(i, i));
        }
        return latin1(text.append("\r\nend\r\n").toString());
    }

    private static byte[] parameters(IntFunction<String> parameter) {
        return latin1(
                "Content-Type: text/plain; "
                        + many(100_000, parameter, ";\r\n ")
                        + "\r\nContent-Disposition: attachment; "
                        + many(100_000, parameter, "; ")
                        + "\r\n\r\nend\r\n");
    }

    private static String many(int count, IntFunction<String> one, String between) {
        return IntStream.range(0, count).mapToObj(one).collect(Collectors.joining(between));
    }

    private static byte[] noise() {
        byte[] octets = new byte[300_000];
        new java.util.SplittableRandom(1).nextBytes(octets);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte octet : octets) {
            if (octet != 0 && octet != '\r' && octet != '\n') {
                out.write(octet);
            }
        }
        return out.toByteArray();
    }

    private static byte[] latin1(String text) {
        return text.getBytes(ISO_8859_1);
    }

    private static byte[] whole(ImapClient client, int number) throws IOException {
        ImapClient.Completion fetch = client.command("FETCH " + number + " BODY.PEEK[]");
        return fetch.all("FETCH").getFirst().literals().getFirst();
    }

    private static long octets(ImapClient.Completion answer) {
        return answer.untagged().stream()
                .mapToLong(response ->
                        response.text().length()
                                + response.literals().stream()
                                        .mapToLong(literal -> literal.length)
                                        .sum())
                .sum();
    }

    private ImapClient login(String user) throws IOException {
        ImapClient client =
                new ImapClient(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), node.port("imap")),
                        LIMIT);
        client.logIn(user, TestCluster.PASSWORD);
        return client;
    }

    private LineClient line(String user) throws IOException {
        LineClient client = new LineClient(node.port("imap"));
        client.line();
        client.send("l LOGIN " + user + " " + TestCluster.PASSWORD + "\r\n");
        String line = client.line();
        while (!line.startsWith("l ")) {
            line = client.line();
        }
        assertThat(line).startsWith("l OK");
        return client;
    }

    private void assertServes() throws IOException {
        for (String user : List.of("yente", "tevie")) {
            try (ImapClient client = login(user)) {
                client.append("Other", "", "Subject: no\r\n\r\n".getBytes(US_ASCII)); // [TRYCREATE]
                client.command("STATUS INBOX (MESSAGES UNSEEN)");
                client.command("SELECT INBOX");
                client.command("LOGOUT");
            }
        }
    }

    private void assertUnharmed() throws IOException {
        assertServes();
        assertThat(node.log()).doesNotContain("OutOfMemory").doesNotContain("event=bug");
    }

    private boolean isAtMost(int files) {
        try {
            return node.openFiles() <= files;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<Path> filesIn(String part) {
        try (Stream<Path> all = Files.list(cluster.home("mail1", "12/34/tevie").resolve(part))) {
            return all.toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
