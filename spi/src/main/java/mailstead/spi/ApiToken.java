package mailstead.spi;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * Lets a program use the provisioning API. Immutable.
 *
 * @param id unique, 1 to 64 characters; not secret
 * @param name what the operator calls it
 * @param customers whose things it may see and change; none for an operator, one for a customer
 * @param digest SHA-256 of the token, in hexadecimal; the token itself is kept nowhere
 * @param expiresAt from when it is refused
 */
public record ApiToken(
        String id,
        String name,
        Scope scope,
        Set<String> customers,
        String digest,
        Instant createdAt,
        Optional<Instant> expiresAt) {

    public ApiToken {
        customers = Set.copyOf(customers);
    }

    /** How far a token reaches. */
    public enum Scope {
        OPERATOR,
        RESELLER,
        CUSTOMER
    }

    /** Leaves the digest out. */
    @Override
    public String toString() {
        return "ApiToken[" + id + "]";
    }
}
