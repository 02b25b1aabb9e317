package mailstead.node.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import mailstead.node.config.Shape.Key;
import mailstead.node.config.Shape.ListOf;
import mailstead.node.config.Shape.Named;
import mailstead.node.config.Shape.Section;
import mailstead.smtp.codec.Leniency;

/**
 * The table of all keys: shape, default and explanation. Everything about the file's form comes
 * from here.
 */
final class Schema {

    private static final Duration HOUR = Duration.ofHours(1);

    private Schema() {}

    /**
     * @param base where relative paths begin
     */
    static Section root(Path base) {
        return new Section(
                Key.optional(
                        "name",
                        Kinds.HOST,
                        "The node's name in greetings and trace fields, a host name. Left out: the machine's."),
                Key.of(
                        "roles",
                        new ListOf(Kinds.choice(Role.class)),
                        "[mx, lmtp, pop3, imap]",
                        "What the node does. Each role needs a listener."),
                Key.needed(
                        "data",
                        Kinds.path(base),
                        "A folder of the node's own on a local disk; it is made when it is missing."),
                Key.optional(
                        "temporary",
                        Kinds.path(base),
                        "Where messages are buffered while they arrive. Left out: `temporary` in `data`."),
                Key.optional(
                        "secret",
                        Kinds.path(base),
                        "A file of 16 octets or more, the same on all nodes of a cluster: clients cannot tell made-up accounts"
                                + " from real ones by comparing nodes. Left out: `secret` in `data`, made when missing."),
                Key.optional(
                        "postmaster",
                        Kinds.MAIL_ADDRESS,
                        "Who gets mail for `postmaster` without a domain, and for the postmaster of a domain that has none."
                                + " Left out: `postmaster` at this node's name; with `first-volume`, the first domain's."),
                Key.of(
                        "drain",
                        Kinds.duration(Duration.ZERO, HOUR),
                        "30s",
                        "How long a stopping node lets its sessions finish."),
                Key.needed(
                        "directory",
                        directory(base),
                        "Where customers, domains and accounts are kept."),
                Key.optional(
                        "volumes",
                        new Named("volume", Kinds.path(base)),
                        "Where volumes are mounted on this node, when not where the directory says."),
                Key.optional(
                        "first-volume",
                        Kinds.path(base),
                        "For a node that stands alone: if the directory knows no volume at all, make one in this folder."),
                Key.optional("tls", tls(base), "Certificates."),
                Key.optional(
                        "listeners",
                        listeners(base),
                        "Where the node listens, by role; one item or a list."),
                Key.optional("smtp", smtp(), "Bounds of SMTP and LMTP sessions."),
                Key.optional("routing", routing(), "How recipients lead to mailboxes."),
                Key.optional("pop3", pop3(), "What POP3 says and allows."),
                Key.optional("imap", imap(), "What IMAP says and allows."),
                Key.optional("admin", admin(base), "What the provisioning API allows."),
                Key.optional(
                        "publisher",
                        publisher(base),
                        "Publish copies of the directory; see `copies.md`. Left out: this node does not."),
                Key.optional("passwords", passwords(), "How passwords are checked."),
                Key.optional(
                        "tokens",
                        tokens(base),
                        "An OpenID provider whose access tokens users log in with (OAUTHBEARER, XOAUTH2). Left out: none."),
                Key.optional(
                        "certificates",
                        certificates(),
                        "Whose a client certificate is (EXTERNAL), where a listener asks for one."),
                Key.optional("storage", storage(), "How volumes are used."),
                Key.optional("log", log(), "What is written to standard error."));
    }

