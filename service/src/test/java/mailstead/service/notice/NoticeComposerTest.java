package mailstead.service.notice;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import mailstead.mail.Address;
import mailstead.mail.Content;
import mailstead.mail.DomainName;
import mailstead.mail.ReversePath;
import mailstead.mail.mime.Headers;
import mailstead.mail.mime.Part;
import mailstead.mail.mime.Structure;
import mailstead.mail.mime.StructureParser;
import mailstead.mail.queue.FarAnswer;
import mailstead.mail.queue.QueueId;
import mailstead.mail.queue.QueuedEnvelope;
import mailstead.mail.queue.QueuedEnvelope.DsnReturn;
import mailstead.mail.queue.QueuedRecipient;
import mailstead.mail.queue.QueuedRecipient.OriginalRecipient;
import mailstead.service.notice.Notice.Kind;
import mailstead.service.notice.Notice.Told;
import mailstead.service.notice.NoticeComposer.Composed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Notices, letter by letter in {@code src/test/notices}, and what holds for all of them. */
final class NoticeComposerTest {

    private static final Path GOLDEN = Path.of("src", "test", "notices");
    private static final Instant ARRIVED = Instant.parse("2026-11-23T12:00:00Z");
    private static final Instant NOW = Instant.parse("2026-11-24T09:30:05Z");
    private static final QueueId ID = new QueueId("01KAQ0000000000000000000AB");
    private static final String ORIGINAL =
            "From: tevie@cluster.example\r\nTo: world\r\nSubject: hello\r\n\r\nDear world,\r\n--\r\nT.\r\n";

    private final NoticeComposer composer =
            new NoticeComposer(
                    new NoticeRules(
                            new DomainName("out-1.cluster.example"),
                            address("postmaster@cluster.example"),
                            NoticeRules.RETURNED_OCTETS_DEFAULT));

    @ParameterizedTest
    @EnumSource(Kind.class)
    void looksAsInTheFile(Kind kind) throws IOException {
        Composed composed = compose(kind, envelope(false, Optional.empty()), ORIGINAL);
        assertThat(text(composed)).isEqualTo(golden(kind.action() + ".eml"));
        boolean hasForeignWord = kind == Kind.FAILED || kind == Kind.DELAYED;
        assertThat(composed.body()).isEqualTo(new QueuedEnvelope.Body(hasForeignWord, false));
    }

    @Test
    void speaksUtf8ToThoseWhoDo() throws IOException {
        Composed composed =
                compose(
                        Kind.FAILED,
                        envelope(true, Optional.of(DsnReturn.HDRS)),
                        "Subject: grüße\r\n\r\nÄ\r\n");
        assertThat(text(composed)).isEqualTo(golden("international.eml"));
        assertThat(composed.body()).isEqualTo(new QueuedEnvelope.Body(true, true));
    }

    @Test
    void isAReportOfThreeParts() throws IOException {
        Composed composed = compose(Kind.FAILED, envelope(false, Optional.empty()), ORIGINAL);
        Part.Multipart report = (Part.Multipart) parse(composed).root();
        assertThat(report.content().type().toString()).containsIgnoringCase("report");
        assertThat(report.parts()).hasSize(3);
        Part original = report.parts().get(2);
        assertThat(original).isInstanceOf(Part.Message.class);
        String body = octets(composed, original.body().start(), original.body().end());
        assertThat(body).isEqualTo(ORIGINAL);
    }

    @Test
    void aLongMessageGoesBackAsItsHeader() throws IOException {
        String header = "Subject: long\r\nX-Fold: a\r\n b\r\n";
        String big = header + "\r\n" + "x".repeat(NoticeRules.RETURNED_OCTETS_DEFAULT);
        Composed composed = compose(Kind.FAILED, envelope(false, Optional.of(DsnReturn.FULL)), big);
        assertThat(text(composed)).contains("text/rfc822-headers").doesNotContain("xxxx");
        assertThat(returned(composed)).isEqualTo(header);
    }

