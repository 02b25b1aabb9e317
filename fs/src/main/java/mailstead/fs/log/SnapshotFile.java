package mailstead.fs.log;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import mailstead.fs.FileSystem;

/**
 * A snapshot as octets. A head: prefix, number (8), count of nonces (4), the nonces (8 each), a
 * checksum of these (4). Then the state in blocks: length (4), checksum (4), octets. Then an end:
 * length 0, checksum, octets of the state in all (8).
 *
 * <p>A block's checksum covers number and place of the block, too, so that blocks of different
 * files, or in another order, are no snapshot. A decoder sees only what has been verified; that the
 * end is there is verified before the state is believed.
 */
final class SnapshotFile {

    private static final int BLOCK_OCTETS = 64 * 1024;
    private static final int BLOCK_HEAD_OCTETS = 8;
    private static final int HEAD_OCTETS = Format.PREFIX_OCTETS + 8 + 4;
    private static final int NONCES_MAX = 1 << 20;

    private SnapshotFile() {}

    /** Writes everything but does not make it durable; gives the size. */
    static <S> long write(
            FileSystem.File file, long number, NonceHistory history, S state, StateCodec<S> codec)
            throws IOException {
        byte[] head = head(number, history);
        file.write(head, 0, head.length);
        Blocks blocks = new Blocks(file, number);
        codec.write(state, blocks);
        blocks.end();
        return head.length + blocks.written;
    }

    private static byte[] head(long number, NonceHistory history) {
        ByteBuffer head = ByteBuffer.allocate(HEAD_OCTETS + history.size() * 8 + 4);
        Format.SNAPSHOT.putPrefix(head);
        head.putLong(number).putInt(history.size());
        for (long nonce : history.nonces()) {
            head.putLong(nonce);
        }
        head.putInt(Format.sum(head.duplicate().flip()));
        return head.array();
    }

    /**
     * @param path for messages
     * @throws Corruption if this is not, from beginning to end, what {@link #write} wrote for that
     *     number
     */
    static <S> Snapshot<S> read(FileSystem.File file, String path, long number, StateCodec<S> codec)
            throws IOException {
        Octets octets = new Octets(file);
        NonceHistory history = readHead(octets, path, number);
        Verified verified = new Verified(octets, path, number);
        S state;
        try {
            state = codec.read(new BufferedInputStream(verified));
        } catch (EOFException e) {
            throw new Corruption(path + " holds a state that ends too early", e);
        }
        verified.requireEnd();
        return new Snapshot<>(number, history, state, octets.count);
    }

    private static NonceHistory readHead(Octets octets, String path, long number)
            throws IOException {
        ByteBuffer fixed = octets.take(HEAD_OCTETS, path);
        Format.SNAPSHOT.requirePrefix(fixed, path);
        long found = fixed.getLong();
        int count = fixed.getInt();
        if (found != number || count < 1 || count > NONCES_MAX) {
            throw new Corruption(path + " has a head that is not its own");
        }
        ByteBuffer rest = octets.take(count * 8 + 4, path);
        ByteBuffer all = ByteBuffer.allocate(HEAD_OCTETS + count * 8);
        all.put(fixed.rewind()).put(rest.duplicate().limit(count * 8)).flip();
        if (Format.sum(all) != rest.getInt(count * 8)) {
            throw new Corruption(path + " has a head that does not match its checksum");
        }
        long[] nonces = new long[count];
        rest.asLongBuffer().get(nonces);
        return new NonceHistory(number, nonces);
    }

    private static int sum(long number, int block, byte[] octets, int length) {
        CRC32C crc = new CRC32C();
        crc.update(ByteBuffer.allocate(12).putLong(number).putInt(block).flip());
        crc.update(octets, 0, length);
        return (int) crc.getValue();
    }

    private static byte[] lastBlock(long total) {
        return ByteBuffer.allocate(8).putLong(total).array();
    }

    /** Cuts a state into blocks. */
    private static final class Blocks extends OutputStream {

        private final FileSystem.File file;
        private final long number;
        private final byte[] block = new byte[BLOCK_HEAD_OCTETS + BLOCK_OCTETS];
        private int filled;
        private int blocks;
        private long total;
        private long written;

        Blocks(FileSystem.File file, long number) {
            this.file = file;
            this.number = number;
        }

