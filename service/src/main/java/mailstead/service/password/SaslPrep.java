package mailstead.service.password;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;

/**
 * The normalisation of passwords for SCRAM (RFC 4013 sections 2.1 and 2.2). Characters that section
 * 2.3 prohibits are kept: to refuse a password that its owner has is of no use to anybody.
 */
final class SaslPrep {

    private SaslPrep() {}

    /** Octets that are not UTF-8 come back as they are. */
    static byte[] prepare(byte[] password) {
        if (isAscii(password)) {
            return password;
        }
        try {
            String text =
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(password))
                            .toString();
            StringBuilder mapped = new StringBuilder(text.length());
            text.codePoints()
                    .filter(c -> !isMappedToNothing(c))
                    .map(SaslPrep::spaces)
                    .forEach(mapped::appendCodePoint);
            return Normalizer.normalize(mapped, Normalizer.Form.NFKC)
                    .getBytes(StandardCharsets.UTF_8);
        } catch (CharacterCodingException _) {
            return password;
        }
    }

    private static boolean isAscii(byte[] octets) {
        for (byte octet : octets) {
            if (octet < 0) {
                return false;
            }
        }
        return true;
    }

    /** RFC 3454 table C.1.2. */
    private static int spaces(int c) {
        return Character.getType(c) == Character.SPACE_SEPARATOR || c == 0x200B ? ' ' : c;
    }

    /** RFC 3454 table B.1. */
    private static boolean isMappedToNothing(int c) {
        return c == 0xAD
                || c == 0x34F
                || c == 0x1806
                || c >= 0x180B && c <= 0x180D
                || c >= 0x200C && c <= 0x200D
                || c == 0x2060
                || c >= 0xFE00 && c <= 0xFE0F
                || c == 0xFEFF;
    }
}
