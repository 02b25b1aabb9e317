package mailstead.directory.copy;

import java.util.Optional;

/**
 * What stands under a key since an instalment. Immutable; the octets are shared and must not be
 * changed.
 *
 * @param key not empty, at most {@link #KEY_OCTETS_MAX} in UTF-8
 * @param value as {@link Records} reads it; empty: nothing stands there any more
 */
public record Entry(Table table, String key, Optional<byte[]> value) {

    public static final int KEY_OCTETS_MAX = 1024;

    /** A list of 10,000 addresses has 5 MB. */
    public static final int VALUE_OCTETS_MAX = 16 * 1024 * 1024;

    /** Without the value: it may be secret. */
    @Override
    public String toString() {
        return "Entry[" + table + " " + key + "]";
    }
}
