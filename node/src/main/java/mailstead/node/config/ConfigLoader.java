package mailstead.node.config;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import mailstead.mail.Address;
import mailstead.mail.ByteSize;
import mailstead.mail.DomainName;
import mailstead.node.config.BrokenConfiguration.Problem;
import mailstead.smtp.codec.Leniency;

/** Builds {@link NodeConfig} from checked values, and checks what several keys say together. */
final class ConfigLoader {

    /** RFC 1939 section 3. */
    private static final Duration POP3_IDLE_MIN = Duration.ofMinutes(10);

    /** RFC 9051 section 5.4. */
    private static final Duration IMAP_IDLE_MIN = Duration.ofMinutes(30);

    private final Path base;
    private final List<Problem> problems = new ArrayList<>();

    ConfigLoader(Path base) {
        this.base = base;
    }

    NodeConfig read(String text) throws BrokenConfiguration {
        Yaml tree = Yaml.parse(text, problems);
        refuse();
        Values root = new Checker(problems).section(Schema.root(base), tree, "");
        crossCheck(root);
        refuse();
        return node(root);
    }

    /** See {@link NodeConfig#single}. */
    static NodeConfig single(Path data) {
        String text =
                """
                data: .
                directory: {file: directory.sqlite}
                first-volume: volume
                tls: {self-signed: true}
                listeners:
                  mx: {address: "127.0.0.1:2525"}
                  lmtp: {address: "127.0.0.1:2424", tls: none}
                  pop3:
                    - {address: "127.0.0.1:1110"}
                    - {address: "127.0.0.1:1995", tls: implicit}
                  imap:
                    - {address: "127.0.0.1:1143"}
                    - {address: "127.0.0.1:1993", tls: implicit}
                """;
        try {
            return new ConfigLoader(data).read(text);
        } catch (BrokenConfiguration impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private void refuse() throws BrokenConfiguration {
        if (!problems.isEmpty()) {
            throw new BrokenConfiguration(
                    problems.stream().sorted(Comparator.comparingInt(Problem::line)).toList());
        }
    }

    private void crossCheck(Values root) {
        problems.addAll(DirectoryLoader.check(root.section("directory")));
        if (root.lines().containsKey("first-volume")
                && !DirectoryLoader.canBeChanged(root.section("directory"))) {
            problem(
                    root.lineOf("first-volume"),
                    "'first-volume' is of no use: nothing can be added to this kind of directory");
        }
        if (root.list("roles", Role.class).contains(Role.ADMIN)
                && !DirectoryLoader.canBeChanged(root.section("directory"))) {
            problem(
                    root.lineOf("roles"),
                    "role 'admin' needs a directory that can be changed: 'sqlite' or 'postgresql'");
        }
        problems.addAll(LoginLoader.check(root.section("tokens"), root.section("certificates")));
        Values tls = root.section("tls");
        boolean canTls =
                tls.get("self-signed", Boolean.class)
                        || !tls.list("certificates", Values.class).isEmpty();
        problems.addAll(PublisherLoader.check(root, canTls));
        List<Role> roles = root.list("roles", Role.class);
        if (roles.isEmpty() && !root.lines().containsKey("publisher")) {
            problem(root.lineOf("roles"), "'roles' must name at least one role");
        }
        Map<InetSocketAddress, Integer> taken = new HashMap<>();
        for (Role role : Role.values()) {
            List<Values> listeners = listeners(root, role);
            if (roles.contains(role) && listeners.isEmpty()) {
                problem(
                        root.lineOf("roles"),
                        "role '"
                                + role.word()
                                + "' needs a listener: 'listeners."
                                + role.word()
                                + "'");
            }
            if (!roles.contains(role) && !listeners.isEmpty()) {
                problem(
                        listeners.getFirst().line(),
                        "'listeners."
                                + role.word()
                                + "' is of no use: 'roles' does not name '"
                                + role.word()
                                + "'");
            }
            for (Values listener : listeners) {
                crossCheckListener(listener, canTls, taken);
                crossCheckIdle(role, listener);
                if (role == Role.ADMIN) {
                    crossCheckAdmin(listener);
                }
            }
        }
    }

    private void crossCheckListener(
            Values listener, boolean canTls, Map<InetSocketAddress, Integer> taken) {
        if (listener.find("tls", ListenerConfig.Tls.class).orElse(ListenerConfig.Tls.NONE)
                        != ListenerConfig.Tls.NONE
                && !canTls) {
            problem(
                    listener.lineOf("tls"),
                    "TLS needs a certificate: 'tls.certificates' or 'tls.self-signed: true',"
                            + " or 'tls: none' for this listener");
        }
        if (listener.lines().containsKey("client-ca")
                && listener.find("tls", ListenerConfig.Tls.class)
                        .equals(Optional.of(ListenerConfig.Tls.NONE))) {
            problem(
                    listener.lineOf("client-ca"),
                    "'client-ca' is of no use: 'tls' of this listener is none");
        }
        for (InetSocketAddress address : listener.list("address", InetSocketAddress.class)) {
            Integer before =
                    address.getPort() == 0
                            ? null
                            : taken.putIfAbsent(address, listener.lineOf("address"));
            if (before != null) {
                problem(
                        listener.lineOf("address"),
                        "address "
                                + address.getAddress().getHostAddress()
                                + " port "
                                + address.getPort()
                                + " is used already on line "
                                + before);
            }
        }
    }

    private void crossCheckIdle(Role role, Values listener) {
        if (role == Role.POP3
                && listener.get("idle", Duration.class).compareTo(POP3_IDLE_MIN) < 0) {
            problem(
                    listener.lineOf("idle"),
                    "POP3 clients may be idle for 10 minutes (RFC 1939 section 3): 'idle' is too short");
        }
        if (role == Role.IMAP
                && listener.get("idle", Duration.class).compareTo(IMAP_IDLE_MIN) < 0) {
            problem(
                    listener.lineOf("idle"),
                    "IMAP clients may be idle for 30 minutes (RFC 9051 section 5.4): 'idle' is too short");
        }
    }

    /**
     * Whoever reaches the API needs a token only; so few should reach it, and nobody read along.
     */
    private void crossCheckAdmin(Values listener) {
        ListenerConfig.Tls tls =
                listener.find("tls", ListenerConfig.Tls.class).orElse(ListenerConfig.Tls.IMPLICIT);
        if (tls == ListenerConfig.Tls.STARTTLS) {
            problem(listener.lineOf("tls"), "HTTP has no STARTTLS: 'implicit' or 'none'");
        }
        for (InetSocketAddress address : listener.list("address", InetSocketAddress.class)) {
            boolean isLoopback = address.getAddress().isLoopbackAddress();
            if (tls == ListenerConfig.Tls.NONE && !isLoopback) {
                problem(
                        listener.lineOf("tls"),
                        "tokens would go over the network in the clear: 'tls: none' is for loopback only");
            }
            if (!isLoopback
                    && !isPrivate(address.getAddress())
                    && listener.list("allow", String.class).isEmpty()) {
                problem(
                        listener.lineOf("address"),
                        "the provisioning API needs a private address, or 'allow' with the networks that may reach it");
            }
        }
    }

    /** RFC 1918 section 3 and RFC 4193 section 3.1. */
    private static boolean isPrivate(InetAddress address) {
        return address.isSiteLocalAddress()
                || address instanceof Inet6Address && (address.getAddress()[0] & 0xFE) == 0xFC;
    }

    private void problem(int line, String text) {
        problems.add(new Problem(line, text));
    }

    private static List<Values> listeners(Values root, Role role) {
        return root.section("listeners").list(role.word(), Values.class);
    }

    private static NodeConfig node(Values root) {
        Path data = root.get("data", Path.class);
        Set<Role> roles = new LinkedHashSet<>(root.list("roles", Role.class));
        Map<Role, List<ListenerConfig>> listeners = new EnumMap<>(Role.class);
        for (Role role : roles) {
            listeners.put(
                    role,
                    listeners(root, role).stream()
                            .map(
                                    role == Role.ADMIN
                                            ? ConfigLoader::adminListener
                                            : ConfigLoader::listener)
                            .toList());
        }
        Map<String, Path> volumes = new HashMap<>();
        root.get("volumes", Map.class)
                .forEach((name, folder) -> volumes.put((String) name, (Path) folder));
        return new NodeConfig(
                root.find("name", String.class).orElseGet(ConfigLoader::machineName),
                roles,
                data,
                root.find("temporary", Path.class).orElse(data.resolve("temporary")),
                root.find("secret", Path.class),
                root.find("postmaster", Address.class),
                DirectoryLoader.read(root.section("directory")),
                volumes,
                root.find("first-volume", Path.class),
                tls(root.section("tls")),
                listeners,
                smtp(root.section("smtp")),
                routing(root.section("routing")),
                pop3(root.section("pop3")),
                imap(root.section("imap")),
                admin(root.section("admin")),
                PublisherLoader.read(root),
                passwords(root.section("passwords")),
                LoginLoader.tokens(root.section("tokens")),
                LoginLoader.certificates(root.section("certificates")),
                storage(root.section("storage")),
                log(root.section("log")),
                root.get("drain", Duration.class));
    }

    private static AdminConfig admin(Values admin) {
        return new AdminConfig(
                admin.count("requests-per-second"),
                admin.list("webhook-networks", String.class),
                admin.find("webhook-ca", Path.class));
    }

    private static TlsConfig tls(Values tls) {
        return new TlsConfig(
                tls.list("certificates", Values.class).stream()
                        .map(pair ->
                                new TlsConfig.CertificateFiles(
                                        pair.get("certificate", Path.class),
                                        pair.get("key", Path.class)))
                        .toList(),
                tls.get("self-signed", Boolean.class));
    }

    private static ListenerConfig listener(Values listener) {
        return new ListenerConfig(
                listener.list("address", InetSocketAddress.class),
                listener.get("tls", ListenerConfig.Tls.class),
                listener.list("proxy-from", String.class),
                listener.list("allow", String.class),
                listener.list("deny", String.class),
                listener.count("backlog"),
                listener.count("connections"),
                listener.count("connections-per-address"),
                listener.count("connections-per-network"),
                listener.get("idle", Duration.class),
                listener.find("session", Duration.class),
                listener.get("tap", Boolean.class),
                Set.copyOf(listener.list("leniencies", Leniency.class)),
                listener.find("client-ca", Path.class));
    }

    private static ListenerConfig adminListener(Values listener) {
        return new ListenerConfig(
                listener.list("address", InetSocketAddress.class),
                listener.get("tls", ListenerConfig.Tls.class),
                List.of(),
                listener.list("allow", String.class),
                listener.list("deny", String.class),
                listener.count("backlog"),
                listener.count("connections"),
                listener.count("connections-per-address"),
                listener.count("connections"),
                listener.get("idle", Duration.class),
                Optional.empty(),
                false,
                Set.of(),
                Optional.empty());
    }

    private static SmtpConfig smtp(Values smtp) {
        return new SmtpConfig(
                smtp.get("message-size", ByteSize.class),
                smtp.count("recipients"),
                smtp.count("messages"),
                smtp.count("errors"),
                smtp.get("data-time", Duration.class));
    }

    private static RoutingConfig routing(Values routing) {
        return new RoutingConfig(
                routing.get("delimiters", String.class),
                routing.get("suspended", RoutingConfig.Suspended.class),
                routing.count("received-fields"));
    }

    private static Pop3Config pop3(Values pop3) {
        return new Pop3Config(
                pop3.get("login-delay", Duration.class),
                pop3.get("expire", OptionalInt.class),
                pop3.get("plaintext-without-tls", Pop3Config.Plaintext.class));
    }

    private static ImapConfig imap(Values imap) {
        return new ImapConfig(
                imap.get("message-size", ByteSize.class),
                imap.get("poll", Duration.class),
                imap.get("plaintext-without-tls", Pop3Config.Plaintext.class),
                Set.copyOf(imap.list("quota-administrators", String.class)));
    }

    private static PasswordConfig passwords(Values passwords) {
        return new PasswordConfig(
                passwords.get("upgrade", Boolean.class),
                passwords.get("remember", Duration.class),
                passwords.get("crypt", Boolean.class));
    }

    private static StorageConfig storage(Values storage) {
        return new StorageConfig(
                storage.get("deadline", Duration.class),
                storage.count("threads"),
                storage.count("queue"),
                storage.count("hash-levels"));
    }

    private static LogConfig log(Values log) {
        return new LogConfig(
                log.get("format", LogConfig.Format.class), log.get("level", LogConfig.Level.class));
    }

    /** The machine's own name, if it is one that can stand in a greeting. */
    private static String machineName() {
        try {
            return Optional.ofNullable(InetAddress.getLocalHost().getHostName())
                    .flatMap(DomainName::parse)
                    .map(DomainName::ascii)
                    .orElse("localhost");
        } catch (UnknownHostException _) {
            return "localhost";
        }
    }
}
