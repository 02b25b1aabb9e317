package mailstead.directory.copy;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Octets that become more. Confined to its caller. */
final class OctetWriter {

    private byte[] octets = new byte[256];
    private int length;

    void put(int octet) {
        room(1);
        octets[length++] = (byte) octet;
    }

    void putShort(int number) {
        put(number >>> 8);
        put(number);
    }

    void putInt(int number) {
        putShort(number >>> 16);
        putShort(number);
    }

    void put(byte[] more) {
        room(more.length);
        System.arraycopy(more, 0, octets, length, more.length);
        length += more.length;
    }

    byte[] octets() {
        return Arrays.copyOf(octets, length);
    }

    private void room(int more) {
        if (octets.length - length < more) {
            octets = Arrays.copyOf(octets, Math.max(2 * octets.length, length + more));
        }
    }

    /** Fails for what is no text, instead of writing question marks. */
    static byte[] utf8(String text) {
        try {
            ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
            byte[] octets = new byte[encoded.remaining()];
            encoded.get(octets);
            return octets;
        } catch (CharacterCodingException _) {
            throw new IllegalArgumentException("not a text");
        }
    }
}