    private static Section directory(Path base) {
        return new Section(
                Key.of(
                        "kind",
                        Kinds.choice(DirectoryKind.class),
                        "sqlite",
                        "Which kind of directory."),
                Key.optional(
                        "file",
                        Kinds.path(base),
                        "`sqlite`, required: the database file. A node with `first-volume` makes it when it is missing; others wait for it."),
                Key.optional(
                        "servers",
                        new ListOf(Kinds.SERVER),
                        "`postgresql`, required: all servers of the cluster, at most 16, in any order; which of them is the primary is found out. The port is 5432 if left out."),
                Key.of(
                        "database",
                        Kinds.DATABASE_NAME,
                        "mailstead",
                        "`postgresql`: the database's name."),
                Key.of(
                        "user",
                        Kinds.DATABASE_NAME,
                        "mailstead",
                        "`postgresql`: the role that logs in."),
                Key.optional(
                        "password-file",
                        Kinds.path(base),
                        "`postgresql`: a file with the role's password, read for each new connection. Left out: the servers want none."),
                Key.of(
                        "tls",
                        Kinds.choice(DirectoryConfig.Verification.class),
                        "verify-full",
                        "`postgresql`: what a server must prove, as `sslmode` of PostgreSQL's own clients."),
                Key.optional(
                        "ca",
                        Kinds.path(base),
                        "`postgresql`: PEM file with the certificates that the servers' must lead to; required to verify them."),
                Key.optional(
                        "certificate",
                        Kinds.path(base),
                        "`postgresql`: PEM file with our own certificate, if the servers want one."),
                Key.optional(
                        "key",
                        Kinds.path(base),
                        "`postgresql`: its private key, PKCS#8 in DER, not encrypted."),
                Key.of(
                        "deadline",
                        Kinds.duration(Duration.ofSeconds(1), Duration.ofSeconds(60)),
                        "4s",
                        "`postgresql`: longest silence of a server within a change; look-ups wait a quarter of it for a connection and as long for each answer."),
                Key.of(
                        "connections",
                        Kinds.count(1, 64),
                        "8",
                        "`postgresql`: connections for look-ups to the primary, and as many to replicas. Changes have 4 more, and 1 watches."),
                Key.of(
                        "cached",
                        Kinds.count(0, 10_000_000),
                        "100000",
                        "`postgresql`: accounts and addresses kept in memory until something changes."),
                Key.of(
                        "stale",
                        Kinds.duration(Duration.ZERO, Duration.ofDays(30)),
                        "1d",
                        "`postgresql`: how long, while the primary is away, replicas and what was kept may answer. `0s`: not at all."),
                Key.optional(
                        "copy",
                        copy(base),
                        "`distributed`, required: where the copy comes from that users are looked up in."),
                Key.optional(
                        "ldap",
                        LdapLoader.section(base),
                        "`ldap`, required: where users are in LDAP; nothing is changed there."),
                Key.optional(
                        "lifeboat",
                        copy(base),
                        "`postgresql`, `ldap`: a copy that is used when no server, and nothing that was kept, can answer."));
    }

    /** One of the two sources is needed. */
    private static Section copy(Path base) {
        return new Section(
                Key.optional(
                        "url",
                        Kinds.HTTPS,
                        "The publisher's address, such as `https://publisher.example.net:8443/directory`; this or `folder` is required."),
                Key.optional(
                        "folder",
                        Kinds.path(base),
                        "A folder that anything fills with what a publisher writes: a shared volume, rsync."),
                Key.optional(
                        "keys",
                        Kinds.path(base),
                        "Required: PEM file with the public keys of the publishers whom we believe, at most 16."),
                Key.optional(
                        "token-file",
                        Kinds.path(base),
                        "With `url`: a file with the secret that the publisher wants to see, read for each request."),
                Key.optional(
                        "ca",
                        Kinds.path(base),
                        "With `url`: PEM file with the certificates that the publisher's must lead to. Left out: those of the system."),
                Key.optional(
                        "pin",
                        Kinds.PIN,
                        "With `url`: SHA-256 of the publisher's public key in base64, as curl's `--pinnedpubkey`; then nothing else about its certificate counts."),
                Key.optional(
                        "local",
                        Kinds.path(base),
                        "A folder of the node's own on a local disk, with room for two generations. Left out: `directory-copy` in `data`."),
                Key.of(
                        "interval",
                        Kinds.duration(Duration.ofSeconds(1), HOUR),
                        "5s",
                        "How often it is looked whether there is something new."),
                Key.of(
                        "old",
                        Kinds.duration(Duration.ofSeconds(2), Duration.ofDays(30)),
                        "10m",
                        "The age of the copy at which the operator is told; longer than `interval`."),
                Key.of("size", Kinds.SIZE, "64GiB", "The largest generation that is taken."));
    }