        @Override
        public void write(int octet) throws IOException {
            write(new byte[] {(byte) octet}, 0, 1);
        }

        @Override
        public void write(byte[] octets, int offset, int length) throws IOException {
            int done = 0;
            while (done < length) {
                int part = Math.min(length - done, BLOCK_OCTETS - filled);
                System.arraycopy(octets, offset + done, block, BLOCK_HEAD_OCTETS + filled, part);
                filled += part;
                done += part;
                if (filled == BLOCK_OCTETS) {
                    cut();
                }
            }
        }

        private void cut() throws IOException {
            if (filled == 0) {
                return;
            }
            CRC32C crc = new CRC32C();
            crc.update(ByteBuffer.allocate(12).putLong(number).putInt(blocks).flip());
            crc.update(block, BLOCK_HEAD_OCTETS, filled);
            ByteBuffer.wrap(block).putInt(filled).putInt((int) crc.getValue());
            put(block, BLOCK_HEAD_OCTETS + filled);
            total += filled;
            filled = 0;
            blocks++;
        }

        void end() throws IOException {
            cut();
            byte[] last = lastBlock(total);
            ByteBuffer end = ByteBuffer.allocate(BLOCK_HEAD_OCTETS + last.length);
            end.putInt(0).putInt(sum(number, blocks, last, last.length)).put(last);
            put(end.array(), end.capacity());
        }

        private void put(byte[] octets, int length) throws IOException {
            file.write(octets, 0, length);
            written += length;
        }
    }

    /** A file, counted. */
    private static final class Octets {

        private final FileSystem.File file;
        private final byte[] buffer = new byte[BLOCK_OCTETS];
        private int position;
        private int limit;
        private long count;

        Octets(FileSystem.File file) {
            this.file = file;
        }

        ByteBuffer take(int length, String path) throws IOException {
            byte[] taken = new byte[length];
            int done = 0;
            while (done < length) {
                if (position == limit && !more()) {
                    throw new Corruption(path + " is truncated");
                }
                int part = Math.min(length - done, limit - position);
                System.arraycopy(buffer, position, taken, done, part);
                position += part;
                done += part;
            }
            return ByteBuffer.wrap(taken);
        }

        boolean isAtEnd() throws IOException {
            return position == limit && !more();
        }

        private boolean more() throws IOException {
            int read = file.read(buffer, 0, buffer.length);
            position = 0;
            limit = Math.max(0, read);
            count += limit;
            return limit > 0;
        }
    }

    /** The state's octets, each given out only after its block was verified. */
    private static final class Verified extends InputStream {

        private final Octets octets;
        private final String path;
        private final long number;
        private ByteBuffer block = ByteBuffer.allocate(0);
        private int blocks;
        private long total;
        private boolean isEnded;

        Verified(Octets octets, String path, long number) {
            this.octets = octets;
            this.path = path;
            this.number = number;
        }

        @Override
        public int read() throws IOException {
            return isExhausted() ? -1 : block.get() & 0xFF;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            if (isExhausted()) {
                return -1;
            }
            int part = Math.min(length, block.remaining());
            block.get(into, offset, part);
            return part;
        }

        private boolean isExhausted() throws IOException {
            while (!block.hasRemaining() && !isEnded) {
                next();
            }
            return !block.hasRemaining();
        }

        private void next() throws IOException {
            ByteBuffer head = octets.take(BLOCK_HEAD_OCTETS, path);
            int length = head.getInt();
            if (length < 0 || length > BLOCK_OCTETS) {
                throw new Corruption(path + " claims a block of " + length + " octets");
            }
            isEnded = length == 0;
            ByteBuffer content = octets.take(isEnded ? 8 : length, path);
            if (head.getInt() != sum(number, blocks, content.array(), content.limit())) {
                throw new Corruption(path + ": block " + blocks + " does not match its checksum");
            }
            blocks++;
            if (isEnded) {
                if (content.getLong() != total || !octets.isAtEnd()) {
                    throw new Corruption(path + " does not end where it should");
                }
            } else {
                total += length;
                block = content;
            }
        }

        /** After the decoder has seen all that it wanted. */
        void requireEnd() throws IOException {
            if (!isExhausted()) {
                throw new Corruption(path + " holds more than a state");
            }
        }
    }
}
