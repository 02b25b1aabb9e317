package mailstead.fs.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * How every file of the log begins: what it is, in which version of the format, and a checksum over
 * these two, so that a newer version is told from a damaged file. All numbers are big-endian.
 */
enum Format {
    ENTRY(0x4D534C45),
    SNAPSHOT(0x4D534C53);

    static final int PREFIX_OCTETS = 12;
    private static final int VERSION = 1;

    private final int magic;

    Format(int magic) {
        this.magic = magic;
    }

    void putPrefix(ByteBuffer buffer) {
        buffer.putInt(magic).putInt(VERSION).putInt(prefixSum(VERSION));
    }

    /**
     * @throws Corruption if this is no such file
     * @throws IOException if it is one, of a version that this release does not know
     */
    void requirePrefix(ByteBuffer buffer, String path) throws IOException {
        int foundMagic = buffer.getInt();
        int foundVersion = buffer.getInt();
        int foundSum = buffer.getInt();
        if (foundMagic != magic || foundSum != prefixSum(foundVersion)) {
            throw new Corruption(path + " does not begin as it should");
        }
        if (foundVersion != VERSION) {
            throw new IOException(
                    path + " was written by a newer release, in format version " + foundVersion);
        }
    }

    private int prefixSum(int version) {
        return sum(ByteBuffer.allocate(8).putInt(magic).putInt(version).flip());
    }

    /** CRC-32C of what is left in the buffer, which is left as it was. */
    static int sum(ByteBuffer octets) {
        CRC32C crc = new CRC32C();
        crc.update(octets.duplicate());
        return (int) crc.getValue();
    }
}