    private static Section tls(Path base) {
        return new Section(
                Key.optional(
                        "certificates",
                        new ListOf(
                                new Section(
                                        Key.needed(
                                                "certificate",
                                                Kinds.path(base),
                                                "PEM file: the server's certificate, then its chain."),
                                        Key.needed(
                                                "key",
                                                Kinds.path(base),
                                                "PEM file: the private key, PKCS#8, not encrypted."))),
                        "The first serves clients that name no server, or an unknown one; the others by SNI."),
                Key.of(
                        "self-signed",
                        Kinds.FLAG,
                        "false",
                        "Make a self-signed certificate in `data` when none is listed. For trying out."));
    }

    private static Section listeners(Path base) {
        return new Section(
                Key.optional("mx", new ListOf(smtpListener()), "SMTP from the world."),
                Key.optional(
                        "lmtp",
                        new ListOf(smtpListener()),
                        "LMTP from trusted neighbours: anyone who can connect may deliver."),
                Key.optional("pop3", new ListOf(loginListener("10m", base)), "POP3."),
                Key.optional("imap", new ListOf(loginListener("30m", base)), "IMAP."),
                Key.optional(
                        "admin",
                        new ListOf(adminListener()),
                        "The provisioning API. On a private address, or with `allow`; without TLS on loopback only."));
    }

    /** HTTP has no upgrade, and neither balancers nor browsers stand before it. */
    private static Section adminListener() {
        Set<String> kept =
                Set.of("allow", "deny", "backlog", "connections", "connections-per-address");
        List<Key> keys = new ArrayList<>();
        keys.add(
                Key.needed(
                        "address",
                        new ListOf(Kinds.SOCKET),
                        "Where to listen: `10.0.0.1:8443`, `[::1]:8080`."));
        keys.add(
                Key.of(
                        "tls",
                        Kinds.choice(ListenerConfig.Tls.class),
                        "implicit",
                        "`implicit`: TLS from the first octet; `none`. HTTP has no `starttls`."));
        listener("30s").keys().stream().filter(key -> kept.contains(key.name())).forEach(keys::add);
        keys.add(
                Key.of(
                        "idle",
                        Kinds.duration(Duration.ofSeconds(1), HOUR),
                        "30s",
                        "Longest wait for a whole request head, for its body, and for its answer to be made and taken."));
        return new Section(keys);
    }

    private static Section smtpListener() {
        List<Key> keys = new ArrayList<>(listener("10m").keys());
        keys.add(
                Key.of(
                        "leniencies",
                        new ListOf(Kinds.choice(Leniency.class)),
                        Arrays.stream(Leniency.values())
                                .filter(Leniency::isOnByDefault)
                                .map(Kinds::word)
                                .collect(Collectors.joining(", ", "[", "]")),
                        "What clients may do although a rule forbids it; each use is counted in the log. `[]`: nothing."));
        return new Section(keys);
    }

