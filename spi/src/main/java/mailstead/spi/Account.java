package mailstead.spi;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import mailstead.mail.Address;

/**
 * One mailbox and who may open it. Immutable.
 *
 * @param login unique, compared without regard to ASCII case and stored in lower case; 1 to 128
 *     characters without white space and control characters. It need not be an address.
 * @param addresses the addresses whose mail lands here, folded; each belongs to one account or
 *     alias only
 * @param verifiers encoded password hashes such as {@code {ARGON2ID}$argon2id$...}; any that
 *     matches lets in. One of scheme {@code {SCRAM-SHA-256}} serves SCRAM.
 * @param owner as whom files are written; empty means the service's own uid
 * @param status the account's own
 * @param standing the worst of the account's own status, its customer's and, where the login or
 *     first address lies in a domain of ours, that domain's
 * @param attributes free-form, for the operator's other systems
 */
public record Account(
        String login,
        String customerId,
        List<Address> addresses,
        List<String> verifiers,
        Home home,
        Optional<Owner> owner,
        Quota quota,
        Set<MailService> services,
        Status status,
        Status standing,
        Map<String, String> attributes) {

    public Account {
        addresses = List.copyOf(addresses);
        verifiers = List.copyOf(verifiers);
        services = Set.copyOf(services);
        attributes = Map.copyOf(attributes);
    }

    /** Leaves the verifiers out: they are secrets. */
    @Override
    public String toString() {
        return "Account[" + login + "]";
    }
}
