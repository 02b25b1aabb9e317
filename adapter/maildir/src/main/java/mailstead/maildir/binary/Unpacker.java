package mailstead.maildir.binary;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import mailstead.fs.log.Corruption;

/**
 * Reads what a {@link Packer} wrote. Nothing that is read is believed: numbers have bounds, and
 * memory is taken only for what is there. Confined to its maker.
 */
public final class Unpacker {

    private static final int BUFFER_OCTETS = 8 * 1024;

    private final InputStream in;
    private final byte[] buffer = new byte[BUFFER_OCTETS];
    private int used;
    private int filled;

    public Unpacker(InputStream in) {
        this.in = in;
    }

    public static Unpacker of(byte[] octets) {
        return new Unpacker(new ByteArrayInputStream(octets));
    }

    /** Whether everything has been read. */
    public boolean isAtEnd() throws IOException {
        return used == filled && !fill();
    }

    private boolean fill() throws IOException {
        used = 0;
        filled = Math.max(0, in.read(buffer, 0, buffer.length));
        return filled > 0;
    }

    private int octet() throws IOException {
        if (isAtEnd()) {
            throw new Corruption("ends too early");
        }
        return buffer[used++] & 0xFF;
    }

    /** Any number, negative ones included. */
    public long number() throws IOException {
        long number = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            int octet = octet();
            number |= (long) (octet & 0x7F) << shift;
            if (octet < 0x80) {
                return number;
            }
        }
        throw new Corruption("a number without an end");
    }

    public long number(long min, long max) throws IOException {
        long number = number();
        if (number < min || number > max) {
            throw new Corruption("a number that cannot be");
        }
        return number;
    }

    /** How many of something there are, 0 to {@code max}; as many must follow. */
    public int count(int max) throws IOException {
        return (int) number(0, max);
    }

    public long signed() throws IOException {
        long number = number();
        return number >>> 1 ^ -(number & 1);
    }

    public boolean bool() throws IOException {
        return number(0, 1) == 1;
    }

    public String text(int charactersMax) throws IOException {
        int length = count(charactersMax);
        if (length == 0) {
            return ""; // the one that all share: most messages have such a text
        }
        char[] characters = new char[Math.min(length, BUFFER_OCTETS)];
        StringBuilder longer = new StringBuilder();
        int at = 0;
        for (int i = 0; i < length; i++) {
            if (at == characters.length) {
                longer.append(characters);
                at = 0;
            }
            characters[at++] = (char) number(0, Character.MAX_VALUE);
        }
        return longer.isEmpty()
                ? new String(characters, 0, at)
                : longer.append(characters, 0, at).toString();
    }
}
