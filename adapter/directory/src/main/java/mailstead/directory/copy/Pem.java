package mailstead.directory.copy;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Keys as text (RFC 7468 section 2). */
final class Pem {

    private static final int TEXT_MAX = 64 * 1024;
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z ]{1,40})-----([A-Za-z0-9+/=\\s]*)-----END \\1-----");

    private Pem() {}

    static String write(String kind, byte[] octets) {
        String content = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(octets);
        return "-----BEGIN " + kind + "-----\n" + content + "\n-----END " + kind + "-----\n";
    }

    /** The content of all blocks of this kind; there may be others. */
    static List<byte[]> all(String kind, String text) throws BadCopy {
        if (text.length() > TEXT_MAX) {
            throw new BadCopy("too long for a file of keys");
        }
        List<byte[]> found = new ArrayList<>();
        Matcher blocks = BLOCK.matcher(text);
        while (blocks.find()) {
            if (blocks.group(1).equals(kind)) {
                String base64 = blocks.group(2).replaceAll("\\s", "");
                try {
                    found.add(Base64.getDecoder().decode(base64.getBytes(US_ASCII)));
                } catch (IllegalArgumentException _) {
                    throw new BadCopy("a damaged " + kind);
                }
            }
        }
        return found;
    }

    static byte[] one(String kind, String text) throws BadCopy {
        List<byte[]> found = all(kind, text);
        if (found.size() != 1) {
            throw new BadCopy("there must be one " + kind + ", not " + found.size());
        }
        return found.getFirst();
    }
}
