package mailstead.node.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import mailstead.mail.Address;
import mailstead.mail.Event;
import mailstead.mail.Reason;
import mailstead.mail.Refusal;
import mailstead.mail.ReversePath;
import mailstead.mail.Subscriber;
import mailstead.node.config.LogConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.json.JsonMapper;

class LogOutputTest {

    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00.123Z");
    private static final Address TEVIE = Address.parse("tevie@cluster.example").orElseThrow();
    private static final Subscriber SUBSCRIBER = new Subscriber("tevie", "c-1");
    private static final ReversePath SENDER = new ReversePath.Sender(TEVIE);

    /** One of each, with every optional field. */
    private static final List<Event> ALL =
            List.of(
                    new Event.SessionOpened("s1", "smtp", "192.0.2.1:4711"),
                    new Event.SessionClosed(
                            "s1", "smtp", "192.0.2.1:4711", "quit", Duration.ofMillis(1005)),
                    new Event.ConnectionRefused("s1", "smtp", "192.0.2.1:4711", "denied"),
                    new Event.TlsEstablished(
                            "s1", "TLSv1.3", "TLS_AES_128_GCM_SHA256", Optional.of("mx.example")),
                    new Event.LoginSucceeded(
                            "s1", "pop3", SUBSCRIBER, "PLAIN", Optional.of("k3x9")),
                    new Event.LoginFailed(
                            "s1",
                            "pop3",
                            "tevie",
                            "PLAIN",
                            Refusal.of(Reason.CREDENTIALS_WRONG, "c-17")),
                    new Event.MessageAccepted("s1", "m1", SENDER, 2, 1234, Duration.ofMillis(12)),
                    new Event.MessageStored("s1", "m1", TEVIE, SUBSCRIBER, "1.2.3", 1200),
                    new Event.MessageRefused("s1", "m1", ReversePath.NULL, Reason.LOOP_DETECTED),
                    new Event.RecipientRefused(
                            "s1",
                            SENDER,
                            "nobody@cluster.example",
                            Refusal.of(Reason.MAILBOX_UNKNOWN, "c-17")),
                    new Event.MailboxCollected("s1", SUBSCRIBER, 2, 1, 3),
                    new Event.Trouble(
                            "s1",
                            Reason.STORAGE_UNAVAILABLE,
                            "no marker",
                            "mount it",
                            Optional.of(new IllegalStateException("x"))),
                    new Event.Bug("s1", "RETR", new IllegalStateException("x")),
                    new Event.LeniencyUsed("s1", "BARE_LF"),
                    new Event.MailboxUnavailable(
                            "s1", Optional.of(SUBSCRIBER), "deliver", Reason.MAILBOX_FULL),
                    new Event.FolderAdopted("s1", "v1/a/.Sent", "courier", 7, 2, 1, 0, false),
                    new Event.FoldersUsed("s1", SUBSCRIBER, 1, 2, 3, 4, 5),
                    new Event.DirectoryLost(
                            "-",
                            "primary",
                            "look at it",
                            Optional.of(new IllegalStateException("x"))),
                    new Event.DirectoryRegained("-", "primary", Duration.ofMillis(1500)),
                    new Event.QuotaChanged(
                            "s1", "admin", SUBSCRIBER, OptionalLong.of(1), OptionalLong.empty()),
                    new Event.RequestAnswered(
                            "s1",
                            "192.0.2.1",
                            "t1",
                            "GET /v1/accounts",
                            200,
                            Duration.ofMillis(12)),
                    new Event.CopyTaken("-", "1.0", 7, 4096, Duration.ofMillis(1500)),
                    new Event.CopyPublished("-", "1.0", 7, 4096, Duration.ofMillis(1500)),
                    new Event.CopyRefused(
                            "-", "/srv", "look at it", Optional.of(new IllegalStateException("x"))),
                    new Event.CopyOld(
                            "-",
                            "1.0",
                            Optional.of(Duration.ofHours(1)),
                            "look at it",
                            Optional.of("away")),
                    new Event.CopyInUse("-", "1.0", Optional.of(Duration.ofHours(1)), 3, true),
                    new Event.LifeboatBoarded(
                            "-", "1.0", "look at it", Optional.of(new IllegalStateException("x"))),
                    new Event.LifeboatLeft("-", Duration.ofMillis(1500)),
                    new Event.WebhookFailing("-", "h1", 7, "500"),
                    new Event.WebhookRegained("-", "h1", 3, Duration.ofMillis(1500)),
                    new Event.WebhookDisabled("-", "h1", 7, "it answered 410"),
                    new Event.LoginEnded("s1", "imap", SUBSCRIBER, Reason.ACCOUNT_SUSPENDED),
                    new Event.MessageQueued("s1", "m1", "Q", Optional.of(SUBSCRIBER), 2, 1200),
                    new Event.SubmissionHeld("s1", "m1", "Q", SUBSCRIBER, 300, 2),
                    new Event.SendingLimited(
                            "s1",
                            Optional.of(SUBSCRIBER),
                            "192.0.2.1",
                            "account",
                            "recipients",
                            2000,
                            Duration.ofDays(1)));

    @Test
    void anEventIsALine() {
        assertThat(written(LogConfig.Format.TEXT, ALL.get(6)))
                .isEqualTo(
                        "time=2026-11-23T10:00:00.123Z level=info event=message-accepted session=s1 message=m1"
                                + " sender=<tevie@cluster.example> recipients=2 octets=1234 seconds=0.012\n");
    }

