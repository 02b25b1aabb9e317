package mailstead.directory.copy;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What a copy holds, by key. An instalment replaces entries of these; files for other software
 * ({@code mailboxes.cdb} and so on) are of their generation until the next.
 */
public enum Table {
    /** By login, {@link Keys#login}: {@link Records#account}. Sixteen files. */
    ACCOUNTS(1, "accounts"),
    /**
     * By address, {@link Keys#address}: {@link Records#addressee}, which is a login or an alias. An
     * account's own list of addresses says the same; this is the one to look up in.
     */
    ADDRESSES(2, "addresses"),
    /** By customerId: {@link Records#customer}. */
    CUSTOMERS(3, "customers"),
    /** By name in A-labels: {@link Records#domain}. */
    DOMAINS(4, "domains"),
    /** By name: {@link Records#volume}; and under {@link Records#ALL_VOLUMES} the list of them. */
    VOLUMES(5, "volumes"),
    /** By name: {@link Records#backEnd}. */
    BACK_ENDS(6, "backends");

    private static final String SUFFIX = ".cdb";

    private final int code;
    private final String word;

    Table(int code, String word) {
        this.code = code;
        this.word = word;
    }

    int code() {
        return code;
    }

    static Optional<Table> of(int code) {
        return Stream.of(values()).filter(table -> table.code == code).findFirst();
    }

    /** The constant database that has, or would have, this key. */
    public String file(String key) {
        return this == ACCOUNTS ? shard(Keys.shard(key)) : word + SUFFIX;
    }

    /** All files of this table; that of a shard at the shard's number. */
    public List<String> files() {
        return this == ACCOUNTS
                ? IntStream.range(0, Keys.SHARDS).mapToObj(this::shard).toList()
                : List.of(word + SUFFIX);
    }

    private String shard(int number) {
        return word + "." + Integer.toHexString(number) + SUFFIX;
    }
}
