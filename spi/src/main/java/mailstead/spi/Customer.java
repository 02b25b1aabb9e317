package mailstead.spi;

import java.util.Map;
import java.util.Optional;

/**
 * Who pays. Immutable.
 *
 * @param customerId unique, 1 to 64 characters of {@code A-Z a-z 0-9 . _ -}, unrelated to any
 *     log-in name
 * @param billingReference the billing system's own key, free text
 * @param attributes free-form, for the operator's other systems
 */
public record Customer(
        String customerId,
        String name,
        Status status,
        Optional<String> billingReference,
        Map<String, String> attributes) {

    public Customer {
        attributes = Map.copyOf(attributes);
    }
}
