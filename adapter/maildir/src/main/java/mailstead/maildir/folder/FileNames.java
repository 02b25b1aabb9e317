package mailstead.maildir.folder;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.IntPredicate;
import mailstead.fs.FileSystem;
import mailstead.maildir.files.Listing;
import mailstead.maildir.files.MessageName;

/**
 * The names of the messages in one {@code new}, {@code cur} or {@code tmp} as one listing had them:
 * some 90 octets of memory a name, found by key at once. Immutable.
 *
 * <p>A key is what a name begins with, up to its first comma or colon, or, where two files have
 * that in common, up to its first colon.
 */
final class FileNames {

    static final FileNames NONE = of(List.of());

    /** All names, one behind the other. */
    private final String text;

    /** Where each begins; and at the end where they end. */
    private final int[] starts;

    /** By hash of what is before the first comma or colon: a name's index plus 1, or 0. */
    private final int[] table;

    private final long digest;

    private FileNames(String text, int[] starts, int[] table, long digest) {
        this.text = text;
        this.starts = starts;
        this.table = table;
        this.digest = digest;
    }

    static FileNames of(List<FileSystem.Entry> entries) {
        int[] starts = new int[entries.size() + 1];
        int[] table = new int[tableSize(entries.size())];
        StringBuilder text = new StringBuilder();
        int count = 0;
        for (FileSystem.Entry entry : entries) {
            if (Listing.isMessage(entry)) {
                put(table, baseHash(entry.name()), count);
                text.append(entry.name());
                starts[++count] = text.length();
            }
        }
        return new FileNames(
                text.toString(), Arrays.copyOf(starts, count + 1), table, digest(entries));
    }

    /** Four places for three names at most, a power of two of them. */
    private static int tableSize(int names) {
        return Integer.highestOneBit(Math.max(4, names + names / 2)) << 1;
    }

    private static void put(int[] table, int hash, int index) {
        int place = hash & (table.length - 1);
        while (table[place] != 0) {
            place = (place + 1) & (table.length - 1);
        }
        table[place] = index + 1;
    }

    private static int baseHash(String name) {
        int hash = 0;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c == ',' || c == ':') {
                break;
            }
            hash = 31 * hash + c;
        }
        // Neighbours differ in few places: spread them.
        return (hash * 0x9E3779B9) >>> 7;
    }

    /**
     * Whether a later listing has the same names. Told from a sum of 64 bit: names that differ
     * without being noticed are noticed with the next change.
     */
    boolean isSame(List<FileSystem.Entry> entries) {
        return digest == digest(entries);
    }

    private static long digest(List<FileSystem.Entry> entries) {
        long sum = 0;
        for (FileSystem.Entry entry : entries) {
            String name = entry.name();
            long hash = 0xCBF29CE484222325L;
            for (int i = 0; i < name.length(); i++) {
                hash = (hash ^ name.charAt(i)) * 0x100000001B3L;
            }
            hash = (hash ^ hash >>> 32) * 0xD6E8FEB86659FD93L;
            sum += hash ^ hash >>> 32;
        }
        return sum;
    }

    int size() {
        return starts.length - 1;
    }

    /**
     * @param index {@code 0 <= index < size()}, in no order
     */
    String name(int index) {
        return text.substring(starts[index], starts[index + 1]);
    }

    /** Whether a name ends so; costs no object. */
    boolean endsWith(int index, String suffix) {
        int start = starts[index + 1] - suffix.length();
        return start >= starts[index] && text.startsWith(suffix, start);
    }

    /** Whether it is one of these names, as a whole. */
    boolean has(String name) {
        int place = baseHash(name) & (table.length - 1);
        while (table[place] != 0) {
            int index = table[place] - 1;
            if (starts[index + 1] - starts[index] == name.length()
                    && text.startsWith(name, starts[index])) {
                return true;
            }
            place = (place + 1) & (table.length - 1);
        }
        return false;
    }

    /**
     * The index of the name with this key; empty as well if there are two that do not only differ
     * in flags: which of them is meant only a comparison with the whole state can tell.
     */
    OptionalInt find(String key) {
        OptionalInt first = find(key, _ -> true);
        if (first.isEmpty() || key.indexOf(',') >= 0) {
            return first;
        }
        String whole = MessageName.parse(name(first.getAsInt())).key();
        return find(key, index -> !hasKey(index, whole)).isPresent() ? OptionalInt.empty() : first;
    }

    /** The index of a name with this key that is also wanted. */
    OptionalInt find(String key, IntPredicate isWanted) {
        int place = baseHash(key) & (table.length - 1);
        while (table[place] != 0) {
            int index = table[place] - 1;
            if (hasKey(index, key) && isWanted.test(index)) {
                return OptionalInt.of(index);
            }
            place = (place + 1) & (table.length - 1);
        }
        return OptionalInt.empty();
    }

    private boolean hasKey(int index, String key) {
        int end = starts[index] + key.length();
        if (end > starts[index + 1] || !text.startsWith(key, starts[index])) {
            return false;
        }
        return end == starts[index + 1]
                || text.charAt(end) == ':'
                || text.charAt(end) == ',' && key.indexOf(',') < 0;
    }
}
