package mailstead.mail.login;

/**
 * The keys of RFC 5802 section 3 that a server keeps. Immutable; secret.
 *
 * @param known false for made-up keys
 */
public record ScramKeys(
        boolean known, byte[] salt, int iterations, byte[] storedKey, byte[] serverKey) {

    @Override
    public String toString() {
        return "ScramKeys[hidden]";
    }
}
