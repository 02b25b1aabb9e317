package mailstead.node.config;

import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import mailstead.directory.ldap.LdapSettings;
import mailstead.directory.ldap.Mapping;
import mailstead.mail.ByteSize;
import mailstead.mail.DomainName;
import mailstead.spi.Volume;

/** Where the users are. */
public sealed interface DirectoryConfig {

    /**
     * @param file absolute
     */
    record Sqlite(Path file) implements DirectoryConfig {}

    /**
     * @param servers unresolved: names are looked up when a connection is opened
     * @param passwordFile absolute; empty where the servers want no password
     * @param stale how long old answers may be used while the primary is away
     * @param lifeboat the copy that is used when nothing else answers
     */
    record Postgresql(
            List<InetSocketAddress> servers,
            String database,
            String user,
            Optional<Path> passwordFile,
            Tls tls,
            Duration deadline,
            int connections,
            int cached,
            Duration stale,
            Optional<Copy> lifeboat)
            implements DirectoryConfig {

        public Postgresql {
            servers = List.copyOf(servers);
        }
    }

    /**
     * @param ca certificates that the servers' must lead to
     * @param certificate our own, with {@code key}, if the servers want one
     */
    record Tls(
            Verification verification,
            Optional<Path> ca,
            Optional<Path> certificate,
            Optional<Path> key) {}

    /** Users are looked up in a copy alone. */
    record Distributed(Copy copy) implements DirectoryConfig {}

    /**
     * Users are in LDAP, which others keep.
     *
     * @param ca certificates that the servers' must lead to; there if a server has TLS
     * @param bindDn as whom we read, with {@code passwordFile}; empty for anonymous
     * @param domains empty if entries tell our domains
     * @param decoy the entry that names nobody has are checked against
     * @param fresh how long an answer may be used again
     * @param lifeboat the copy that is used when no server answers
     */
    record Ldap(
            List<LdapSettings.Server> servers,
            Optional<Path> ca,
            Optional<String> bindDn,
            Optional<Path> passwordFile,
            String base,
            String domainBase,
            Mapping mapping,
            Set<DomainName> domains,
            List<Volume> volumes,
            LdapSettings.PasswordCheck passwordCheck,
            Optional<String> decoy,
            Duration deadline,
            int connections,
            Duration fresh,
            int cached,
            Optional<Copy> lifeboat)
            implements DirectoryConfig {

        public Ldap {
            servers = List.copyOf(servers);
            domains = Set.copyOf(domains);
            volumes = List.copyOf(volumes);
        }
    }

    /**
     * A copy of the directory on this node's own disk.
     *
     * @param keys a file with the public keys of the publishers whom we believe
     * @param local absolute; empty for the usual folder in the node's own
     * @param interval how often the source is asked
     * @param old age at which the operator is told
     * @param size the largest generation that is taken
     */
    record Copy(
            CopySource source,
            Path keys,
            Optional<Path> local,
            Duration interval,
            Duration old,
            ByteSize size) {}

    /** Where copies come from. */
    sealed interface CopySource {

        /**
         * @param tokenFile a secret that the publisher wants to see
         * @param ca certificates that the publisher's must lead to; empty for those of the system
         * @param pin SHA-256 of the publisher's public key; then nothing else about its certificate
         *     counts
         */
        record Https(URI url, Optional<Path> tokenFile, Optional<Path> ca, Optional<String> pin)
                implements CopySource {}

        record Folder(Path folder) implements CopySource {}
    }

    /** How much a server must prove. */
    enum Verification {
        DISABLE,
        REQUIRE,
        VERIFY_CA,
        VERIFY_FULL;

        boolean needsAuthority() {
            return this == VERIFY_CA || this == VERIFY_FULL;
        }
    }
}
