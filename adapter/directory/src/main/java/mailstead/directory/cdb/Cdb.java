package mailstead.directory.cdb;

import java.util.Optional;
import mailstead.fs.FileImage;

/**
 * A constant database in memory, mapped from its file as a rule. Shared. A look-up reads two or
 * three places and makes nothing but the answer; whatever the file holds, it ends, and never reads
 * beyond it.
 */
public final class Cdb {

    private final FileImage file;

    /**
     * @param file the whole of it; must stay readable as long as this is used
     * @throws Damaged if it is too short for its header, or a table does not lie in it
     */
    public Cdb(FileImage file) throws Damaged {
        this.file = file;
        require(file.size() >= Format.HEADER_OCTETS, "no header");
        for (int table = 0; table < Format.TABLES; table++) {
            require(
                    tableStart(table) <= file.size()
                            && slots(table)
                                    <= (file.size() - tableStart(table)) / Format.PAIR_OCTETS,
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
            long record = file.number(at + Format.NUMBER_OCTETS);
            if (record == 0) {
                return Optional.empty();
            }
            if ((int) file.number(at) == hash) {
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
        require(content <= file.size(), "a record beyond the end");
        long keyOctets = file.number(record);
        long valueOctets = file.number(record + Format.NUMBER_OCTETS);
        require(
                keyOctets + valueOctets <= file.size() - content
                        && valueOctets <= Integer.MAX_VALUE,
                "a record beyond the end");
        if (keyOctets != key.length || !file.isAt(content, key)) {
            return Optional.empty();
        }
        return Optional.of(file.octets(content + keyOctets, (int) valueOctets));
    }

    private long tableStart(int table) {
        return file.number((long) table * Format.PAIR_OCTETS);
    }

    private long slots(int table) {
        return file.number((long) table * Format.PAIR_OCTETS + Format.NUMBER_OCTETS);
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
