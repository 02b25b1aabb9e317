package mailstead.node.torture;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/**
 * A message that says which one it is and how it must look, so that whoever sees it can tell
 * whether it is whole. Immutable.
 *
 * @param token unique in one run
 * @param lines how many lines its body has before the last one
 */
record TestMessage(String token, int lines) {

    private static final Pattern SUBJECT =
            Pattern.compile("(?m)^Subject: torture (c\\d+n\\d+) (\\d{1,6})$");

    /** What is after trace fields: the message as its sender sent it. */
    byte[] octets() {
        StringBuilder text = new StringBuilder();
        text.append("Subject: torture ").append(token).append(' ').append(lines).append("\r\n");
        text.append("From: <torture@sender.example>\r\nMessage-ID: <").append(token);
        text.append("@sender.example>\r\n\r\n");
        for (int i = 0; i < lines; i++) {
            text.append(token).append(" line ").append(i);
            text.append(" of a message that must not be cut\r\n");
        }
        CRC32C sum = new CRC32C();
        sum.update(text.toString().getBytes(StandardCharsets.US_ASCII));
        text.append("end ").append(Long.toHexString(sum.getValue())).append("\r\n");
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }

    /** Which message this is, by its subject; empty if it is none of ours. */
    static Optional<TestMessage> of(byte[] contentOrHeader) {
        Matcher subject = SUBJECT.matcher(new String(contentOrHeader, StandardCharsets.ISO_8859_1));
        return subject.find()
                ? Optional.of(new TestMessage(subject.group(1), Integer.parseInt(subject.group(2))))
                : Optional.empty();
    }

    /** Whether this content is this message, whole, perhaps behind trace fields. */
    boolean isWhole(byte[] content) {
        byte[] wanted = octets();
        return content.length >= wanted.length
                && Arrays.equals(
                        content,
                        content.length - wanted.length,
                        content.length,
                        wanted,
                        0,
                        wanted.length);
    }
}
