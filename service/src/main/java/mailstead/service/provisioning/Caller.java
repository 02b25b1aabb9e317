package mailstead.service.provisioning;

import java.util.Optional;
import java.util.Set;

/**
 * Who asks. Immutable.
 *
 * @param customers whose things these may be; empty for everybody's
 * @param origin where from: an IP address, or {@code command}
 * @param sealingKey makes kept answers readable to this caller alone
 */
public record Caller(
        String tokenId,
        String name,
        Level level,
        Optional<Set<String>> customers,
        String origin,
        byte[] sealingKey) {

    public Caller {
        customers = customers.map(Set::copyOf);
    }

    /** Who runs a command on a machine that has the directory's key: everything is allowed. */
    public static Caller ofCommand(String user) {
        return new Caller(
                "command", user, Level.OPERATOR, Optional.empty(), "command", new byte[] {0});
    }

    boolean mayTouch(Optional<String> customerId) {
        return customers.isEmpty()
                || customerId.isPresent() && customers.get().contains(customerId.get());
    }

    String actor() {
        return tokenId + " (" + name + ")";
    }

    @Override
    public String toString() {
        return "Caller[" + tokenId + "]";
    }
}
