package mailstead.smtp.codec;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Makes the wire form of replies: the only place where it is made (RFC 5321 section 4.2.1). */
public final class ReplyEncoder {

    /** RFC 5321 section 4.5.3.1.5: 512 octets with code and CRLF. */
    static final int LINE_OCTETS_MAX = 512;

    private ReplyEncoder() {}

    /** RFC 4954 section 4. */
    public static final String CHALLENGE_PREFIX = "334 ";

    /**
     * What is not printable ASCII becomes a question mark; text that is too long goes on in a
     * further line.
     */
    public static byte[] encode(Reply reply) {
        String enhanced = reply.enhanced().map(code -> code + " ").orElse("");
        List<String> lines = lines(reply.text(), LINE_OCTETS_MAX - 6 - enhanced.length());
        StringBuilder wire = new StringBuilder(64);
        for (int i = 0; i < lines.size(); i++) {
            wire.append(reply.code())
                    .append(i < lines.size() - 1 ? '-' : ' ')
                    .append(enhanced)
                    .append(lines.get(i))
                    .append("\r\n");
        }
        return wire.toString().getBytes(StandardCharsets.US_ASCII);
    }

    private static List<String> lines(List<String> text, int charactersMax) {
        List<String> lines = new ArrayList<>(text.size());
        for (String line : text) {
            String rest = printable(line);
            while (rest.length() > charactersMax) {
                lines.add(rest.substring(0, charactersMax));
                rest = rest.substring(charactersMax);
            }
            lines.add(rest);
        }
        return lines;
    }

    private static String printable(String text) {
        StringBuilder clean = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            clean.append(c >= 32 && c < 127 ? c : '?');
        }
        return clean.toString();
    }
}