    @Test
    void aHeaderWithoutEndIsCutAtALine() throws IOException {
        String endless = "X-Line: 0123456789\r\n".repeat(10_000);
        Composed composed =
                compose(Kind.DELAYED, envelope(false, Optional.of(DsnReturn.FULL)), endless);
        assertThat(composed.content().size()).isLessThan(40_000);
        assertThat(returned(composed)).endsWith("0123456789\r\n").startsWith("X-Line");
    }

    @Test
    void nobodyIsToldOfANotice() {
        QueuedEnvelope notice =
                new QueuedEnvelope(
                        "m",
                        ReversePath.NULL,
                        Optional.empty(),
                        ARRIVED,
                        ARRIVED,
                        QueuedEnvelope.Body.SEVEN_BIT,
                        false,
                        Optional.empty(),
                        Optional.empty(),
                        List.of(QueuedRecipient.of(address("a@b.example"))));
        assertThat(NoticeComposer.addressee(notice)).isEmpty();
    }

    /** Whatever strangers say: three parts, the same fields, no line too long, ASCII where due. */
    @Test
    void strangersCannotBreakOut() throws IOException {
        Random random = new Random(5);
        for (int i = 0; i < 2_000; i++) {
            boolean isInternational = random.nextBoolean();
            String hostile = hostile(random);
            FarAnswer answer =
                    new FarAnswer(
                            NOW,
                            hostile(random),
                            hostile(random),
                            random.nextBoolean() ? 0 : 550,
                            random.nextBoolean() ? "5.1.1" : hostile(random),
                            hostile,
                            Optional.empty());
            QueuedRecipient recipient =
                    new QueuedRecipient(
                            address(isInternational ? "jürgen@far.example" : "joe@far.example"),
                            Set.of(),
                            Optional.of(new OriginalRecipient(hostile(random), hostile(random))));
            QueuedEnvelope envelope =
                    new QueuedEnvelope(
                            "m",
                            new ReversePath.Sender(address("tevie@cluster.example")),
                            Optional.empty(),
                            ARRIVED,
                            ARRIVED,
                            new QueuedEnvelope.Body(true, isInternational),
                            false,
                            Optional.empty(),
                            Optional.of(hostile(random)),
                            List.of(recipient));
            Kind kind = Kind.values()[random.nextInt(Kind.values().length)];
            Notice notice =
                    new Notice(
                            kind,
                            ID,
                            envelope,
                            List.of(new Told(0, answer)),
                            Optional.empty(),
                            NOW,
                            "n1");
            Composed composed =
                    composer.compose(
                            notice, address("tevie@cluster.example"), content(hostile(random)));
            Part.Multipart report = (Part.Multipart) parse(composed).root();
            assertThat(report.parts()).hasSize(3);
            Part fields = report.parts().get(1);
            String status = octets(composed, fields.body().start(), fields.body().end());
            if (!isInternational) {
                assertThat(status.chars()).allMatch(c -> c < 128);
            }
            assertThat(status.split("\r\n\r\n", -1)).hasSize(2);
            assertThat(status.split("\r\n"))
                    .allMatch(line -> line.length() < 1_000)
                    .allMatch(line ->
                            line.isEmpty()
                                    || line.startsWith(" ")
                                    || line.matches("[A-Z][A-Za-z-]+: .*"));
            Headers recipientFields =
                    Headers.parse(
                            status.split("\r\n\r\n", -1)[1].getBytes(StandardCharsets.ISO_8859_1));
            assertThat(recipientFields.all("Action")).hasSize(1);
            assertThat(recipientFields.all("Final-Recipient")).hasSize(1);
        }
    }

