package mailstead.directory.cdb;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import mailstead.fs.FileSystem;

/**
 * Writes a constant database into a new file, from the first octet to the last and then the header
 * at its beginning: before {@link #finish} has returned it cannot be read. Eight octets of memory
 * for each record. Confined to one thread.
 */
public final class CdbWriter {

    private static final int BUFFER_OCTETS = 64 * 1024;
    private static final int CHUNK_RECORDS = 16 * 1024;

    private final FileSystem.File file;
    private final byte[] buffer = new byte[BUFFER_OCTETS];
    private final List<Chunk> chunks = new ArrayList<>();
    private final int[] recordsOfTable = new int[Format.TABLES];
    private int buffered;
    private int records;
    private long position;

    /** What must be known of records until the tables are written. */
    private record Chunk(int[] hashes, int[] positions) {}

    /**
     * @param file new and empty; closed by the caller, who also syncs it
     */
    public CdbWriter(FileSystem.File file) throws IOException {
        this.file = file;
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
        if (records % CHUNK_RECORDS == 0) {
            chunks.add(new Chunk(new int[CHUNK_RECORDS], new int[CHUNK_RECORDS]));
        }
        Chunk chunk = chunks.getLast();
        int hash = Format.hash(key);
        chunk.hashes[records % CHUNK_RECORDS] = hash;
        chunk.positions[records % CHUNK_RECORDS] = (int) position;
        recordsOfTable[Format.table(hash)]++;
        records++;
        put(key.length);
        put(value.length);
        put(key);
        put(value);
    }

    /** Writes the tables and the header; nothing may be added afterwards. */
    public void finish() throws IOException {
        byte[] header = new byte[Format.HEADER_OCTETS];
        int[] ordered = byTable();
        int done = 0;
        for (int table = 0; table < Format.TABLES; table++) {
            int count = recordsOfTable[table];
            // Half of the slots stay empty, so that a search meets one soon.
            int slots = 2 * count;
            set(header, table * Format.PAIR_OCTETS, (int) position);
            set(header, table * Format.PAIR_OCTETS + Format.NUMBER_OCTETS, slots);
            putTable(ordered, done, count, slots);
            done += count;
        }
        flush();
        file.seek(0);
        file.write(header, 0, header.length);
    }

    public int records() {
        return records;
    }

    private void putTable(int[] ordered, int from, int count, int slots) throws IOException {
        int[] hashes = new int[slots];
        int[] positions = new int[slots];
        for (int i = from; i < from + count; i++) {
            Chunk chunk = chunks.get(ordered[i] / CHUNK_RECORDS);
            int hash = chunk.hashes[ordered[i] % CHUNK_RECORDS];
            int slot = (int) Format.firstSlot(hash, slots);
            while (positions[slot] != 0) {
                slot = slot + 1 == slots ? 0 : slot + 1;
            }
            hashes[slot] = hash;
            positions[slot] = chunk.positions[ordered[i] % CHUNK_RECORDS];
        }
        for (int slot = 0; slot < slots; slot++) {
            put(hashes[slot]);
            put(positions[slot]);
        }
    }

    /** The records' numbers, those of one table together and in the order of their coming. */
    private int[] byTable() {
        int[] next = new int[Format.TABLES];
        for (int table = 1; table < Format.TABLES; table++) {
            next[table] = next[table - 1] + recordsOfTable[table - 1];
        }
        int[] ordered = new int[records];
        for (int i = 0; i < records; i++) {
            int hash = chunks.get(i / CHUNK_RECORDS).hashes[i % CHUNK_RECORDS];
            ordered[next[Format.table(hash)]++] = i;
        }
        return ordered;
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
