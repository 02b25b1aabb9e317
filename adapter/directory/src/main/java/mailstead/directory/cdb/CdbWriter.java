package mailstead.directory.cdb;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import mailstead.fs.FileSystem;

/**
 * Writes a constant database into a new file, from the first octet to the last and then the header
 * at its beginning: before {@link #finish} has returned it cannot be read. What must be known of
 * the records until the tables are written takes eight octets for each; they are kept in memory, or
 * in a second file, and then the memory needed does not grow with the records. Confined to one
 * thread.
 */
public final class CdbWriter {

    private static final int BUFFER_OCTETS = 64 * 1024;

    /** Records of a table that are put away at once. */
    private static final int BLOCK_RECORDS = 512;

    private final FileSystem.File file;
    private final Shed shed;
    private final byte[] buffer = new byte[BUFFER_OCTETS];
    private final Waiting[] tables = new Waiting[Format.TABLES];
    private int buffered;
    private int records;
    private long position;

    /** Where blocks of hashes and positions wait for {@link #finish}. */
    public interface Shed {

        /**
         * Keeps a block; it belongs to the shed from now on.
         *
         * @return its number
         */
        int put(int[] block) throws IOException;

        int[] get(int number) throws IOException;
    }

    /** What is waiting for one table: blocks in the shed, and one that fills. */
    private static final class Waiting {
        private final List<Integer> blocks = new ArrayList<>();
        private int[] last = new int[2];
        private int filled;
        private int records;
    }

    private static final class MemoryShed implements Shed {
        private final List<int[]> blocks = new ArrayList<>();

        @Override
        public int put(int[] block) {
            blocks.add(block);
            return blocks.size() - 1;
        }

        @Override
        public int[] get(int number) {
            return blocks.get(number);
        }
    }

    /**
     * @param file new and empty; closed by the caller, who also syncs it
     */
    public CdbWriter(FileSystem.File file) throws IOException {
        this(file, new MemoryShed());
    }

    /**
     * @param file new and empty; closed by the caller, who also syncs it
     * @param shed of this file's own; of no use any more after {@link #finish}
     */
    public CdbWriter(FileSystem.File file, Shed shed) throws IOException {
        this.file = file;
        this.shed = shed;
        for (int table = 0; table < Format.TABLES; table++) {
            tables[table] = new Waiting();
        }
        put(new byte[Format.HEADER_OCTETS]);
    }

    /**
     * Adds a record. A key may come several times; readers find the first.
     *
     * @throws IOException also if the file would grow beyond what the format can say, 4 GiB
     */
    public void add(byte[] key, byte[] value) throws IOException {
        long end =
                position
                        + Format.PAIR_OCTETS
                        + key.length
                        + value.length
                        + 2L * Format.PAIR_OCTETS * (records + 1L);
        if (end > Format.FILE_OCTETS_MAX) {
            throw new IOException("a constant database ends at 4 GiB");
        }
        int hash = Format.hash(key);
        Waiting table = tables[Format.table(hash)];
        if (table.filled == 2 * BLOCK_RECORDS) {
            table.blocks.add(shed.put(table.last));
            table.last = new int[2 * BLOCK_RECORDS];
            table.filled = 0;
        } else if (table.filled == table.last.length) {
            table.last = Arrays.copyOf(table.last, 2 * table.filled);
        }
        table.last[table.filled++] = hash;
        table.last[table.filled++] = (int) position;
        table.records++;
        records++;
        put(key.length);
        put(value.length);
        put(key);
        put(value);
    }

    /** Writes the tables and the header; nothing may be added afterwards. */
    public void finish() throws IOException {
        byte[] header = new byte[Format.HEADER_OCTETS];
        for (int table = 0; table < Format.TABLES; table++) {
            // Half of the slots stay empty, so that a search meets one soon.
            int slots = 2 * tables[table].records;
            set(header, table * Format.PAIR_OCTETS, (int) position);
            set(header, table * Format.PAIR_OCTETS + Format.NUMBER_OCTETS, slots);
            putTable(tables[table], slots);
        }
        flush();
        file.seek(0);
        file.write(header, 0, header.length);
    }

    public int records() {
        return records;
    }

    /** In the order of their coming, so that the first of a key is found first. */
    private void putTable(Waiting table, int slots) throws IOException {
        int[] hashes = new int[slots];
        int[] positions = new int[slots];
        for (int number : table.blocks) {
            place(shed.get(number), 2 * BLOCK_RECORDS, hashes, positions);
        }
        place(table.last, table.filled, hashes, positions);
        for (int slot = 0; slot < slots; slot++) {
            put(hashes[slot]);
            put(positions[slot]);
        }
    }

    private static void place(int[] block, int filled, int[] hashes, int[] positions) {
        int slots = hashes.length;
        for (int i = 0; i < filled; i += 2) {
            int slot = (int) Format.firstSlot(block[i], slots);
            while (positions[slot] != 0) {
                slot = slot + 1 == slots ? 0 : slot + 1;
            }
            hashes[slot] = block[i];
            positions[slot] = block[i + 1];
        }
    }

    private void put(int number) throws IOException {
        if (BUFFER_OCTETS - buffered < Format.NUMBER_OCTETS) {
            flush();
        }
        set(buffer, buffered, number);
        buffered += Format.NUMBER_OCTETS;
        position += Format.NUMBER_OCTETS;
    }

    private void put(byte[] octets) throws IOException {
        int done = 0;
        while (done < octets.length) {
            if (buffered == BUFFER_OCTETS) {
                flush();
            }
            int count = Math.min(octets.length - done, BUFFER_OCTETS - buffered);
            System.arraycopy(octets, done, buffer, buffered, count);
            buffered += count;
            done += count;
        }
        position += octets.length;
    }

    private void flush() throws IOException {
        file.write(buffer, 0, buffered);
        buffered = 0;
    }

    private static void set(byte[] octets, int at, int number) {
        octets[at] = (byte) number;
        octets[at + 1] = (byte) (number >>> 8);
        octets[at + 2] = (byte) (number >>> 16);
        octets[at + 3] = (byte) (number >>> 24);
    }
}