    private static Section listener(String idle) {
        return new Section(
                Key.needed(
                        "address",
                        new ListOf(Kinds.SOCKET),
                        "Where to listen: `192.0.2.1:25`, `[::1]:25`, `*:25`."),
                Key.of(
                        "tls",
                        Kinds.choice(ListenerConfig.Tls.class),
                        "starttls",
                        "`starttls`: the client may upgrade; `implicit`: TLS from the first octet; `none`."),
                Key.optional(
                        "proxy-from",
                        new ListOf(Kinds.NETWORK),
                        "Networks of load balancers whose connections begin with a PROXY header (v1 or v2)."),
                Key.optional(
                        "allow",
                        new ListOf(Kinds.NETWORK),
                        "Networks that are served. Left out: all."),
                Key.optional(
                        "deny",
                        new ListOf(Kinds.NETWORK),
                        "Networks that are turned away, before `allow`."),
                Key.of(
                        "backlog",
                        Kinds.count(1, 65_535),
                        "1024",
                        "Connections the system may queue."),
                Key.of(
                        "connections",
                        Kinds.count(1, 1_000_000),
                        "10000",
                        "Connections at one time."),
                Key.of(
                        "connections-per-address",
                        Kinds.count(1, 1_000_000),
                        "100",
                        "Connections at one time from one address."),
                Key.of(
                        "connections-per-network",
                        Kinds.count(1, 1_000_000),
                        "1000",
                        "Connections at one time from one network (IPv4 /24, IPv6 /64)."),
                Key.of(
                        "idle",
                        Kinds.duration(Duration.ofSeconds(1), Duration.ofHours(24)),
                        idle,
                        "Longest wait for one command. RFC 5321 asks for 5 minutes at least, RFC 1939 for 10, RFC 9051 for 30."),
                Key.optional(
                        "session",
                        Kinds.duration(Duration.ofMinutes(1), Duration.ofDays(30)),
                        "Longest life of one connection, whatever it does. Left out: no limit."),
                Key.of(
                        "tap",
                        Kinds.FLAG,
                        "false",
                        "Write the conversation to the log, secrets hidden. For debugging."));
    }

    private static Section smtp() {
        return new Section(
                Key.of("message-size", Kinds.SIZE, "50MiB", "Largest message (SIZE, RFC 1870)."),
                Key.of(
                        "recipients",
                        Kinds.count(100, 100_000),
                        "1000",
                        "Recipients of one message."),
                Key.of(
                        "messages",
                        Kinds.count(1, 1_000_000),
                        "1000",
                        "Messages in one connection."),
                Key.of(
                        "errors",
                        Kinds.count(1, 10_000),
                        "20",
                        "Refused commands after which the connection is closed."),
                Key.of(
                        "data-time",
                        Kinds.duration(Duration.ofSeconds(10), Duration.ofHours(24)),
                        "1h",
                        "Longest time for one whole message, however slowly it trickles."));
    }

    private static Section routing() {
        return new Section(
                Key.of(
                        "delimiters",
                        Kinds.DELIMITERS,
                        "+",
                        "Characters at which a sub-address begins: mail for `tevie+list` goes to `tevie`."
                                + " An address that somebody has as it is comes first."),
                Key.of(
                        "suspended",
                        Kinds.choice(RoutingConfig.Suspended.class),
                        "accept",
                        "Mail for suspended accounts, domains and customers: `accept` keeps it until they are served"
                                + " again, `refuse` answers 450, so that senders give up after their days."),
                Key.of(
                        "received-fields",
                        Kinds.count(100, 10_000),
                        "100",
                        "A message with more Received fields is in a loop and refused."));
    }

    private static Section pop3() {
        return new Section(
                Key.of(
                        "login-delay",
                        Kinds.wholeSeconds(HOUR),
                        "0s",
                        "Least time between two log-ins of one account (LOGIN-DELAY, RFC 2449)."),
                Key.of(
                        "expire",
                        Kinds.DAYS_OR_NEVER,
                        "never",
                        "What EXPIRE (RFC 2449) announces: days that messages stay on the server. It removes nothing."),
                Key.of(
                        "plaintext-without-tls",
                        Kinds.choice(Pop3Config.Plaintext.class),
                        "loopback",
                        "From where passwords are taken without TLS: `never`, `loopback` (this machine) or `always`."));
    }

