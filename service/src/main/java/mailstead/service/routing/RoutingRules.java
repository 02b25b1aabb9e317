package mailstead.service.routing;

import mailstead.mail.Address;

/**
 * How addresses are led to mailboxes. Immutable.
 *
 * @param systemPostmaster who reads mail for {@code postmaster} where a domain names nobody (RFC
 *     5321 section 4.5.1)
 * @param delimiters characters at whose first occurrence a sub-address begins (RFC 5233); may be
 *     empty
 * @param acceptForSuspended whether mail for suspended accounts and domains is taken and kept for
 *     later
 * @param depthMax how many aliases may follow each other
 * @param addressesMax how many addresses one recipient may stand for, all aliases and members
 *     counted
 */
public record RoutingRules(
        Address systemPostmaster,
        String delimiters,
        boolean acceptForSuspended,
        int depthMax,
        int addressesMax) {

    public RoutingRules {
        if (depthMax < 1 || addressesMax < 1) {
            throw new IllegalArgumentException("a limit must be 1 or more");
        }
    }

    public static RoutingRules defaults(Address systemPostmaster) {
        return new RoutingRules(systemPostmaster, "+", true, 16, 50_000);
    }
}
