package mailstead.node.config;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.TreeSet;
import mailstead.directory.ldap.LdapSettings;
import mailstead.mail.ByteSize;
import mailstead.spi.Volume;

/** Writes a configuration as a file that would give it: every key, defaults included. */
public final class Rendering {

    private final StringBuilder text = new StringBuilder();

    private Rendering() {}

    public static String of(NodeConfig config) {
        Rendering rendering = new Rendering();
        rendering.node(config);
        return rendering.text.toString();
    }

    private void node(NodeConfig config) {
        line(0, "name", config.name());
        line(
                0,
                "roles",
                java.util.Arrays.stream(Role.values()).filter(config.roles()::contains).toList());
        line(0, "data", config.data());
        line(0, "temporary", config.temporary());
        config.secret().ifPresent(file -> line(0, "secret", file));
        config.postmaster().ifPresent(address -> line(0, "postmaster", address));
        line(0, "drain", config.drain());
        begin("directory");
        switch (config.directory()) {
            case DirectoryConfig.Sqlite(Path file) -> {
                line(1, "kind", "sqlite");
                line(1, "file", file);
            }
            case DirectoryConfig.Postgresql postgresql -> postgresql(postgresql);
            case DirectoryConfig.Ldap ldap -> ldap(ldap);
            case DirectoryConfig.Distributed(var copy) -> {
                line(1, "kind", "distributed");
                copy("copy", copy);
            }
        }
        if (!config.volumes().isEmpty()) {
            begin("volumes");
            new TreeMap<>(config.volumes()).forEach((name, folder) -> line(1, name, folder));
        }
        config.firstVolume().ifPresent(folder -> line(0, "first-volume", folder));
        begin("tls");
        if (!config.tls().certificates().isEmpty()) {
            text.append("  certificates:\n");
            config.tls()
                    .certificates()
                    .forEach(pair -> {
                        text.append("    - certificate: ")
                                .append(word(pair.certificate()))
                                .append('\n');
                        line(3, "key", pair.key());
                    });
        }
        line(1, "self-signed", config.tls().selfSigned());
        begin("listeners");
        for (Role role : Role.values()) {
            if (config.roles().contains(role)) {
                text.append("  ").append(role.word()).append(":\n");
                config.listeners()
                        .getOrDefault(role, java.util.List.of())
                        .forEach(listener -> listener(role, listener));
            }
        }
        begin("smtp");
        line(1, "message-size", config.smtp().messageSize());
        line(1, "recipients", config.smtp().recipientsMax());
        line(1, "messages", config.smtp().transactionsMax());
        line(1, "errors", config.smtp().errorsMax());
        line(1, "data-time", config.smtp().dataTotal());
        begin("routing");
        line(
                1,
                "delimiters",
                config.routing().delimiters().isEmpty() ? "none" : config.routing().delimiters());
        line(1, "suspended", config.routing().suspended());
        line(1, "received-fields", config.routing().receivedFieldsMax());
        begin("pop3");
        line(1, "login-delay", config.pop3().loginDelay());
        line(1, "expire", config.pop3().expireDays());
        line(1, "plaintext-without-tls", config.pop3().plaintextWithoutTls());
        begin("imap");
        line(1, "message-size", config.imap().messageSize());
        line(1, "poll", config.imap().poll());
        line(1, "plaintext-without-tls", config.imap().plaintextWithoutTls());
        line(1, "quota-administrators", new TreeSet<>(config.imap().quotaAdministrators()));
        begin("admin");
        line(1, "requests-per-second", config.admin().requestsPerSecond());
        line(1, "webhook-networks", config.admin().webhookNetworks());
        config.admin().webhookCa().ifPresent(file -> line(1, "webhook-ca", file));
        config.publisher().ifPresent(this::publisher);
        begin("passwords");
        line(1, "upgrade", config.passwords().upgrade());
        line(1, "remember", config.passwords().remember());
        line(1, "crypt", config.passwords().crypt());
        begin("storage");
        line(1, "deadline", config.storage().deadline());
        line(1, "threads", config.storage().threads());
        line(1, "queue", config.storage().queue());
        line(1, "hash-levels", config.storage().hashLevels());
        begin("log");
        line(1, "format", config.log().format());
        line(1, "level", config.log().level());
    }

    private void publisher(PublisherConfig publisher) {
        begin("publisher");
        line(1, "folder", publisher.folder());
        line(1, "key", publisher.key());
        line(1, "interval", publisher.interval());
        line(1, "generation", publisher.generation());
        publisher
                .service()
                .ifPresent(service -> {
                    line(1, "address", service.address());
                    line(1, "token-file", service.tokenFile());
                });
    }

    private void postgresql(DirectoryConfig.Postgresql directory) {
        line(1, "kind", "postgresql");
        line(1, "servers", directory.servers());
        line(1, "database", directory.database());
        line(1, "user", directory.user());
        directory.passwordFile().ifPresent(file -> line(1, "password-file", file));
        line(1, "tls", directory.tls().verification());
        directory.tls().ca().ifPresent(file -> line(1, "ca", file));
        directory.tls().certificate().ifPresent(file -> line(1, "certificate", file));
        directory.tls().key().ifPresent(file -> line(1, "key", file));
        line(1, "deadline", directory.deadline());
        line(1, "connections", directory.connections());
        line(1, "cached", directory.cached());
        line(1, "stale", directory.stale());
        directory.lifeboat().ifPresent(copy -> copy("lifeboat", copy));
    }

