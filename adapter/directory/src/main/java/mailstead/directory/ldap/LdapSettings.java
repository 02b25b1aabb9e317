package mailstead.directory.ldap;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLContext;
import mailstead.mail.DomainName;
import mailstead.spi.Volume;

/**
 * How LDAP servers are reached, and what is in them. Immutable.
 *
 * @param servers in the order in which they are asked, 1 or more
 * @param trust decides whose certificates are good; needed by servers with TLS
 * @param login as whom look-ups are made; empty for anonymous
 * @param base where entries of accounts and aliases are searched, with everything below
 * @param domainBase likewise for domains
 * @param domains our domains where no entries tell them; empty if entries do
 * @param volumes what homes lie on
 * @param decoy the DN of an entry by which unknown names cost what known ones do; empty for one
 *     that does not exist
 * @param deadline after it no further server is asked; each single wait ends after a quarter of it
 * @param connectionsMax for look-ups to each server, and as many to check passwords
 * @param freshFor how long an answer may be used again; zero for not at all
 * @param cachedMax how many answers are kept
 */
public record LdapSettings(
        List<Server> servers,
        Optional<SSLContext> trust,
        Optional<Login> login,
        String base,
        String domainBase,
        Mapping mapping,
        Set<DomainName> domains,
        List<Volume> volumes,
        PasswordCheck passwordCheck,
        Optional<String> decoy,
        Duration deadline,
        int connectionsMax,
        Duration freshFor,
        int cachedMax) {

    public LdapSettings {
        servers = List.copyOf(servers);
        domains = Set.copyOf(domains);
        volumes = List.copyOf(volumes);
        if (servers.isEmpty()
                || !deadline.isPositive()
                || connectionsMax < 1
                || freshFor.isNegative()
                || cachedMax < 0) {
            throw new IllegalArgumentException("a setting is out of range");
        }
        if (trust.isEmpty()
                && servers.stream().anyMatch(server -> server.security() != Security.NONE)) {
            throw new IllegalArgumentException("TLS needs to know whose certificates are good");
        }
    }

    /** The longest single wait. */
    Duration stepMax() {
        return deadline.dividedBy(4);
    }

    /** How a connection is protected. */
    public enum Security {
        NONE,
        STARTTLS,
        /** TLS from the first octet. */
        LDAPS
    }

    public record Server(String host, int port, Security security) {
        @Override
        public String toString() {
            String shown = host.indexOf(':') < 0 ? host : "[" + host + "]";
            return (security == Security.LDAPS ? "ldaps://" : "ldap://") + shown + ":" + port;
        }
    }

    /** Who looks things up. */
    public record Login(String dn, Password password) {}

    /** Reads a password; asked for each new connection. */
    @FunctionalInterface
    public interface Password {
        String read() throws IOException;
    }

    /** How passwords are checked. */
    public enum PasswordCheck {
        /** The server shows hashes, and we check them. */
        HASH,
        /** The server checks them: a simple bind as the account's entry (RFC 4513 section 5.1). */
        BIND,
        /** The server checks them: a comparison (RFC 4511 section 4.10). */
        COMPARE
    }
}
