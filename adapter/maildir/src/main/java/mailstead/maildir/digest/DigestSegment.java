package mailstead.maildir.digest;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.zip.CRC32C;
import mailstead.maildir.files.MessageName;

/**
 * Encoded digests by message key, as one file holds them: four letters, how many there are, the
 * records (key, length, octets), and a CRC-32C of all that. Immutable.
 */
final class DigestSegment {

    /** Of a file. */
    static final int OCTETS_MAX = 8 * 1024 * 1024;

    /** What a file has besides its records. */
    static final int FRAME_OCTETS = 12;

    private static final int MAGIC = 0x4D53_4447;
    private static final int CHECKSUM_OCTETS = 4;
    private static final int RECORD_OCTETS_MIN = 6;

    private final byte[] content;

    /** Of the keys, ascending; where each one's record begins stands at the same index. */
    private final long[] hashes;

    private final int[] starts;

    private DigestSegment(byte[] content, long[] hashes, int[] starts) {
        this.content = content;
        this.hashes = hashes;
        this.starts = starts;
    }

    /** What a record takes in a file, at most. */
    static long recordOctets(String key, byte[] digest) {
        return 2L + 3L * key.length() + 4 + digest.length;
    }

    /**
     * @param records together no longer than a file may be
     */
    static DigestSegment of(Map<String, byte[]> records) {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(octets)) {
            out.writeInt(MAGIC);
            out.writeInt(records.size());
            for (Map.Entry<String, byte[]> entry : records.entrySet()) {
                out.writeUTF(entry.getKey());
                out.writeInt(entry.getValue().length);
                out.write(entry.getValue());
            }
            byte[] unchecked = octets.toByteArray();
            out.writeInt(checksum(unchecked, unchecked.length));
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
        return parse(octets.toByteArray()).orElseThrow();
    }

    private static int checksum(byte[] octets, int length) {
        CRC32C crc = new CRC32C();
        crc.update(octets, 0, length);
        return (int) crc.getValue();
    }

    /** Empty for anything but what {@link #octets} gave, whole. */
    static Optional<DigestSegment> parse(byte[] content) {
        int end = content.length - CHECKSUM_OCTETS;
        if (content.length < FRAME_OCTETS
                || content.length > OCTETS_MAX
                || ByteBuffer.wrap(content).getInt(end) != checksum(content, end)) {
            return Optional.empty();
        }
        ByteArrayInputStream octets = new ByteArrayInputStream(content, 0, end);
        try (DataInputStream in = new DataInputStream(octets)) {
            if (in.readInt() != MAGIC) {
                return Optional.empty();
            }
            int count = in.readInt();
            if (count < 0 || count > octets.available() / RECORD_OCTETS_MIN) {
                return Optional.empty();
            }
            TreeMap<Long, Integer> sorted = new TreeMap<>();
            for (int i = 0; i < count; i++) {
                int start = end - octets.available();
                long hash = hash(in.readUTF());
                int length = in.readInt();
                if (length < 0 || length > octets.available()) {
                    return Optional.empty();
                }
                in.skipNBytes(length);
                // Two keys with one hash: one of them is not remembered, that is all.
                sorted.put(hash, start);
            }
            long[] hashes = sorted.keySet().stream().mapToLong(Long::longValue).toArray();
            int[] starts = sorted.values().stream().mapToInt(Integer::intValue).toArray();
            return octets.available() == 0
                    ? Optional.of(new DigestSegment(content, hashes, starts))
                    : Optional.empty();
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    /** Of a key, equally spread over 64 bits. */
    static long hash(String key) {
        long hash = 0xCBF2_9CE4_8422_2325L;
        for (int i = 0; i < key.length(); i++) {
            hash = (hash ^ key.charAt(i)) * 0x0000_0100_0000_01B3L;
        }
        hash = (hash ^ hash >>> 32) * 0x9E37_79B9_7F4A_7C15L;
        return hash ^ hash >>> 29;
    }

    /** The whole file; not to be changed. */
    byte[] octets() {
        return content;
    }

    /** {@link #hash} of all keys, ascending; not to be changed. */
    long[] hashes() {
        return hashes;
    }

    int size() {
        return hashes.length;
    }

    /** How much memory it takes, about. */
    long weight() {
        return content.length + 12L * hashes.length + 128;
    }

    Optional<byte[]> find(String key) {
        int index = Arrays.binarySearch(hashes, hash(key));
        if (index < 0) {
            return Optional.empty();
        }
        ByteBuffer record = ByteBuffer.wrap(content);
        int start = starts[index] + Short.BYTES;
        int keyOctets = Short.toUnsignedInt(record.getShort(starts[index]));
        if (!isAscii(key, start, keyOctets)) {
            return findSlowly(key, starts[index]);
        }
        int digest = start + keyOctets;
        return Optional.of(
                Arrays.copyOfRange(
                        content,
                        digest + Integer.BYTES,
                        digest + Integer.BYTES + record.getInt(digest)));
    }

    /** Whether these octets are the key, which is ASCII then. */
    private boolean isAscii(String key, int start, int octets) {
        if (octets != key.length()) {
            return false;
        }
        for (int i = 0; i < octets; i++) {
            char c = key.charAt(i);
            if (c == 0 || c > 0x7F || c != content[start + i]) {
                return false;
            }
        }
        return true;
    }

    private Optional<byte[]> findSlowly(String key, int start) {
        byte[][] found = new byte[1][];
        record(
                start,
                (its, digest) -> {
                    if (its.equals(key)) {
                        found[0] = digest;
                    }
                });
        return Optional.ofNullable(found[0]);
    }

    void forEach(BiConsumer<String, byte[]> action) {
        for (int start : starts) {
            record(start, action);
        }
    }

    private void record(int start, BiConsumer<String, byte[]> action) {
        ByteArrayInputStream octets =
                new ByteArrayInputStream(content, start, content.length - start);
        try (DataInputStream in = new DataInputStream(octets)) {
            String key = in.readUTF();
            action.accept(key, in.readNBytes(in.readInt()));
        } catch (IOException e) {
            throw new UncheckedIOException("was read before", e);
        }
    }

    /** A name for its file. */
    SegmentName named(String unique) {
        long[] range = {Long.MAX_VALUE, 0};
        forEach((key, _) -> {
            long seconds = MessageName.seconds(key);
            range[0] = Math.min(range[0], seconds);
            range[1] = Math.max(range[1], seconds);
        });
        return new SegmentName(Math.min(range[0], range[1]), range[1], content.length, unique);
    }
}
