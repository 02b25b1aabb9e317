package mailstead.service.submission;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import mailstead.mail.Address;
import mailstead.mail.Content;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeaderBlockTest {

    private static final HeaderFixUp FIX_UP =
            new HeaderFixUp(
                    Instant.parse("2026-01-02T03:04:05Z"),
                    "1@mx.example",
                    Address.parse("tevie@a.example"),
                    Optional.empty());

    private static Content content(String text) {
        byte[] octets = text.getBytes(StandardCharsets.ISO_8859_1);
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

    private static String repaired(String text, HeaderFixUp fixUp) throws IOException {
        Content content = content(text);
        HeaderBlock header = HeaderBlock.read(content).orElseThrow();
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        whole.writeBytes(fixUp.apply(header));
        Remainder rest = new Remainder(content, header.length());
        try (InputStream in = rest.open()) {
            byte[] octets = in.readAllBytes();
            assertThat(rest.size()).isEqualTo(octets.length);
            whole.writeBytes(octets);
        }
        return whole.toString(StandardCharsets.ISO_8859_1);
    }

    private static final String ADDED =
            "From: tevie@a.example\nDate: Fri, 2 Jan 2026 03:04:05 +0000\nMessage-ID: <1@mx.example>\n";

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "''#+\\n",
                "\\n#+\\n",
                "\\nbody\\n#+\\nbody\\n",
                "body\\n#+\\nbody\\n",
                "a: b#a: b\\n+\\n",
                "a: b\\n#a: b\\n+\\n",
                "a: b\\n\\n#a: b\\n+\\n",
                "a: b\\n c\\n\\nd\\n#a: b\\n c\\n+\\nd\\n",
                "bCC: b\\n c\\na: d\\n\\ne#a: d\\n+\\ne",
                "Bcc : b\\n\\nBcc: c\\n#+\\nBcc: c\\n",
                "Return-Path: <>\\nResent-BCC: x\\n\\n#+\\n",
                "' a: b\\n\\n'#+\\n a: b\\n\\n",
                "a: b\\nno field\\n\\nc\\n#a: b\\n+\\nno field\\n\\nc\\n",
                "a: b\\n\\r\\nc: d\\n#a: b\\n+\\n\\r\\nc: d\\n",
            })
    void addsWhatIsMissingAndTakesOutWhatNobodyMaySee(String given, String expected)
            throws IOException {
        String wire = given.replace("\\r", "\r").replace("\\n", "\r\n");
        String whole =
                expected.replace("\\r", "\r")
                        .replace("\\n", "\n")
                        .replace("+", "\0")
                        .replace("\n", "\r\n")
                        .replace("\0", ADDED.replace("\n", "\r\n"));
        assertThat(repaired(wire, FIX_UP)).isEqualTo(whole);
    }

    @Test
    void replacesSender() throws IOException {
        HeaderFixUp fixUp =
                new HeaderFixUp(
                        Instant.EPOCH,
                        "x",
                        Optional.empty(),
                        Optional.of(Address.of("a b", "a.example").orElseThrow()));
        assertThat(
                        repaired(
                                "From: b\r\nSENDER: c\r\nDate:\r\nSender: d\r\nMessage-Id:\r\n\r\n",
                                fixUp))
                .isEqualTo("From: b\r\nDate:\r\nMessage-Id:\r\nSender: \"a b\"@a.example\r\n\r\n");
    }

    @Test
    void refusesEndlessHeaders() throws IOException {
        assertThat(HeaderBlock.read(content("a: b\r\n".repeat(100_000)))).isEmpty();
        assertThat(HeaderBlock.read(content("x".repeat(HeaderBlock.OCTETS_MAX + 1)))).isEmpty();
        String body = "\r\n" + "x".repeat(HeaderBlock.OCTETS_MAX);
        assertThat(HeaderBlock.read(content("a: b\r\n" + body))).isPresent();
    }

    /** What is repaired once needs no repair, and no octet of the text is lost. */
    @Test
    void repairingTwiceChangesNothing() throws IOException {
        String[] pieces = {
            "Bcc: x\r\n",
            "a: b\r\n",
            " folded\r\n",
            "\r\n",
            "text\r\n",
            "\r",
            "\n",
            ":",
            "From: y\r\n",
            "Date: z\r\n",
            "\u00e4",
            "\0",
            "Message-ID: <a@b>\r\n",
            ".\r\n",
            "Sender:\r\n",
            "x"
        };
        Random random = new Random(3);
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(8); n > 0; n--) {
                text.append(pieces[random.nextInt(pieces.length)]);
            }
            String once = repaired(text.toString(), FIX_UP);
            assertThat(repaired(once, FIX_UP)).as(text.toString()).isEqualTo(once);
            HeaderBlock header = HeaderBlock.read(content(text.toString())).orElseThrow();
            assertThat(once).endsWith(text.substring(header.length()));
        }
    }
}
