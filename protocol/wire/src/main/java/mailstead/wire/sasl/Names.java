package mailstead.wire.sasl;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Optional;

/**
 * Names and passwords as they travel. Of SASLprep (RFC 4013) only its core is done: names are
 * normalised to NFKC, so that the same name typed on two systems is one name. Passwords are
 * compared as they come.
 */
final class Names {

    private Names() {}

    /** The normalised text, or empty if it is not UTF-8. */
    static Optional<String> decode(byte[] octets) {
        try {
            String text =
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(octets)).toString();
            return Optional.of(Normalizer.normalize(text, Normalizer.Form.NFKC));
        } catch (CharacterCodingException _) {
            return Optional.empty();
        }
    }

    /** Checked without a copy of the secret staying behind as a string. */
    static boolean isUtf8(byte[] octets) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(octets));
            return true;
        } catch (CharacterCodingException _) {
            return false;
        }
    }
}
