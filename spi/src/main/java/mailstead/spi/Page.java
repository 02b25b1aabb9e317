package mailstead.spi;

import java.util.Optional;
import java.util.Set;
import mailstead.mail.DomainName;

/**
 * Which entries of a list are wanted. A filter that a kind of entry cannot answer is ignored.
 * Immutable.
 *
 * @param customers only what belongs to these; empty means everybody's
 * @param domain only what lies in this domain
 * @param status only what has this status of its own
 * @param prefix only keys that begin with this; may be empty
 * @param after only keys behind this one; empty means from the beginning
 * @param limit at most so many, 1 or more
 */
public record Page(
        Optional<Set<String>> customers,
        Optional<DomainName> domain,
        Optional<Status> status,
        String prefix,
        String after,
        int limit) {

    public Page {
        customers = customers.map(Set::copyOf);
        if (limit < 1) {
            throw new IllegalArgumentException("a page has room for one");
        }
    }
}