    private static Section imap() {
        return new Section(
                Key.of(
                        "message-size",
                        Kinds.SIZE,
                        "50MiB",
                        "Largest message that a client may append (APPENDLIMIT, RFC 7889)."),
                Key.of(
                        "poll",
                        Kinds.duration(Duration.ofSeconds(1), HOUR),
                        "5s",
                        "How often the folder of an idle session is looked at for what other nodes did; two file calls each."
                                + " What this node does or delivers itself is told at once."),
                Key.of(
                        "plaintext-without-tls",
                        Kinds.choice(Pop3Config.Plaintext.class),
                        "loopback",
                        "From where passwords are taken without TLS: `never`, `loopback` (this machine) or `always`."),
                Key.optional(
                        "quota-administrators",
                        new ListOf(Kinds.LOGIN),
                        "Log-in names of who may see and set the quota of every account with IMAP's SETQUOTA (RFC 9208)."
                                + " Left out: nobody; then `mailstead account set` does it."));
    }

    private static Section publisher(Path base) {
        return new Section(
                Key.optional(
                        "folder",
                        Kinds.path(base),
                        "Required: a folder for the copies, with room for four of them; it is made when it is missing."),
                Key.optional(
                        "key",
                        Kinds.path(base),
                        "Required: the file of the signing key, as `mailstead directory keys` makes it."),
                Key.of(
                        "interval",
                        Kinds.duration(Duration.ofSeconds(1), HOUR),
                        "5s",
                        "How often changes are looked for; replicas that ask make it do so at once."),
                Key.of(
                        "generation",
                        Kinds.duration(Duration.ofMinutes(1), Duration.ofDays(30)),
                        "1h",
                        "Age at which a whole copy is followed by another. Exim's and Postfix's files are as old as this at most."),
                Key.optional(
                        "address",
                        Kinds.SOCKET,
                        "Where copies are served over HTTPS with the certificates of `tls`, below `/directory`. Left out: the folder is all."),
                Key.optional(
                        "token-file",
                        Kinds.path(base),
                        "Required with `address`: a file with the secret that replicas must send, read for each request."));
    }

    private static Section admin(Path base) {
        return new Section(
                Key.of(
                        "requests-per-second",
                        Kinds.count(1, 100_000),
                        "50",
                        "How many requests each token may make at this node; twice as many at once."),
                Key.optional(
                        "webhook-networks",
                        new ListOf(Kinds.NETWORK),
                        "Networks that webhooks may lie in though they are not public (`10.0.5.0/24`, `127.0.0.1`), and there also without TLS. Left out: none."),
                Key.optional(
                        "webhook-ca",
                        Kinds.path(base),
                        "PEM file with the certificates that those of webhooks must lead to. Left out: the usual ones of Java."));
    }

    private static Section passwords() {
        return new Section(
                Key.of(
                        "upgrade",
                        Kinds.FLAG,
                        "true",
                        "At an account's log-in, replace a weak password hash by Argon2id and add SCRAM keys."
                                + " Switch it off where other programs read the same hashes."),
                Key.of(
                        "remember",
                        Kinds.duration(Duration.ZERO, HOUR),
                        "60s",
                        "How long a password that was right need not be hashed again, so that clients that poll cost little;"
                                + " a changed password counts at once all the same. `0s`: hash at each log-in."),
                Key.of(
                        "crypt",
                        Kinds.FLAG,
                        "false",
                        "Keep, beside the others, a hash that crypt(3) checks (`{SHA512-CRYPT}`, 50,000 rounds), for programs that"
                                + " know no Argon2id, such as FreeRADIUS and Courier. New passwords get one, others at their next log-in."));
    }

