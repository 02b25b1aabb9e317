package mailstead.spi;

import java.util.List;
import mailstead.mail.Address;

/**
 * An address that stands for others: one target is an alias, several are a list. Targets may be
 * aliases again. Immutable.
 *
 * @param address folded
 * @param targets 1 to 10,000 addresses
 */
public record Alias(Address address, String customerId, List<Address> targets) {

    public Alias {
        targets = List.copyOf(targets);
    }
}
