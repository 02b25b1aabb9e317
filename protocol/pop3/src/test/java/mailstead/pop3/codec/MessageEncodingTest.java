package mailstead.pop3.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What DotStuffer and TopLimit write, against a client's decoder and a plain reference. */
final class MessageEncodingTest {

    private static final String[] PARTS = {
        ".", ".", "..", "\r\n", "\r\n", "\r", "\n", "a", "long text", "\r\n.\r\n"
    };

    private static String message(Random random) {
        StringBuilder text = new StringBuilder();
        for (int parts = random.nextInt(30); parts > 0; parts--) {
            text.append(PARTS[random.nextInt(PARTS.length)]);
        }
        return text.toString();
    }

    private static String stuff(String message, Random random) throws IOException {
        ByteArrayOutputStream wire = new ByteArrayOutputStream();
        DotStuffer stuffer = new DotStuffer(wire::write);
        byte[] octets = ("##" + message).getBytes(StandardCharsets.ISO_8859_1);
        for (int i = 2; i < octets.length; ) {
            int length = Math.min(octets.length - i, random.nextInt(5));
            stuffer.write(octets, i, length);
            i += length;
        }
        stuffer.finish();
        return wire.toString(StandardCharsets.ISO_8859_1);
    }

    /**
     * A client as RFC 1939 section 3 describes it: lines end in CRLF, a dot alone ends, a first dot
     * goes.
     */
    private static String decode(String wire) {
        StringBuilder message = new StringBuilder();
        int start = 0;
        while (true) {
            int end = wire.indexOf("\r\n", start);
            String line = wire.substring(start, end);
            start = end + 2;
            if (line.equals(".")) {
                assertThat(start).as("the dot comes at the end only").isEqualTo(wire.length());
                return message.toString();
            }
            message.append(line.startsWith(".") ? line.substring(1) : line).append("\r\n");
        }
    }

    @Test
    void aClientDecodesWhatWasStuffed() throws IOException {
        Random random = new Random(1939);
        for (int round = 0; round < 20_000; round++) {
            String message = message(random);
            String ended =
                    message.isEmpty() || message.endsWith("\r\n") ? message : message + "\r\n";
            assertThat(decode(stuff(message, random))).isEqualTo(ended);
        }
    }

    @Test
    void passesLongRunsOnWhole() throws IOException {
        byte[] octets = "x".repeat(100_000).getBytes(StandardCharsets.US_ASCII);
        int[] writes = {0};
        DotStuffer stuffer = new DotStuffer((_, _, _) -> writes[0]++);
        stuffer.write(octets, 0, octets.length);
        assertThat(writes[0]).isEqualTo(1);
    }

    @Test
    void topStopsWhereAPlainReadingDoes() {
        Random random = new Random(7);
        for (int round = 0; round < 20_000; round++) {
            String message = message(random);
            int lines = random.nextInt(4);
            TopLimit limit = new TopLimit(lines);
            byte[] octets = message.getBytes(StandardCharsets.ISO_8859_1);
            StringBuilder taken = new StringBuilder();
            for (int i = 0; i < octets.length && !limit.isReached(); ) {
                int length = Math.min(octets.length - i, 1 + random.nextInt(5));
                taken.append(message, i, i + limit.take(octets, i, length));
                i += length;
            }
            assertThat(taken.toString()).isEqualTo(top(message, lines));
        }
    }

    private static String top(String message, int bodyLines) {
        StringBuilder top = new StringBuilder();
        int left = -1;
        for (String line : message.split("(?<=\n)", -1)) {
            if (left == 0) {
                break;
            }
            top.append(line);
            if (left > 0) {
                left--;
            } else if (line.endsWith("\n") && line.strip().isEmpty()) {
                left = bodyLines;
            }
        }
        return top.toString();
    }

    @Test
    void listsOfAnyLengthGoThroughASmallBuffer() throws IOException {
        ByteArrayOutputStream wire = new ByteArrayOutputStream();
        int[] longest = {0};
        LineEncoder lines =
                new LineEncoder((octets, offset, length) -> {
                    longest[0] = Math.max(longest[0], length);
                    wire.write(octets, offset, length);
                });
        StringBuilder expected = new StringBuilder();
        for (int i = 0; i < 20_000; i++) {
            long octets = i % 3 == 0 ? i : Long.MAX_VALUE - i;
            lines.numbers(i, octets);
            lines.numberAndUid(i, "uid-" + i);
            expected.append(i)
                    .append(' ')
                    .append(octets)
                    .append("\r\n")
                    .append(i)
                    .append(" uid-")
                    .append(i)
                    .append("\r\n");
        }
        lines.finish();
        assertThat(wire.toString(StandardCharsets.US_ASCII)).isEqualTo(expected + ".\r\n");
        assertThat(longest[0]).isLessThanOrEqualTo(8192);
    }
}
