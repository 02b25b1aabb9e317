package mailstead.service.account;

import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import mailstead.mail.TemporaryFailure;
import mailstead.service.password.PasswordHashes;
import mailstead.spi.Account;
import mailstead.spi.AppPassword;
import mailstead.spi.MailService;

/**
 * Makes passwords' verifiers and new app passwords. Shared. Everybody who sets passwords should do
 * it here: SCRAM works for an account with app passwords only while all its keys have one salt.
 */
public final class AccountPasswords {

    private static final String ID_CHARACTERS = "abcdefghijklmnopqrstuvwxyz0123456789";
    private static final int ID_LENGTH = 10;

    private final PasswordHashes hashes;
    private final InstantSource clock;
    private final RandomGenerator random;

    /**
     * @param random unpredictable, {@code SecureRandom}
     */
    public AccountPasswords(PasswordHashes hashes, InstantSource clock, RandomGenerator random) {
        this.hashes = hashes;
        this.clock = clock;
        this.random = random;
    }

    /**
     * An app password and, this once, what its owner types.
     *
     * @param text {@code abcd-efgh-jkmn-pqrs}
     */
    public record Made(AppPassword appPassword, String text) {

        /** Leaves the password out. */
        @Override
        public String toString() {
            return "Made[" + appPassword.id() + "]";
        }
    }

    /**
     * Verifiers of an account's new own password.
     *
     * @param present the account's app passwords; none for a new account
     * @param password UTF-8 octets
     */
    public List<String> verifiers(List<AppPassword> present, byte[] password)
            throws TemporaryFailure {
        return hashes.make(password, present.stream().map(AppPassword::verifier).toList());
    }

    /**
     * A new app password, which still has to be added to the directory.
     *
     * @param label what its owner calls it
     */
    public Made make(
            Account account, String label, Set<MailService> services, Optional<Instant> expires)
            throws TemporaryFailure {
        String text = AppPasswordText.generate(random);
        List<String> present =
                Stream.concat(
                                account.verifiers().stream(),
                                account.appPasswords().stream().map(AppPassword::verifier))
                        .toList();
        return new Made(
                new AppPassword(
                        id(),
                        label,
                        hashes.makeScram(AppPasswordText.octets(text), present),
                        services,
                        clock.instant().truncatedTo(ChronoUnit.SECONDS),
                        expires.map(end -> end.truncatedTo(ChronoUnit.SECONDS))),
                text);
    }

    private String id() {
        StringBuilder id = new StringBuilder(ID_LENGTH);
        for (int i = 0; i < ID_LENGTH; i++) {
            id.append(ID_CHARACTERS.charAt(random.nextInt(ID_CHARACTERS.length())));
        }
        return id.toString();
    }
}