    private void ldap(DirectoryConfig.Ldap directory) {
        line(1, "kind", "ldap");
        line(1, "ldap");
        line(2, "servers", directory.servers());
        line(
                2,
                "start-tls",
                directory.servers().stream()
                        .noneMatch(server -> server.security() == LdapSettings.Security.NONE));
        directory.ca().ifPresent(file -> line(2, "ca", file));
        directory.bindDn().ifPresent(dn -> line(2, "bind-dn", dn));
        directory.passwordFile().ifPresent(file -> line(2, "password-file", file));
        line(2, "base", directory.base());
        line(2, "domain-base", directory.domainBase());
        line(2, "domains", new TreeSet<>(directory.domains()));
        line(2, "volumes");
        for (Volume volume : directory.volumes()) {
            line(3, volume.name());
            line(4, "folder", volume.folder());
            line(4, "marker", volume.markerId());
            line(4, "weight", volume.weight());
        }
        line(2, "password-check", directory.passwordCheck());
        directory.decoy().ifPresent(dn -> line(2, "decoy", dn));
        line(2, "deadline", directory.deadline());
        line(2, "connections", directory.connections());
        line(2, "fresh", directory.fresh());
        line(2, "cached", directory.cached());
        line(2, "map");
        directory
                .mapping()
                .all()
                .forEach((term, said) ->
                        line(3, term.word(), term.kind().isList() ? said : said.getFirst()));
        directory.lifeboat().ifPresent(copy -> copy("lifeboat", copy));
    }

    private void line(int depth, String section) {
        text.append("  ".repeat(depth)).append(section).append(":\n");
    }

    private void copy(String key, DirectoryConfig.Copy copy) {
        text.append("  ").append(key).append(":\n");
        switch (copy.source()) {
            case DirectoryConfig.CopySource.Https https -> {
                line(2, "url", https.url().toString());
                https.tokenFile().ifPresent(file -> line(2, "token-file", file));
                https.ca().ifPresent(file -> line(2, "ca", file));
                https.pin().ifPresent(pin -> line(2, "pin", pin));
            }
            case DirectoryConfig.CopySource.Folder(Path folder) -> line(2, "folder", folder);
        }
        line(2, "keys", copy.keys());
        copy.local().ifPresent(folder -> line(2, "local", folder));
        line(2, "interval", copy.interval());
        line(2, "old", copy.old());
        line(2, "size", copy.size());
    }

    private void listener(Role role, ListenerConfig listener) {
        boolean isHttp = role == Role.ADMIN;
        text.append("    - address: ").append(word(listener.addresses())).append('\n');
        line(3, "tls", listener.tls());
        if (!isHttp) {
            line(3, "proxy-from", listener.proxyFrom());
        }
        line(3, "allow", listener.allow());
        line(3, "deny", listener.deny());
        line(3, "backlog", listener.backlog());
        line(3, "connections", listener.connectionsMax());
        line(3, "connections-per-address", listener.perAddressMax());
        if (!isHttp) {
            line(3, "connections-per-network", listener.perNetworkMax());
        }
        line(3, "idle", listener.idle());
        listener.session().ifPresent(longest -> line(3, "session", longest));
        if (!isHttp) {
            line(3, "tap", listener.tap());
        }
        if (role.isSmtp()) {
            line(3, "leniencies", new TreeSet<>(listener.leniencies()));
        }
    }

    private void begin(String key) {
        text.append(key).append(":\n");
    }

    private void line(int depth, String key, Object value) {
        text.append("  ".repeat(depth)).append(key).append(": ").append(word(value)).append('\n');
    }

    private static String word(Object value) {
        return switch (value) {
            case Duration duration -> Kinds.written(duration);
            case ByteSize size -> size.toString();
            case Enum<?> constant -> Kinds.word(constant);
            case OptionalInt days -> days.isPresent() ? Integer.toString(days.getAsInt()) : "never";
            case InetSocketAddress socket -> quoted(socket(socket));
            case Collection<?> list -> list.stream().map(Rendering::word).toList().toString();
            case Path path -> quoted(path.toString());
            case String plain -> quoted(plain);
            default ->
                    value instanceof Number || value instanceof Boolean
                            ? value.toString()
                            : quoted(value.toString());
        };
    }

    /** {@code 192.0.2.1:25} or {@code [::1]:25}. */
    public static String socket(InetSocketAddress socket) {
        String host =
                socket.isUnresolved()
                        ? socket.getHostString()
                        : socket.getAddress().getHostAddress();
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + socket.getPort();
    }

    private static String quoted(String plain) {
        if (plain.matches("[A-Za-z/][A-Za-z0-9/._-]*")
                && !plain.matches("true|false|null|yes|no|on|off")) {
            return plain;
        }
        return '"' + plain.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