    private static Section tokens(Path base) {
        return new Section(
                Key.optional(
                        "issuer",
                        Kinds.WORD,
                        "Exactly what tokens have as `iss`. Required, but with `introspection`."),
                Key.optional(
                        "audience",
                        new ListOf(Kinds.WORD),
                        "What we are called in `aud`; one of them must be there. Required, but with `introspection`."),
                Key.optional(
                        "keys",
                        Kinds.WEB_ADDRESS,
                        "Where the provider's keys are (JWKS, `jwks_uri` of its configuration); tokens are signed with RS256, PS256, ES256 or EdDSA."),
                Key.optional(
                        "keys-file",
                        Kinds.path(base),
                        "Instead of `keys`: a file with them. Read again once an hour, and when a token names a key that it lacks."),
                Key.optional(
                        "introspection",
                        Kinds.WEB_ADDRESS,
                        "Instead of `keys`: where the provider is asked about each token (RFC 7662)."),
                Key.optional(
                        "client",
                        Kinds.WORD,
                        "`introspection`, required: what the provider calls us."),
                Key.optional(
                        "client-secret-file",
                        Kinds.path(base),
                        "`introspection`, required: a file with what we prove that with, read for each question."),
                Key.optional(
                        "scope",
                        new ListOf(Kinds.WORD),
                        "What tokens must be good for (`scope` or `scp`), all of it. Left out: nothing special."),
                Key.of(
                        "name",
                        Kinds.WORD,
                        "email",
                        "The claim that names whose a token is: a log-in name or an address of ours. `email` counts only if the provider does not say that it is unverified."),
                Key.of(
                        "clock-difference",
                        Kinds.duration(Duration.ZERO, Duration.ofMinutes(10)),
                        "60s",
                        "How far the provider's clock may be from ours."),
                Key.optional(
                        "configuration",
                        Kinds.WEB_ADDRESS,
                        "The provider's `.well-known/openid-configuration`; clients whose token is refused are told."),
                Key.optional(
                        "ca",
                        Kinds.path(base),
                        "PEM file with the certificates that the provider's must lead to. Left out: the usual ones of Java."),
                Key.of(
                        "deadline",
                        Kinds.duration(Duration.ofMillis(100), Duration.ofSeconds(30)),
                        "5s",
                        "Longest wait for the provider; then the client is told to try again later."));
    }

    private static Section certificates() {
        return new Section(
                Key.of(
                        "name",
                        new ListOf(Kinds.choice(CertificateLoginConfig.Name.class)),
                        "[email]",
                        "Which names in a certificate are looked for among log-in names and addresses, in this order: `email` (of the subject's alternative names), `common-name`. `[]`: none."),
                Key.optional(
                        "fingerprints",
                        new Named("fingerprint", Kinds.LOGIN),
                        "Log-in name by the certificate's SHA-256 fingerprint; wins over names."));
    }

    private static Section loginListener(String idle, Path base) {
        List<Key> keys = new ArrayList<>(listener(idle).keys());
        keys.add(
                Key.optional(
                        "client-ca",
                        Kinds.path(base),
                        "PEM file: clients are asked for a certificate that leads to one of these, or is one of them. They need none; one that is wrong ends the connection."));
        return new Section(keys);
    }

    private static Section storage() {
        return new Section(
                Key.of(
                        "deadline",
                        Kinds.duration(Duration.ofMillis(100), HOUR),
                        "20s",
                        "Longest wait for storage in one operation; then the client is told to try again later."),
                Key.of("threads", Kinds.count(1, 1024), "16", "Threads of each volume."),
                Key.of(
                        "queue",
                        Kinds.count(1, 100_000),
                        "256",
                        "Operations that may wait for a volume's threads; more are told to try again later."),
                Key.of(
                        "hash-levels",
                        Kinds.count(0, 4),
                        "2",
                        "Folders between a volume and a new account's home."));
    }

    private static Section log() {
        return new Section(
                Key.of(
                        "format",
                        Kinds.choice(LogConfig.Format.class),
                        "text",
                        "`text` (key=value) or `json`."),
                Key.of(
                        "level",
                        Kinds.choice(LogConfig.Level.class),
                        "info",
                        "The least important line written."));
    }

    /** The kinds of directories. */
    enum DirectoryKind {
        SQLITE,
        POSTGRESQL,
        DISTRIBUTED,
        LDAP
    }
}
