package mailstead.mail.login;

import java.util.List;

/**
 * The keys of RFC 5802 section 3 that a server keeps. Immutable; secret.
 *
 * @param known false for made-up keys
 * @param pairs one for each password of the account that has this salt, at least one
 */
public record ScramKeys(boolean known, byte[] salt, int iterations, List<Pair> pairs) {

    public ScramKeys {
        pairs = List.copyOf(pairs);
        if (pairs.isEmpty()) {
            throw new IllegalArgumentException("no keys");
        }
    }

    /** One password's. */
    public record Pair(byte[] storedKey, byte[] serverKey) {
        @Override
        public String toString() {
            return "Pair[hidden]";
        }
    }

    @Override
    public String toString() {
        return "ScramKeys[hidden]";
    }
}
