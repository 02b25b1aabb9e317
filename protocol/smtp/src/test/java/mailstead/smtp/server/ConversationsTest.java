package mailstead.smtp.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import mailstead.mail.Event;
import mailstead.mail.Reason;
import mailstead.mail.Refusal;
import mailstead.testkit.transcript.Client;
import mailstead.testkit.transcript.MemoryClient;
import mailstead.testkit.transcript.Pacing;
import org.junit.jupiter.api.Test;

/** What holds for every conversation. */
class ConversationsTest {

    private static final String[] LINES = {
        "EHLO c.example",
        "HELO c.example",
        "LHLO c.example",
        "MAIL FROM:<a@b.example>",
        "MAIL FROM:<> SIZE=10 SMTPUTF8",
        "RCPT TO:<t@x.example>",
        "RCPT TO:<nobody@x.example>",
        "RCPT TO:<down@x.example>",
        "RCPT TO:<bug@x.example>",
        "RCPT TO:<postmaster>",
        "DATA",
        "DATA",
        "BDAT 4\r\n.\r\n",
        "BDAT 0 LAST",
        "BDAT 8 LAST\r\n.\r\nabcd",
        "RSET",
        "NOOP",
        "VRFY a",
        "EXPN a",
        "HELP",
        "",
        ".",
        "..",
        "text",
        "\0",
        "GET / HTTP/1.1",
        "AUTH PLAIN",
        "x\rx",
        "x\nx",
        "MAIL"
    };

    /** Everything the server said and stored. */
    private record Outcome(String said, List<String> stored) {}

    private static final String[] SUBMITTED = {
        "AUTH PLAIN AHRldmllAG1pbGs=",
        "AUTH PLAIN\r\nAHRldmllAG1pbGs=",
        "AUTH PLAIN\r\n*",
        "AUTH PLAIN AHRldmllAHdyb25n",
        "AUTH LOGIN\r\ndGV2aWU=\r\nbWlsaw==",
        "AUTH PLAIN =",
        "MAIL FROM:<tevie@cluster.example>",
        "MAIL FROM:<tevie@cluster.example> HOLDFOR=5 AUTH=<>",
        "MAIL FROM:<golde@cluster.example>",
        "RCPT TO:<golde@cluster.example>",
        "RCPT TO:<a@far.example>",
        "Bcc: x",
        "From: golde@cluster.example",
        "BDAT 14\r\nSubject: x\r\n\r\n",
    };

    /** A session of submission, mostly of somebody who has logged in. */
    private static String anySubmission(Random random) {
        StringBuilder input = new StringBuilder("EHLO c\r\n");
        if (random.nextInt(4) > 0) {
            input.append("AUTH PLAIN AHRldmllAG1pbGs=\r\nMAIL FROM:<tevie@cluster.example>\r\n")
                    .append("RCPT TO:<a@far.example>\r\n");
        }
        for (int n = random.nextInt(25); n > 0; n--) {
            String[] from = random.nextBoolean() ? SUBMITTED : LINES;
            input.append(from[random.nextInt(from.length)]).append("\r\n");
        }
        return input.toString();
    }

    @Test
    void theCutOfWhatIsSubmittedDoesNotMatter() {
        Random random = new Random(6);
        int queued = 0;
        for (int i = 0; i < 600; i++) {
            String input = anySubmission(random);
            Outcome whole = hold(Dialect.SUBMISSION, input, Pacing.WHOLE);
            queued += whole.stored().size();
            assertThat(hold(Dialect.SUBMISSION, input, Pacing.SINGLE)).as(input).isEqualTo(whole);
            assertThat(hold(Dialect.SUBMISSION, input, Pacing.random(new Random(i), 30)))
                    .as(input)
                    .isEqualTo(whole);
        }
        assertThat(queued).isGreaterThan(50);
    }

