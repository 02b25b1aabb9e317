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
 * @param appPasswords in the order in which they were made, at most 50; they are changed by methods
 *     of their own
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
        Map<String, String> attributes,
        List<AppPassword> appPasswords) {

    private static final String SCRAM = "{SCRAM-SHA-256}";

    public Account {
        addresses = List.copyOf(addresses);
        verifiers = List.copyOf(verifiers);
        services = Set.copyOf(services);
        attributes = Map.copyOf(attributes);
        appPasswords = List.copyOf(appPasswords);
    }

    /** An account without app passwords. */
    public Account(
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
        this(
                login,
                customerId,
                addresses,
                verifiers,
                home,
                owner,
                quota,
                services,
                status,
                standing,
                attributes,
                List.of());
    }

    public Account withAppPasswords(List<AppPassword> changed) {
        return new Account(
                login,
                customerId,
                addresses,
                verifiers,
                home,
                owner,
                quota,
                services,
                status,
                standing,
                attributes,
                changed);
    }

    /**
     * Whether SCRAM-SHA-256 works with each of its passwords; true if it has none. A client is told
     * one salt and one number of iterations before it says which password it means, so all keys
     * must share them.
     */
    public boolean isScramReady() {
        Optional<String> parameters =
                verifiers.stream().flatMap(v -> scramParameters(v).stream()).findFirst();
        if (parameters.isEmpty() && !verifiers.isEmpty()) {
            return false;
        }
        List<Optional<String>> others =
                appPasswords.stream().map(a -> scramParameters(a.verifier())).distinct().toList();
        return others.isEmpty()
                || others.size() == 1
                        && others.getFirst().isPresent()
                        && (parameters.isEmpty() || others.getFirst().equals(parameters));
    }

    /** Iterations and salt, as they are written. */
    private static Optional<String> scramParameters(String verifier) {
        int end = verifier.indexOf(',', verifier.indexOf(',') + 1);
        return verifier.startsWith(SCRAM)
                ? Optional.of(end < 0 ? verifier : verifier.substring(0, end))
                : Optional.empty();
    }

    /** Leaves the verifiers out: they are secrets. */
    @Override
    public String toString() {
        return "Account[" + login + "]";
    }
}
