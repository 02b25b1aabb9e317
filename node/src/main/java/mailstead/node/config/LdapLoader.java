package mailstead.node.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import mailstead.directory.ldap.LdapSettings;
import mailstead.directory.ldap.LdapSettings.Security;
import mailstead.directory.ldap.Mapping;
import mailstead.directory.ldap.Preset;
import mailstead.directory.ldap.Term;
import mailstead.mail.DomainName;
import mailstead.node.config.BrokenConfiguration.Problem;
import mailstead.node.config.Shape.Key;
import mailstead.node.config.Shape.ListOf;
import mailstead.node.config.Shape.Named;
import mailstead.node.config.Shape.Section;
import mailstead.spi.Volume;

/** The section {@code directory.ldap}: its keys, what they say together, and what they give. */
final class LdapLoader {

    private static final String PATH = "directory.ldap.";
    private static final int LDAP = 389;
    private static final int LDAPS = 636;

    private LdapLoader() {}

    static Section section(Path base) {
        return new Section(
                Key.optional(
                        "servers",
                        new ListOf(Kinds.LDAP_URL),
                        "Required: `ldap://` or `ldaps://` with host and, if it is not the usual one, port. They are asked in this order until one answers."),
                Key.of(
                        "start-tls",
                        Kinds.FLAG,
                        "true",
                        "Whether `ldap://` means TLS by StartTLS, or nothing at all: then passwords go over the network as they are."),
                Key.optional(
                        "ca",
                        Kinds.path(base),
                        "PEM file with the certificates that the servers' must lead to; required with TLS. The name must be the one in `servers`, always."),
                Key.optional(
                        "bind-dn", Kinds.TEXT, "As whom users are looked up. Left out: anonymous."),
                Key.optional(
                        "password-file",
                        Kinds.path(base),
                        "A file with its password, read for each new connection."),
                Key.optional(
                        "base",
                        Kinds.TEXT,
                        "Required: the DN below which accounts and aliases are."),
                Key.optional(
                        "domain-base",
                        Kinds.TEXT,
                        "The DN below which domains are. Left out: `base`."),
                Key.optional(
                        "domains",
                        new ListOf(Kinds.DOMAIN),
                        "Our domains. Left out: `map.domain-filter` finds them."),
                Key.optional(
                        "volumes",
                        new Named(
                                "volume",
                                new Section(
                                        Key.needed(
                                                "folder",
                                                Kinds.ABSOLUTE_PATH,
                                                "Its folder, as in the entries' paths."),
                                        Key.needed(
                                                "marker",
                                                Kinds.TEXT,
                                                "The id in its marker file `.mailstead-volume`."),
                                        Key.of(
                                                "weight",
                                                Kinds.count(0, 1000),
                                                "100",
                                                "Of no use yet: homes are chosen in LDAP."))),
                        "Required: the volumes that homes are on."),
                Key.of(
                        "password-check",
                        Kinds.choice(LdapSettings.PasswordCheck.class),
                        "bind",
                        "`bind`: the server checks a password when we bind with it; `compare`: the server compares it; `hash`: the server shows hashes to `bind-dn`, and we check them."),
                Key.optional(
                        "decoy",
                        Kinds.TEXT,
                        "`bind` and `compare`: the DN of an entry that nobody uses, with a password of the usual scheme; names that nobody has are checked against it, so that they take as long as others. Left out: a DN that does not exist."),
                Key.of(
                        "deadline",
                        Kinds.duration(Duration.ofSeconds(1), Duration.ofSeconds(60)),
                        "4s",
                        "After three quarters of it no further server is asked; a server that is silent costs a quarter."),
                Key.of(
                        "connections",
                        Kinds.count(1, 64),
                        "8",
                        "Connections for look-ups to each server, and as many to check passwords."),
                Key.of(
                        "fresh",
                        Kinds.duration(Duration.ZERO, Duration.ofMinutes(1)),
                        "2s",
                        "How long an answer may be used again: the time after which a change in LDAP is effective."),
                Key.of("cached", Kinds.count(0, 1_000_000), "10000", "Answers kept at one time."),
                Key.optional(
                        "preset",
                        Kinds.LDAP_PRESET,
                        "What `map` says where it says nothing: see `docs/operate/ldap.md`."),
                Key.optional(
                        "map",
                        new Section(Stream.of(Term.values()).map(LdapLoader::key).toList()),
                        "What the schema calls things. `none` takes away what the preset says."));
    }

    private static Key key(Term term) {
        return Key.optional(
                term.word(),
                term.kind().isList() ? new ListOf(Kinds.TEXT) : Kinds.TEXT,
                term.explanation());
    }

