package mailstead.directory.cdb;

/**
 * What D. J. Bernstein's description of cdb fixes. All numbers are 32 bits, unsigned, the least
 * octet first. A file is
 *
 * <ol>
 *   <li>256 pairs: where a hash table begins, and how many slots it has;
 *   <li>the records: length of key, length of value, key, value;
 *   <li>the hash tables: slots of hash and position of a record, which is 0 in an empty slot.
 * </ol>
 *
 * A key's hash chooses the table by its last octet and the first slot by the rest; slots are tried
 * from there on, around the end, up to an empty one.
 */
final class Format {

    static final int TABLES = 256;
    static final int NUMBER_OCTETS = 4;
    static final int PAIR_OCTETS = 2 * NUMBER_OCTETS;
    static final int HEADER_OCTETS = TABLES * PAIR_OCTETS;

    /** The largest file: positions have 32 bits. */
    static final long FILE_OCTETS_MAX = 0xffff_ffffL;

    private static final int HASH_START = 5381;

    private Format() {}

    static int hash(byte[] key) {
        int hash = HASH_START;
        for (byte octet : key) {
            hash = (hash << 5) + hash ^ octet & 0xff;
        }
        return hash;
    }

    static int table(int hash) {
        return hash & TABLES - 1;
    }

    /** Where to begin in a table of so many slots, above 0. */
    static long firstSlot(int hash, long slots) {
        return (hash >>> 8) % slots;
    }
}