    private static Outcome hold(Dialect dialect, String input, Pacing pacing) {
        try (World world = new World()) {
            world.settings = SmtpSettings.usual(House.HOST, dialect);
            world.limit("memory", 20);
            world.outbox.takeClearPasswords();
            world.stage().setPacing(pacing);
            MemoryClient client = world.stage().connect(false);
            client.send(input.getBytes(StandardCharsets.ISO_8859_1));
            client.closeOutput();
            String said = new String(client.readAll(), StandardCharsets.ISO_8859_1);
            client.close();
            assertThat(world.house.areasOpen).hasValue(0);
            return new Outcome(
                    said,
                    dialect == Dialect.SUBMISSION
                            ? world.outbox.queued.stream().map(Object::toString).toList()
                            : world.house.stored.stream()
                                    .map(stored -> stored.received() + stored.text())
                                    .toList());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String anyInput(Random random) {
        StringBuilder input =
                new StringBuilder(
                        random.nextInt(4) > 0
                                ? "EHLO c\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<t@x.example>\r\n"
                                : "");
        if (random.nextInt(5) == 0) {
            input.setLength(0);
            input.append(
                    "LHLO c\r\nMAIL FROM:<>\r\nRCPT TO:<t@x.example>\r\nRCPT TO:<brimful@x.example>\r\n");
        }
        for (int n = random.nextInt(25); n > 0; n--) {
            input.append(LINES[random.nextInt(LINES.length)]).append("\r\n");
        }
        return input.toString();
    }

    @Test
    void theCutOfTheInputDoesNotMatter() {
        Random random = new Random(4);
        for (int i = 0; i < 1_000; i++) {
            String input = anyInput(random);
            Dialect dialect = input.startsWith("LHLO") ? Dialect.LMTP : Dialect.MX;
            Outcome whole = hold(dialect, input, Pacing.WHOLE);
            assertThat(hold(dialect, input, Pacing.SINGLE)).as(input).isEqualTo(whole);
            assertThat(hold(dialect, input, Pacing.random(new Random(i), 30)))
                    .as(input)
                    .isEqualTo(whole);
        }
    }

    /** Lines one by one, each after the reply to the one before, say the same as all at once. */
    @Test
    void pipeliningDoesNotMatterAndEveryLineIsAnswered() throws IOException {
        Random random = new Random(5);
        for (int i = 0; i < 1_000; i++) {
            String input = anyInput(random);
            Dialect dialect = input.startsWith("LHLO") ? Dialect.LMTP : Dialect.MX;
            Outcome together = hold(dialect, input, Pacing.WHOLE);
            try (World world = new World()) {
                world.settings = SmtpSettings.usual(House.HOST, dialect);
                MemoryClient client = world.stage().connect(false);
                StringBuilder said = new StringBuilder();
                hear(client, said);
                boolean inContent = false;
                for (String line : input.split("(?<=\r\n)")) {
                    if (line.isEmpty()) {
                        continue;
                    }
                    int before = said.length();
                    client.send(line.getBytes(StandardCharsets.ISO_8859_1));
                    hear(client, said);
                    boolean chunk = line.startsWith("BDAT") && !line.contains(" 0 ");
                    if (!inContent && !chunk && !client.hasEnded()) {
                        assertThat(said.length()).as(input + " at " + line).isGreaterThan(before);
                    }
                    inContent =
                            said.substring(before).startsWith("354")
                                    || inContent && said.length() == before;
                    inContent |= chunk;
                }
                assertThat(said.toString()).as(input).isEqualTo(together.said());
            }
        }
    }

    private static void hear(MemoryClient client, StringBuilder said) {
        while (client.readLine() instanceof Client.Received.Line(byte[] octets)) {
            said.append(new String(octets, StandardCharsets.ISO_8859_1)).append("\r\n");
        }
    }

    @Test
    void aHundredThousandRecipientsEndInGoodbye() throws IOException {
        try (World world = new World()) {
            MemoryClient client = world.stage().connect(false);
            client.send("HELO c\r\nMAIL FROM:<>\r\n".getBytes(StandardCharsets.US_ASCII));
            String hundred = "RCPT TO:<t@x.example>\r\n".repeat(100);
            StringBuilder said = new StringBuilder();
            for (int i = 0; i < 1_000 && !client.hasEnded(); i++) {
                client.send(hundred.getBytes(StandardCharsets.US_ASCII));
                said.append(new String(client.readAll(), StandardCharsets.US_ASCII));
            }
            assertThat(said.toString().lines().filter("250 2.1.5 Recipient OK"::equals))
                    .hasSize(1_000);
            assertThat(said.toString().lines().filter(line -> line.startsWith("452 4.5.3")))
                    .hasSize(9_100);
            assertThat(said.toString()).endsWith("421 4.7.0 Too many errors, closing\r\n");
        }
    }

    @Test
    void theLogNamesTheCustomerOfWhoIsRefusedAndTheClientHearsNothingOfIt() throws IOException {
        for (Dialect dialect : List.of(Dialect.MX, Dialect.LMTP)) {
            try (World world = new World()) {
                world.settings = SmtpSettings.usual(House.HOST, dialect);
                MemoryClient client = world.stage().connect(false);
                String hello = dialect == Dialect.LMTP ? "LHLO c" : "HELO c";
                StringBuilder said = new StringBuilder(hello + "\r\nMAIL FROM:<>\r\n");
                for (String local : List.of("nobody", "suspended", "full", "elsewhere", "down")) {
                    said.append("RCPT TO:<").append(local).append("@x.example>\r\n");
                }
                client.send(said.toString().getBytes(StandardCharsets.US_ASCII));
                assertThat(new String(client.readAll(), StandardCharsets.US_ASCII))
                        .doesNotContain("c-1", "c-2");
                assertThat(world.house.events)
                        .filteredOn(Event.RecipientRefused.class::isInstance)
                        .extracting(event -> ((Event.RecipientRefused) event).refusal())
                        .containsExactly(
                                Refusal.of(Reason.MAILBOX_UNKNOWN, "c-1"),
                                Refusal.of(Reason.MAILBOX_SUSPENDED, "c-1"),
                                Refusal.of(Reason.MAILBOX_FULL, "c-1"),
                                Refusal.of(Reason.RELAY_DENIED),
                                Refusal.of(Reason.DIRECTORY_UNAVAILABLE, "c-2"));
            }
        }
    }

    @Test
    void endlessContentTakesNoMemory() throws IOException {
        try (World world = new World()) {
            world.limit("message", 100_000);
            MemoryClient client = world.stage().connect(false);
            client.send(
                    "HELO c\r\nMAIL FROM:<>\r\nRCPT TO:<t@x.example>\r\nDATA\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            byte[] block = "0123456789\r\n".repeat(10_000).getBytes(StandardCharsets.US_ASCII);
            for (int i = 0; i < 200; i++) {
                client.send(block);
                client.readAll();
                assertThat(world.house.areasOpen).hasValue(0);
            }
            client.send("\r\n.\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(client.readAll(), StandardCharsets.US_ASCII))
                    .startsWith("552 5.3.4 ");
            assertThat(world.house.events).hasAtLeastOneElementOfType(Event.MessageRefused.class);
        }
    }
}