    @ParameterizedTest
    @EnumSource(LogConfig.Format.class)
    void whateverAStrangerSendsStaysOneFieldOfOneLine(LogConfig.Format format) {
        List<String> nasty =
                List.of(
                        "a\r\ntime=2026 level=info event=login-succeeded login=root",
                        "x login=root",
                        "\" login=\"root",
                        "\\\" login=\\",
                        "\u2028event=forged",
                        "\u0085event=forged",
                        "\u202Eevil",
                        "\u001b[2J",
                        "\ud800",
                        "",
                        "=");
        for (String text : nasty) {
            String line =
                    written(
                            format,
                            new Event.LoginFailed(
                                    "s1",
                                    "pop3",
                                    text,
                                    "PLAIN",
                                    Refusal.of(Reason.CREDENTIALS_WRONG)));
            assertThat(line).hasLineCount(1).endsWith("\n");
            String bare = line.substring(0, line.length() - 1);
            assertThat(bare.chars().noneMatch(c -> c < 32 || c > 126)).as(bare).isTrue();
            assertThat(fields(format, bare)).containsEntry("login", text).hasSize(8);
        }
    }

    @Test
    void bugsBringTheirStackOnTheSameLine() {
        String line = written(LogConfig.Format.TEXT, ALL.get(12));
        assertThat(line)
                .hasLineCount(1)
                .contains("level=error event=bug", "where=RETR", "LogOutputTest");
    }

    @Test
    void aStuckReaderMakesNobodyWait() throws Exception {
        CountDownLatch stuck = new CountDownLatch(1);
        ByteArrayOutputStream kept = new ByteArrayOutputStream();
        OutputStream slow =
                new OutputStream() {
                    @Override
                    public void write(int b) {
                        throw new UnsupportedOperationException();
                    }

                    @Override
                    public void write(byte[] octets, int offset, int length) {
                        try {
                            if (!stuck.await(30, TimeUnit.SECONDS)) {
                                throw new IllegalStateException("never released");
                            }
                        } catch (InterruptedException _) {
                            // closing
                        }
                        kept.write(octets, offset, length);
                    }
                };
        try (LogOutput log =
                LogOutput.start(
                        new LogConfig(LogConfig.Format.TEXT, LogConfig.Level.INFO),
                        new PrintStream(slow, true),
                        () -> NOW)) {
            for (int i = 0; i < 20_000; i++) {
                log.emit(ALL.get(1));
            }
            stuck.countDown();
        }
        assertThat(kept.toString(StandardCharsets.UTF_8)).contains("event=lines-dropped count=");
    }

    @Test
    void theLevelDecides() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (LogOutput log =
                LogOutput.start(
                        new LogConfig(LogConfig.Format.TEXT, LogConfig.Level.WARN),
                        new PrintStream(out),
                        () -> NOW)) {
            ALL.forEach(log::emit);
        }
        assertThat(out.toString(StandardCharsets.UTF_8).lines()).hasSize(9);
    }

    /** Each event has its row in the page, with exactly its fields, and the page has no other. */
    @Test
    void everyEventIsDocumented() throws Exception {
        Map<String, List<String>> documented = new TreeMap<>();
        Pattern row =
                Pattern.compile("\\| `([a-z-]+)` \\| (debug|info|warn|error) \\| ([^|]*) \\|.*");
        for (String line : Files.readAllLines(Path.of("..", "docs", "operate", "events.md"))) {
            Matcher matcher = row.matcher(line);
            if (matcher.matches()) {
                List<String> words = new ArrayList<>(List.of(matcher.group(2)));
                words.addAll(List.of(matcher.group(3).replace("`", "").split(", ")));
                documented.put(matcher.group(1), words);
            }
        }
        assertThat(ALL.stream().map(Event::getClass).collect(Collectors.toSet()))
                .hasSize(Event.class.getPermittedSubclasses().length);
        for (Event event : ALL) {
            List<String> words =
                    new ArrayList<>(
                            List.of(
                                    EventFields.level(event)
                                            .name()
                                            .toLowerCase(java.util.Locale.ROOT)));
            words.addAll(EventFields.of(event).keySet());
            words.remove("event");
            words.remove("session");
            assertThat(documented.remove(EventFields.name(event.getClass())))
                    .as(event.toString())
                    .isEqualTo(words);
        }
        assertThat(documented.keySet()).as("documented, but no event").isEmpty();
    }

    private static String written(LogConfig.Format format, Event event) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (LogOutput log =
                LogOutput.start(
                        new LogConfig(format, LogConfig.Level.DEBUG),
                        new PrintStream(out, false, StandardCharsets.UTF_8),
                        () -> NOW)) {
            log.emit(event);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    /** Reads a line as a log collector would. */
    private static Map<String, String> fields(LogConfig.Format format, String line) {
        JsonMapper json = new JsonMapper();
        Map<String, String> fields = new TreeMap<>();
        if (format == LogConfig.Format.JSON) {
            json.readTree(line)
                    .properties()
                    .forEach(entry -> fields.put(entry.getKey(), entry.getValue().asString()));
        } else {
            Matcher matcher =
                    Pattern.compile("\\G ?([a-z-]+)=(\"(?:[^\"\\\\]|\\\\.)*\"|[^ \"\\\\=]+)")
                            .matcher(line);
            int end = 0;
            while (matcher.find()) {
                String value = matcher.group(2);
                fields.put(
                        matcher.group(1),
                        value.startsWith("\"") ? json.readTree(value).asString() : value);
                end = matcher.end();
            }
            assertThat(end).as(line).isEqualTo(line.length());
        }
        return fields;
    }
}
