package mailstead.directory.cdb;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * A constant database in memory, mapped from its file as a rule. Shared. A look-up reads two or
 * three places and makes nothing but the answer; whatever the file holds, it ends, and never reads
 * beyond it.
 */
public final class Cdb {

    private static final ValueLayout.OfInt NUMBER =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final MemorySegment file;

    /**
     * @param file the whole of it; must stay readable as long as this is used
     * @throws Damaged if it is too short for its header, or a table does not lie in it
     */
    public Cdb(MemorySegment file) throws Damaged {
        this.file = file;
        require(file.byteSize() >= Format.HEADER_OCTETS, "no header");
        for (int table = 0; table < Format.TABLES; table++) {
            require(
                    tableStart(table) <= file.byteSize()
                            && slots(table)
                                    <= (file.byteSize() - tableStart(table)) / Format.PAIR_OCTETS,
                    "a table beyond the end");
        }
    }

    /**
     * The value of a key; the first, if several were added under it.
     *
     * @throws Damaged if what the table leads to is no record
     */
    public Optional<byte[]> find(byte[] key) throws Damaged {
        int hash = Format.hash(key);
        int table = Format.table(hash);
        long slots = slots(table);
        if (slots == 0) {
            return Optional.empty();
        }
        long slot = Format.firstSlot(hash, slots);
        for (long tried = 0; tried < slots; tried++) {
            long at = tableStart(table) + slot * Format.PAIR_OCTETS;
            long record = number(at + Format.NUMBER_OCTETS);
            if (record == 0) {
                return Optional.empty();
            }
            if ((int) number(at) == hash) {
                Optional<byte[]> value = valueAt(record, key);
                if (value.isPresent()) {
                    return value;
                }
            }
            slot = slot + 1 == slots ? 0 : slot + 1;
        }
        return Optional.empty();
    }

    /** The value of the record that is there, if it has this key. */
    private Optional<byte[]> valueAt(long record, byte[] key) throws Damaged {
        long content = record + Format.PAIR_OCTETS;
        require(content <= file.byteSize(), "a record beyond the end");
        long keyOctets = number(record);
        long valueOctets = number(record + Format.NUMBER_OCTETS);
        require(
                keyOctets + valueOctets <= file.byteSize() - content
                        && valueOctets <= Integer.MAX_VALUE,
                "a record beyond the end");
        if (keyOctets != key.length
                || file.asSlice(content, keyOctets).mismatch(MemorySegment.ofArray(key)) >= 0) {
            return Optional.empty();
        }
        return Optional.of(
                file.asSlice(content + keyOctets, valueOctets).toArray(ValueLayout.JAVA_BYTE));
    }

    private long tableStart(int table) {
        return number((long) table * Format.PAIR_OCTETS);
    }

    private long slots(int table) {
        return number((long) table * Format.PAIR_OCTETS + Format.NUMBER_OCTETS);
    }

    private long number(long at) {
        return Integer.toUnsignedLong(file.get(NUMBER, at));
    }

    private static void require(boolean holds, String what) throws Damaged {
        if (!holds) {
            throw new Damaged(what);
        }
    }

    /** The file is cut short or is no constant database. */
    public static final class Damaged extends Exception {
        private static final long serialVersionUID = 1L;

        Damaged(String what) {
            super("constant database: " + what);
        }
    }
}
