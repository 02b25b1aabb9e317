package mailstead.node.command;

import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import mailstead.mail.TemporaryFailure;
import mailstead.node.config.PasswordConfig;
import mailstead.service.account.AccountPasswords;
import mailstead.service.password.PasswordHashes;
import mailstead.spi.AppPassword;

/** What the directory keeps of a password. Immutable. */
record Verifiers(List<String> encoded) {

    Verifiers {
        encoded = List.copyOf(encoded);
    }

    /** Refuses a hash made elsewhere that nobody can read here. */
    static PasswordOptions.Given checked(PasswordOptions.Given given)
            throws TemporaryFailure, PasswordOptions.Unreadable {
        if (given instanceof PasswordOptions.Given.Hash(String verifier)) {
            demandReadable(verifier);
        }
        return given;
    }

    /**
     * Hashes a clear password with the scheme of the day and forgets it.
     *
     * @param appPasswords those of the account
     * @param config says which hashes are kept
     */
    static Verifiers of(
            PasswordOptions.Given given, List<AppPassword> appPasswords, PasswordConfig config)
            throws TemporaryFailure {
        return switch (given) {
            case PasswordOptions.Given.Nothing() -> new Verifiers(List.of());
            case PasswordOptions.Given.Hash(String verifier) -> new Verifiers(List.of(verifier));
            case PasswordOptions.Given.Clear(byte[] utf8) -> {
                try {
                    AccountPasswords passwords =
                            new AccountPasswords(
                                    hashes(config.crypt()),
                                    InstantSource.system(),
                                    new SecureRandom());
                    yield new Verifiers(passwords.verifiers(appPasswords, utf8));
                } finally {
                    Arrays.fill(utf8, (byte) 0);
                }
            }
        };
    }

    /** A hash that no log-in could ever be checked against would lock its user out unnoticed. */
    private static void demandReadable(String verifier)
            throws TemporaryFailure, PasswordOptions.Unreadable {
        if (hashes().verify(verifier, new byte[0]) == PasswordHashes.Match.UNREADABLE) {
            throw new PasswordOptions.Unreadable(
                    "--password-hash is of no scheme that can be checked: try {SSHA512}..., {BLF-CRYPT}$2y$...");
        }
    }

    static PasswordHashes hashes() {
        return hashes(false);
    }

    private static PasswordHashes hashes(boolean forCrypt) {
        return new PasswordHashes(
                PasswordHashes.Settings.defaults(1), forCrypt, new SecureRandom());
    }

    @Override
    public String toString() {
        return "Verifiers[hidden]";
    }
}
