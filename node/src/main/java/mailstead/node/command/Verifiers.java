package mailstead.node.command;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import mailstead.mail.TemporaryFailure;
import mailstead.service.password.PasswordHashes;

/** What the directory keeps of a password. Immutable. */
record Verifiers(List<String> encoded) {

    Verifiers {
        encoded = List.copyOf(encoded);
    }

    /** Hashes a clear password with the scheme of the day and forgets it. */
    static Verifiers of(PasswordOptions.Given given)
            throws TemporaryFailure, PasswordOptions.Unreadable {
        return switch (given) {
            case PasswordOptions.Given.Nothing() -> new Verifiers(List.of());
            case PasswordOptions.Given.Hash(String verifier) ->
                    new Verifiers(List.of(readable(verifier)));
            case PasswordOptions.Given.Clear(byte[] utf8) -> {
                try {
                    yield new Verifiers(hashes().make(utf8));
                } finally {
                    Arrays.fill(utf8, (byte) 0);
                }
            }
        };
    }

    /** A hash that no log-in could ever be checked against would lock its user out unnoticed. */
    private static String readable(String verifier)
            throws TemporaryFailure, PasswordOptions.Unreadable {
        if (hashes().verify(verifier, new byte[0]) == PasswordHashes.Match.UNREADABLE) {
            throw new PasswordOptions.Unreadable(
                    "--password-hash is of no scheme that can be checked: try {SSHA512}..., {BLF-CRYPT}$2y$...");
        }
        return verifier;
    }

    private static PasswordHashes hashes() {
        return new PasswordHashes(PasswordHashes.Settings.defaults(1), new SecureRandom());
    }

    @Override
    public String toString() {
        return "Verifiers[hidden]";
    }
}
