package mailstead.maildir.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LineEndsTest {

    @Test
    void anySplitGivesTheSameAndCanonicalMessagesComeBack() {
        Random random = new Random(42);
        for (int round = 0; round < 20_000; round++) {
            byte[] message = random.nextBoolean() ? wild(random) : canonical(random);
            LineEnds whole = LineEnds.of(message);
            LineEnds split = new LineEnds();
            ByteArrayOutputStream stored = new ByteArrayOutputStream();
            for (int at = 0; at < message.length; ) {
                int count = 1 + random.nextInt(Math.min(4, message.length - at));
                split.add(message, at, count);
                stored.writeBytes(LineEnds.toLf(message, at, count));
                at += count;
            }
            assertThat(split.isCanonical())
                    .isEqualTo(whole.isCanonical())
                    .isEqualTo(isCanonical(message));
            assertThat(split.octetsWithCrlf()).isEqualTo(whole.octetsWithCrlf());
            if (whole.isCanonical()) {
                byte[] disk = stored.toByteArray();
                assertThat(disk.length).isEqualTo((int) whole.octetsWithLf());
                assertThat(converted(disk, random)).isEqualTo(message);
                byte[] inPlace = message.clone();
                int octets = LineEnds.toLfInPlace(inPlace, inPlace.length);
                assertThat(java.util.Arrays.copyOf(inPlace, octets)).isEqualTo(disk);
            }
            assertThat(converted(message, random).length).isEqualTo((int) whole.octetsWithCrlf());
        }
    }

    private static byte[] converted(byte[] disk, Random random) {
        LineEnds.ToCrlf conversion = new LineEnds.ToCrlf();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int at = 0; at < disk.length; ) {
            int count = 1 + random.nextInt(Math.min(4, disk.length - at));
            out.writeBytes(conversion.convert(disk, at, count));
            at += count;
        }
        return out.toByteArray();
    }

    /** By another definition: what is left without all CRLF holds no CR and no LF. */
    private static boolean isCanonical(byte[] message) {
        String rest = new String(message, StandardCharsets.ISO_8859_1).replace("\r\n", "");
        return rest.indexOf('\r') < 0 && rest.indexOf('\n') < 0;
    }

    private static byte[] wild(Random random) {
        byte[] octets = new byte[random.nextInt(12)];
        for (int i = 0; i < octets.length; i++) {
            octets[i] = (byte) "\r\n\ra".charAt(random.nextInt(4));
        }
        return octets;
    }

    private static byte[] canonical(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(6); i > 0; i--) {
            text.append(random.nextBoolean() ? "\r\n" : "a\u00ff");
        }
        return text.toString().getBytes(StandardCharsets.ISO_8859_1);
    }
}