    private static String hostile(Random random) {
        String[] pieces = {
            "\r\n",
            "\n",
            "\r\n\r\n",
            "Action: delivered",
            "--=_n1",
            "--=_n1--",
            " ",
            "é",
            "\u2028",
            "\ud83d\ude00",
            "\ud800",
            "\u0000",
            "\t",
            "x".repeat(90),
            "550 5.1.1 no",
            ":",
            "<a@b>"
        };
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(12); i > 0; i--) {
            String piece = pieces[random.nextInt(pieces.length)];
            // The boundary is not known to who writes the message.
            text.append(piece.startsWith("--=_") && random.nextInt(4) > 0 ? "?" : piece);
        }
        return text.toString().replace("--=_n1", "--=_n2");
    }

    private Composed compose(Kind kind, QueuedEnvelope envelope, String original)
            throws IOException {
        List<Told> told = new ArrayList<>();
        boolean isGood = kind == Kind.RELAYED || kind == Kind.DELIVERED;
        told.add(
                new Told(
                        0,
                        new FarAnswer(
                                NOW.minusSeconds(1),
                                "mx.far.example",
                                "192.0.2.1",
                                isGood ? 250 : kind == Kind.DELAYED ? 451 : 550,
                                isGood ? "2.1.5" : kind == Kind.DELAYED ? "4.7.1" : "5.1.1",
                                isGood
                                        ? "Ok"
                                        : "no mailbox of this name is here, we are sorry to"
                                                + " say; ask the café in the village",
                                Optional.empty())));
        if (kind == Kind.FAILED) {
            told.add(
                    new Told(
                            1,
                            new FarAnswer(
                                    NOW,
                                    "",
                                    "",
                                    0,
                                    "5.1.2",
                                    "there is no domain nowhere.example",
                                    Optional.empty())));
        }
        Notice notice =
                new Notice(
                        kind,
                        ID,
                        envelope,
                        told,
                        kind == Kind.DELAYED
                                ? Optional.of(ARRIVED.plus(Duration.ofDays(5)))
                                : Optional.empty(),
                        NOW,
                        "n7f3a");
        return composer.compose(
                notice, NoticeComposer.addressee(envelope).orElseThrow(), content(original));
    }

    private static QueuedEnvelope envelope(boolean isInternational, Optional<DsnReturn> ret) {
        String user = isInternational ? "jürgen" : "joe";
        return new QueuedEnvelope(
                "s1.1",
                new ReversePath.Sender(
                        address((isInternational ? "téva" : "tevie") + "@cluster.example")),
                Optional.empty(),
                ARRIVED,
                ARRIVED,
                new QueuedEnvelope.Body(isInternational, isInternational),
                false,
                ret,
                Optional.of("order 66"),
                List.of(
                        new QueuedRecipient(
                                address(user + "@far.example"),
                                Set.of(),
                                Optional.of(
                                        new OriginalRecipient("rfc822", "joe+list@far.example"))),
                        QueuedRecipient.of(address("nobody@nowhere.example"))));
    }

    /** The files have LF line ends. */
    private static String golden(String name) throws IOException {
        return Files.readString(GOLDEN.resolve(name)).replace("\n", "\r\n");
    }

    private static String text(Composed composed) throws IOException {
        try (InputStream in = composed.content().open()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String returned(Composed composed) throws IOException {
        Part part = ((Part.Multipart) parse(composed).root()).parts().get(2);
        return octets(composed, part.body().start(), part.body().end());
    }

    private static String octets(Composed composed, long from, long to) throws IOException {
        try (InputStream in = composed.content().open()) {
            in.skipNBytes(from);
            return new String(in.readNBytes((int) (to - from)), StandardCharsets.ISO_8859_1);
        }
    }

    private static Structure parse(Composed composed) throws IOException {
        try (InputStream in = composed.content().open()) {
            return StructureParser.parse(in);
        }
    }

    private static Content content(String text) {
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        return new Content() {
            @Override
            public long size() {
                return octets.length;
            }

            @Override
            public InputStream open() {
                return new ByteArrayInputStream(octets);
            }
        };
    }

    private static Address address(String text) {
        return Address.parse(text).orElseThrow();
    }
}
