package mailstead.node.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import mailstead.mail.Address;

/**
 * What one node is to do: the configuration file, read. Immutable; a reload makes a whole new one.
 * Each component is explained, with its default, in {@link Schema} and so in {@code
 * docs/operate/configuration.md}.
 *
 * @param name the node's name in greetings, trace fields and unique file names
 * @param data an absolute folder of the node's own on a local disk
 * @param temporary where messages are buffered while they arrive; absolute
 * @param secret the cluster's secret, 16 octets or more; empty means one of the node's own
 * @param postmaster who gets mail for the bare {@code postmaster}
 * @param volumes where volumes are mounted here, by volume name, when not where the directory says
 * @param firstVolume where to make a volume if the directory knows none; for nodes that stand alone
 * @param listeners only roles that this node has
 */
public record NodeConfig(
        String name,
        Set<Role> roles,
        Path data,
        Path temporary,
        Optional<Path> secret,
        Optional<Address> postmaster,
        DirectoryConfig directory,
        Map<String, Path> volumes,
        Optional<Path> firstVolume,
        TlsConfig tls,
        Map<Role, List<ListenerConfig>> listeners,
        SmtpConfig smtp,
        RoutingConfig routing,
        Pop3Config pop3,
        ImapConfig imap,
        AdminConfig admin,
        Optional<PublisherConfig> publisher,
        PasswordConfig passwords,
        Optional<TokenConfig> tokens,
        CertificateLoginConfig certificates,
        StorageConfig storage,
        LogConfig log,
        Duration drain) {

    public NodeConfig {
        roles = Set.copyOf(roles);
        volumes = Map.copyOf(volumes);
        listeners = Map.copyOf(listeners);
    }

    /**
     * Reads a configuration file. Relative paths in it are relative to its folder.
     *
     * @throws BrokenConfiguration with every error in the file
     */
    public static NodeConfig load(Path file) throws IOException, BrokenConfiguration {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null) {
            throw new IOException(file + " is a folder");
        }
        return new ConfigLoader(folder).read(text(file));
    }

    private static String text(Path file) throws IOException {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UnreadableConfiguration(Wording.of(file, e), e);
        }
    }

    /**
     * The configuration of a machine that stands alone and has no configuration file: every role on
     * unprivileged loopback ports, a SQLite directory, one volume and a self-signed certificate,
     * all below one folder.
     */
    public static NodeConfig single(Path data) {
        return ConfigLoader.single(data.toAbsolutePath());
    }
}
