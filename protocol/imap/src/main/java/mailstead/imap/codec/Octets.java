package mailstead.imap.codec;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Octets to text and back, strictly. */
final class Octets {

    private Octets() {}

    static Optional<String> utf8(byte[] octets) {
        return text(octets, StandardCharsets.UTF_8);
    }

    /** Empty if the octets are no text in this charset. */
    static Optional<String> text(byte[] octets, Charset charset) {
        try {
            return Optional.of(charset.newDecoder().decode(ByteBuffer.wrap(octets)).toString());
        } catch (CharacterCodingException _) {
            return Optional.empty();
        }
    }

    static boolean isAscii(byte[] octets) {
        for (byte octet : octets) {
            if (octet < 0) {
                return false;
            }
        }
        return true;
    }

    static boolean hasNul(byte[] octets) {
        for (byte octet : octets) {
            if (octet == 0) {
                return true;
            }
        }
        return false;
    }

    static int utf8Length(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    /** ASCII letters only, in no locale. */
    static String upperCase(String text) {
        StringBuilder folded = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            folded.append(c >= 'a' && c <= 'z' ? (char) (c - 32) : c);
        }
        return folded.toString();
    }

    /** ASCII letters only, in no locale. */
    static String lowerCase(String text) {
        StringBuilder folded = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            folded.append(c >= 'A' && c <= 'Z' ? (char) (c + 32) : c);
        }
        return folded.toString();
    }
}
