package mailstead.spi;

import java.util.Optional;

/**
 * What stands in an account in the place of a password hash when only the directory can check the
 * password, by {@link Directory#checkPassword}. Immutable.
 *
 * @param mark becomes another one at the latest with the password; empty when the directory cannot
 *     tell, and then nobody remembers that a password was right. Without a colon
 * @param key tells the directory whose password it is
 */
public record DirectoryVerifier(String mark, String key) {

    private static final String SCHEME = "{DIRECTORY}";

    public DirectoryVerifier {
        if (mark.indexOf(':') >= 0) {
            throw new IllegalArgumentException("a mark with a colon");
        }
    }

    /** Empty for verifiers of all other schemes. */
    public static Optional<DirectoryVerifier> parse(String verifier) {
        int colon = verifier.indexOf(':');
        return verifier.startsWith(SCHEME) && colon > 0
                ? Optional.of(
                        new DirectoryVerifier(
                                verifier.substring(SCHEME.length(), colon),
                                verifier.substring(colon + 1)))
                : Optional.empty();
    }

    /** As it stands in {@link Account#verifiers}. */
    public String encoded() {
        return SCHEME + mark + ":" + key;
    }
}
