package mailstead.directory.copy;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/** The fields of a record, one after the other. Confined to its caller. */
final class OctetReader {

    private final ByteBuffer octets;

    OctetReader(byte[] octets) {
        this(ByteBuffer.wrap(octets));
    }

    OctetReader(ByteBuffer octets) {
        this.octets = octets;
    }

    boolean hasMore() {
        return octets.hasRemaining();
    }

    int octet() throws BadCopy {
        require(1);
        return octets.get() & 0xff;
    }

    byte[] octets(int length) throws BadCopy {
        require(length);
        byte[] taken = new byte[length];
        octets.get(taken);
        return taken;
    }

    int number() throws BadCopy {
        require(4);
        return octets.getInt();
    }

    long longNumber() throws BadCopy {
        require(8);
        return octets.getLong();
    }

    private void require(int count) throws BadCopy {
        if (count < 0 || octets.remaining() < count) {
            throw new BadCopy("a record that is cut short");
        }
    }

    static String text(byte[] utf8) throws BadCopy {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
        } catch (CharacterCodingException _) {
            throw new BadCopy("not a text");
        }
    }

    static int sum(byte[] key, byte[] content, int from, int length) {
        CRC32C crc = new CRC32C();
        crc.update(key);
        crc.update(0);
        crc.update(content, from, length);
        return (int) crc.getValue();
    }
}
