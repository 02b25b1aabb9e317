package mailstead.node.command;

import java.security.SecureRandom;
import mailstead.mail.TemporaryFailure;
import mailstead.service.password.PasswordHashes;

/** Password hashes that were made elsewhere. */
final class Verifiers {

    private Verifiers() {}

    /**
     * Refuses one that nobody can read here: a hash that no log-in could ever be checked against
     * would lock its user out unnoticed.
     */
    static PasswordOptions.Given checked(PasswordOptions.Given given)
            throws TemporaryFailure, PasswordOptions.Unreadable {
        if (given instanceof PasswordOptions.Given.Hash(String verifier)
                && new PasswordHashes(PasswordHashes.Settings.defaults(1), new SecureRandom())
                                .verify(verifier, new byte[0])
                        == PasswordHashes.Match.UNREADABLE) {
            throw new PasswordOptions.Unreadable(
                    "--password-hash is of no scheme that can be checked: try {SSHA512}..., {BLF-CRYPT}$2y$...");
        }
        return given;
    }
}