    static void check(Values ldap, List<Problem> problems) {
        for (String key : List.of("servers", "base", "volumes")) {
            if (!ldap.lines().containsKey(key)) {
                problems.add(new Problem(ldap.line(), "key '" + PATH + key + "' is missing"));
            }
        }
        for (String key : List.of("servers", "volumes")) {
            boolean isEmpty =
                    ldap.lines().containsKey(key)
                            && (key.equals("servers")
                                    ? ldap.list(key, URI.class).isEmpty()
                                    : volumes(ldap).isEmpty());
            if (isEmpty) {
                problems.add(
                        new Problem(
                                ldap.lineOf(key), "'" + PATH + key + "' must name at least one"));
            }
        }
        boolean isTlsUsed =
                servers(ldap).stream().anyMatch(server -> server.security() != Security.NONE);
        if (isTlsUsed && !ldap.lines().containsKey("ca")) {
            problems.add(
                    new Problem(
                            ldap.line(),
                            "key '" + PATH + "ca' is missing; without TLS: 'start-tls: false'"));
        }
        if (ldap.lines().containsKey("bind-dn") != ldap.lines().containsKey("password-file")) {
            problems.add(
                    new Problem(
                            ldap.line(),
                            "'"
                                    + PATH
                                    + "bind-dn' and '"
                                    + PATH
                                    + "password-file' need each other"));
        }
        try {
            Mapping mapping = mapping(ldap);
            if (!mapping.findsDomains() && ldap.list("domains", DomainName.class).isEmpty()) {
                problems.add(
                        new Problem(
                                ldap.line(),
                                "there must be '"
                                        + PATH
                                        + "domains', or 'map.domain-filter' and 'map.domain'"));
            }
        } catch (IllegalArgumentException wrong) {
            problems.add(
                    new Problem(ldap.lineOf("map"), "'" + PATH + "map': " + wrong.getMessage()));
        }
    }

    static DirectoryConfig read(Values ldap, Optional<DirectoryConfig.Copy> lifeboat) {
        String base = ldap.get("base", String.class);
        return new DirectoryConfig.Ldap(
                servers(ldap),
                ldap.find("ca", Path.class),
                ldap.find("bind-dn", String.class),
                ldap.find("password-file", Path.class),
                base,
                ldap.find("domain-base", String.class).orElse(base),
                mapping(ldap),
                Set.copyOf(ldap.list("domains", DomainName.class)),
                volumes(ldap),
                ldap.get("password-check", LdapSettings.PasswordCheck.class),
                ldap.find("decoy", String.class),
                ldap.get("deadline", Duration.class),
                ldap.count("connections"),
                ldap.get("fresh", Duration.class),
                ldap.count("cached"),
                lifeboat);
    }

    private static List<LdapSettings.Server> servers(Values ldap) {
        boolean startTls = ldap.get("start-tls", Boolean.class);
        return ldap.list("servers", URI.class).stream()
                .map(url -> {
                    boolean isLdaps = url.getScheme().equals("ldaps");
                    int usual = isLdaps ? LDAPS : LDAP;
                    String host = url.getHost();
                    return new LdapSettings.Server(
                            host.startsWith("[") ? host.substring(1, host.length() - 1) : host,
                            url.getPort() < 0 ? usual : url.getPort(),
                            isLdaps
                                    ? Security.LDAPS
                                    : startTls ? Security.STARTTLS : Security.NONE);
                })
                .toList();
    }

    private static List<Volume> volumes(Values ldap) {
        List<Volume> volumes = new ArrayList<>();
        ldap.find("volumes", Map.class)
                .ifPresent(named ->
                        ((Map<?, ?>) named)
                                .forEach((name, each) -> {
                                    Values volume = (Values) each;
                                    // What is missing is told already.
                                    if (volume.find("folder", String.class).isPresent()
                                            && volume.find("marker", String.class).isPresent()) {
                                        volumes.add(
                                                new Volume(
                                                        (String) name,
                                                        volume.get("folder", String.class),
                                                        volume.get("marker", String.class),
                                                        volume.count("weight")));
                                    }
                                }));
        return volumes;
    }

    private static Mapping mapping(Values ldap) {
        Map<Term, List<String>> said = new EnumMap<>(Term.class);
        Optional<Values> map = ldap.find("map", Values.class);
        for (Term term : Term.values()) {
            if (map.isPresent() && map.get().lines().containsKey(term.word())) {
                said.put(
                        term,
                        term.kind().isList()
                                ? map.get().list(term.word(), String.class)
                                : map.get().find(term.word(), String.class).stream().toList());
            }
        }
        return new Mapping(ldap.find("preset", Preset.class), said);
    }
}
