package mailstead.checks.cluster;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/** A test message that proves of itself which one it is and that it is whole. */
record Stamped(String id, byte[] content) {

    private static final Pattern STAMP =
            Pattern.compile(
                    "X-Stamp: (\\S+)\r\n\r\n(.*)X-Check: ([0-9a-f]+)\r\n\\z", Pattern.DOTALL);

    static Stamped make(String id, int bodyOctets, RandomGenerator random) {
        StringBuilder body = new StringBuilder();
        while (body.length() < bodyOctets) {
            int length = random.nextInt(76);
            for (int i = 0; i < length; i++) {
                body.append((char) (33 + random.nextInt(94)));
            }
            body.append("\r\n");
        }
        String text =
                "Subject: stamped\r\nX-Stamp: "
                        + id
                        + "\r\n\r\n"
                        + body
                        + "X-Check: "
                        + check(id, body)
                        + "\r\n";
        return new Stamped(id, text.getBytes(StandardCharsets.US_ASCII));
    }

    /**
     * The id of a retrieved message (trace fields before it are fine); empty when it is not whole.
     */
    static Optional<String> verify(byte[] retrieved) {
        Matcher matcher = STAMP.matcher(new String(retrieved, StandardCharsets.US_ASCII));
        if (!matcher.find()
                || !check(matcher.group(1), matcher.group(2)).equals(matcher.group(3))) {
            return Optional.empty();
        }
        return Optional.of(matcher.group(1));
    }

    private static String check(String id, CharSequence body) {
        CRC32 crc = new CRC32();
        crc.update(id.getBytes(StandardCharsets.US_ASCII));
        crc.update(body.toString().getBytes(StandardCharsets.US_ASCII));
        return Long.toHexString(crc.getValue());
    }
}
