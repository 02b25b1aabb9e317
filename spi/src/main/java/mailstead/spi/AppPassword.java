package mailstead.spi;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * A further password of an account, for one program or device of its owner's. Immutable.
 *
 * @param id unique within the account, 1 to 64 of {@code A-Z a-z 0-9 . _ -}; stands in events
 * @param label what its owner calls it, 1 to 200 characters
 * @param verifier an encoded password hash, as in {@link Account#verifiers}
 * @param services what it lets its holder use, of what the account may use; not empty
 * @param created in whole seconds
 * @param expires in whole seconds; from this instant on it lets nobody in; empty means never
 */
public record AppPassword(
        String id,
        String label,
        String verifier,
        Set<MailService> services,
        Instant created,
        Optional<Instant> expires) {

    public AppPassword {
        services = Set.copyOf(services);
    }

    public boolean hasExpired(Instant now) {
        return expires.isPresent() && !now.isBefore(expires.get());
    }

    /** Leaves the verifier out: it is a secret. */
    @Override
    public String toString() {
        return "AppPassword[" + id + "]";
    }
}
