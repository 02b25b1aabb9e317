package mailstead.directory.ldap;

import java.util.Optional;

/**
 * How a server is, for an operator.
 *
 * @param server its URL
 * @param problem why it is not used; empty if it is well
 */
public record LdapServerReport(String server, Optional<String> problem) {}
