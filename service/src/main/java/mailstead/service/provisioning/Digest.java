package mailstead.service.provisioning;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/** SHA-256. */
final class Digest {

    private static final int ETAG_OCTETS = 16;

    private Digest() {}

    /** In hexadecimal. */
    static String of(String text) {
        return HexFormat.of().formatHex(octets(text));
    }

    /** Short, for an entity tag. */
    static String etag(String state) {
        byte[] digest = octets(state);
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(Arrays.copyOf(digest, ETAG_OCTETS));
    }

    static byte[] octets(String text) {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
