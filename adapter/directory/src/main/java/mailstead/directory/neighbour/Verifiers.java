package mailstead.directory.neighbour;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Password hashes with and without the braces that name their scheme. */
final class Verifiers {

    /** As crypt(3) tells them apart by their beginning, and thirteen characters of DES. */
    private static final Pattern CRYPT = Pattern.compile("\\$[0-9a-z]{1,8}\\$.+|[./0-9A-Za-z]{13}");

    private static final Pattern SCHEME = Pattern.compile("\\{([A-Za-z0-9.-]+)\\}(.*)");

    /** Schemes of which the rest is what crypt(3) makes. */
    private static final Set<String> CRYPT_SCHEMES =
            Set.of(
                    "CRYPT",
                    "MD5-CRYPT",
                    "SHA256-CRYPT",
                    "SHA512-CRYPT",
                    "DES-CRYPT",
                    "BLF-CRYPT",
                    "BCRYPT");

    private Verifiers() {}

    /** What crypt(3) made, with its scheme; empty if it is something else. */
    static Optional<String> ofCrypt(String hash) {
        return CRYPT.matcher(hash).matches() ? Optional.of("{CRYPT}" + hash) : Optional.empty();
    }

    /** What can stand where crypt(3)'s hashes stand. */
    static Optional<String> toCrypt(List<String> verifiers) {
        return verifiers.stream().flatMap(verifier -> bare(verifier).stream()).findFirst();
    }

    private static Optional<String> bare(String verifier) {
        var scheme = SCHEME.matcher(verifier);
        if (!scheme.matches()) {
            return CRYPT.matcher(verifier).matches() && !isArgon(verifier)
                    ? Optional.of(verifier)
                    : Optional.empty();
        }
        String rest = scheme.group(2);
        return CRYPT_SCHEMES.contains(scheme.group(1))
                        && CRYPT.matcher(rest).matches()
                        && !isArgon(rest)
                ? Optional.of(rest)
                : Optional.empty();
    }

    private static boolean isArgon(String hash) {
        return hash.startsWith("$argon2");
    }

    static boolean hasScheme(String verifier) {
        return SCHEME.matcher(verifier).matches();
    }
}
