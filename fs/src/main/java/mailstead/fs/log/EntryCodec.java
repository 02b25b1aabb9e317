package mailstead.fs.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * An entry as octets: prefix, kind (4), number (8), nonce (8), previous (8), length of the body
 * (4), checksum of all of this and the body (4); then the body, each payload after its length (4).
 */
final class EntryCodec {

    static final int HEADER_OCTETS = Format.PREFIX_OCTETS + 4 + 8 + 8 + 8 + 4 + 4;

    /** Holds a full group and one more payload of the longest kind. */
    static final int BODY_OCTETS_MAX = 2 * SharedLog.PAYLOAD_OCTETS_MAX;

    private static final int SUM_AT = HEADER_OCTETS - 4;

    private EntryCodec() {}

    static byte[] encode(Entry entry) {
        int body = 0;
        for (byte[] payload : entry.payloads()) {
            body = Math.addExact(body, 4 + payload.length);
        }
        if (body > BODY_OCTETS_MAX) {
            throw new IllegalArgumentException("entry too long: " + body + " octets");
        }
        ByteBuffer buffer = ByteBuffer.allocate(HEADER_OCTETS + body);
        Format.ENTRY.putPrefix(buffer);
        buffer.putInt(entry.kind().ordinal());
        buffer.putLong(entry.number());
        buffer.putLong(entry.nonce());
        buffer.putLong(entry.previous());
        buffer.putInt(body);
        buffer.putInt(0);
        for (byte[] payload : entry.payloads()) {
            buffer.putInt(payload.length).put(payload);
        }
        buffer.putInt(SUM_AT, sum(buffer.flip()));
        return buffer.array();
    }

    /** How many octets the whole entry has, by its header. */
    static int totalOctets(ByteBuffer header, String path) throws Corruption {
        int body = header.getInt(SUM_AT - 4);
        if (body < 0 || body > BODY_OCTETS_MAX) {
            throw new Corruption(path + " claims a length of " + body);
        }
        return HEADER_OCTETS + body;
    }

    /**
     * @param octets the whole file
     * @param path for messages
     */
    static Entry decode(ByteBuffer octets, String path) throws IOException {
        if (octets.remaining() < HEADER_OCTETS) {
            throw new Corruption(path + " is truncated");
        }
        ByteBuffer in = octets.slice();
        Format.ENTRY.requirePrefix(in, path);
        if (totalOctets(in, path) != in.limit()) {
            throw new Corruption(path + " has not the length that it claims");
        }
        if (in.getInt(SUM_AT) != sum(in.duplicate().rewind())) {
            throw new Corruption(path + " does not match its checksum");
        }
        int kind = in.getInt();
        if (kind < 0 || kind >= Entry.Kind.values().length) {
            throw new Corruption(path + " is of no known kind");
        }
        long number = in.getLong();
        long nonce = in.getLong();
        long previous = in.getLong();
        in.position(HEADER_OCTETS);
        return new Entry(Entry.Kind.values()[kind], number, nonce, previous, payloads(in, path));
    }

    private static List<byte[]> payloads(ByteBuffer in, String path) throws Corruption {
        List<byte[]> payloads = new ArrayList<>();
        while (in.hasRemaining()) {
            int length = in.remaining() < 4 ? -1 : in.getInt();
            if (length < 0 || length > in.remaining()) {
                throw new Corruption(path + " holds a payload of impossible length");
            }
            byte[] payload = new byte[length];
            in.get(payload);
            payloads.add(payload);
        }
        return payloads;
    }

    /** Over everything but the place of the sum. */
    private static int sum(ByteBuffer whole) {
        CRC32C crc = new CRC32C();
        crc.update(whole.duplicate().limit(SUM_AT));
        crc.update(whole.duplicate().position(HEADER_OCTETS));
        return (int) crc.getValue();
    }
}
