package mailstead.directory.neighbour;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import mailstead.spi.Status;

/**
 * shadow(5): {@code name:hash:changed:min:max:warn:inactive:expire:reserved}. A hash behind an
 * exclamation mark is locked, a star lets nobody in.
 */
public final class ShadowFile {

    private static final int FIELDS = 9;

    private ShadowFile() {}

    /** The hashes by name; lines that are none of this file are left out. */
    public static Map<String, String> read(Stream<String> lines) {
        Map<String, String> hashes = new HashMap<>();
        lines.forEach(line -> {
            String[] fields = line.split(":", -1);
            if (fields.length == FIELDS && !fields[0].isEmpty()) {
                hashes.putIfAbsent(fields[0], fields[1]);
            }
        });
        return hashes;
    }

    /** The line for an account. */
    public static AccountFormat.Written write(ForeignAccount account) {
        Optional<String> hash = Verifiers.toCrypt(account.verifiers());
        String lock = account.status() == Status.SUSPENDED ? "!" : "";
        return new AccountFormat.Written(
                account.name() + ":" + lock + hash.orElse("*") + "::0:99999:7:::",
                hash.isPresent() || account.verifiers().isEmpty()
                        ? List.of()
                        : List.of("no hash that crypt(3) knows: nobody can log in"));
    }
}
