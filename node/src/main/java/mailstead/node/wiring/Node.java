package mailstead.node.wiring;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import mailstead.admin.server.AdminServer;
import mailstead.directory.replica.CopyDirectory;
import mailstead.directory.replica.CopyState;
import mailstead.directory.replica.Lifeboat;
import mailstead.fs.FileSystem;
import mailstead.fs.LinuxFileSystem;
import mailstead.fs.VolumeThreads;
import mailstead.imap.server.ImapServer;
import mailstead.imap.server.ImapSettings;
import mailstead.mail.Address;
import mailstead.mail.ByteSize;
import mailstead.mail.DomainName;
import mailstead.mail.EventSink;
import mailstead.maildir.MaildirStore;
import mailstead.maildir.Placement;
import mailstead.maildir.Volumes;
import mailstead.node.config.CertificateLoginConfig;
import mailstead.node.config.DirectoryConfig;
import mailstead.node.config.ListenerConfig;
import mailstead.node.config.ListenerConfig.Tls;
import mailstead.node.config.NodeConfig;
import mailstead.node.config.Pop3Config.Plaintext;
import mailstead.node.config.Rendering;
import mailstead.node.config.Role;
import mailstead.node.config.RoutingConfig;
import mailstead.node.config.SmtpConfig;
import mailstead.node.config.StorageConfig;
import mailstead.node.config.TokenConfig;
import mailstead.pop3.server.LoginDelay;
import mailstead.pop3.server.Pop3Server;
import mailstead.pop3.server.Pop3Settings;
import mailstead.service.account.Authentication;
import mailstead.service.account.CertificateAuthentication;
import mailstead.service.account.LoginLimits;
import mailstead.service.account.ManyWays;
import mailstead.service.account.PasswordAuthentication;
import mailstead.service.account.TokenAuthentication;
import mailstead.service.delivery.Delivery;
import mailstead.service.delivery.StoreDelivery;
import mailstead.service.mailbox.Mailboxes;
import mailstead.service.mailbox.Maildrops;
import mailstead.service.mailbox.QuotaOffice;
import mailstead.service.password.PasswordHashes;
import mailstead.service.provisioning.Provisioner;
import mailstead.service.provisioning.Tokens;
import mailstead.service.routing.DirectoryRecipients;
import mailstead.service.routing.Recipients;
import mailstead.service.routing.RoutingRules;
import mailstead.service.usage.UsageReport;
import mailstead.smtp.server.ContentMemory;
import mailstead.smtp.server.Dialect;
import mailstead.smtp.server.SmtpServer;
import mailstead.smtp.server.SmtpSettings;
import mailstead.spi.Directory;
import mailstead.spi.TokenProvider;
import mailstead.wire.Protocol;
import mailstead.wire.TlsContext;
import mailstead.wire.TrafficTap;
import mailstead.wire.sasl.Mechanisms;

/**
 * A running node, and the page on which it is put together. Shared; {@link #reload} and {@link
 * #close} by one thread at a time.
 *
 * <p>What lasts as long as the process: the directory, the volumes with their threads, the password
 * service with what it remembers of failed log-ins, the certificates' holder. What a reload
 * replaces: protocols and listeners' settings.
 */
public final class Node implements AutoCloseable {

    private static final InstantSource CLOCK = NodeClock.system();

    private final EventSink events;
    private final LateDirectory directory;

    /** Where users are looked up; the directory itself, or a copy of it. */
    private final Directory users;

    private final Volumes volumes;
    private final MaildirStore store;
    private final Optional<TokenProvider> tokenProvider;
    private final Authentication authentication;
    private final Certificates certificates;
    private final Doors doors;
    private final AdminDoors adminDoors;
    private final Optional<UsageKeeper> usage;
    private final Optional<Publishing> publishing;
    private final Optional<WebhookKeeper> webhooks;
    private NodeConfig config;

    /**
     * Opens the directory and the listeners. A directory or volume that is away does not stop the
     * start: what needs it is answered "try again later" until it is back.
     *
     * @throws IOException if a listener's address cannot be bound, a certificate cannot be read, or
     *     the node's own folder cannot be used
     */
    public static Node start(NodeConfig config, EventSink events) throws IOException {
        return start(config, events, TrafficTap.CLOSED);
    }

    /**
     * @param tap sees the conversations of listeners whose {@code tap} is on
     */
    public static Node start(NodeConfig config, EventSink events, TrafficTap tap)
            throws IOException {
        return new Node(config, events, tap);
    }

    private Node(NodeConfig config, EventSink events, TrafficTap tap) throws IOException {
        this.config = config;
        Files.createDirectories(config.data());
        Files.createDirectories(config.temporary());
        SecureRandom random = new SecureRandom();
        FileSystem files = PlantedBug.in(new LinuxFileSystem(), random);

        this.certificates = new Certificates(config);
        this.directory = LateDirectory.of(config, CLOCK, events);
        this.users = DirectoryCopies.lookUps(config, directory, CLOCK, random, events);
        this.usage = UsageKeeper.of(config, directory, CLOCK, events);
        this.events = usage.map(UsageKeeper::events).orElse(events);
        FirstVolume.make(config, directory, files, random, events);
        this.volumes =
                new Volumes(
                        new MountPoints(users, config.volumes()),
                        files,
                        limits(config.storage()),
                        System::nanoTime);
        this.store =
                new MaildirStore(volumes, config.name(), CLOCK, System::nanoTime, random, events);
        this.tokenProvider =
                config.tokens().isPresent()
                        ? Optional.of(OpenIdProvider.of(config.tokens().get(), CLOCK))
                        : Optional.empty();
        this.authentication = authentication(config, users, tokenProvider, random, events);
        SessionIds sessionIds = new SessionIds(random);
        this.doors = new Doors(events, sessionIds, certificates, tap);
        Optional<Publishing> started = Optional.empty();
        try {
            doors.open(doors(config, files));
            started = publishing(config);
            this.publishing = started;
            this.webhooks = WebhookKeeper.of(config, directory, CLOCK, random, events);
            this.adminDoors =
                    new AdminDoors(
                            config.listeners().getOrDefault(Role.ADMIN, List.of()),
                            certificates.context(),
                            admin(config, random, sessionIds));
        } catch (IOException | RuntimeException cannot) {
            started.ifPresent(Publishing::close);
            doors.close(Duration.ZERO);
            volumes.close();
            users.close();
            directory.close();
            throw cannot;
        }
        usage.ifPresent(UsageKeeper::start);
        webhooks.ifPresent(WebhookKeeper::start);
    }

    private Optional<Publishing> publishing(NodeConfig config) throws IOException {
        return config.publisher().isPresent()
                ? Optional.of(
                        new Publishing(
                                config,
                                config.publisher().get(),
                                certificates.context().map(TlsContext::present),
                                CLOCK,
                                events))
                : Optional.empty();
    }

    /** Where copies of the directory are served. */
    public Optional<InetSocketAddress> publisherAddress() {
        return publishing.flatMap(Publishing::address);
    }

    /** How its copy of the directory is; empty if it keeps none. */
    public Optional<CopyState> directoryCopy() {
        return switch (users) {
            case CopyDirectory copy -> Optional.of(copy.state());
            case Lifeboat lifeboat -> Optional.of(lifeboat.state());
            default -> Optional.empty();
        };
    }

    /** Where it listens now, in the order of the configuration. */
    public List<Listening> listening() throws IOException {
        List<Listening> all = new ArrayList<>(doors.listening());
        all.addAll(adminDoors.listening());
        return all;
    }

    /**
     * Takes a new configuration: later connections obey it, present ones keep what they began with.
     * Listeners at the same addresses keep their sockets.
     *
     * @throws IOException if it cannot be used; then everything goes on as before
     */
    public void reload(NodeConfig next) throws IOException {
        requireSame("data", config.data(), next.data());
        requireSame("temporary", config.temporary(), next.temporary());
        requireSame("secret", config.secret(), next.secret());
        requireSame("name", config.name(), next.name());
        requireSame("directory", config.directory(), next.directory());
        requireSame("volumes", config.volumes(), next.volumes());
        requireSame("first-volume", config.firstVolume(), next.firstVolume());
        requireSame("passwords", config.passwords(), next.passwords());
        requireSame("tokens", config.tokens(), next.tokens());
        requireSame("certificates", config.certificates(), next.certificates());
        requireSame("storage", config.storage(), next.storage());
        requireSame("admin", config.admin(), next.admin());
        requireSame("publisher", config.publisher(), next.publisher());
        requireSame(
                "listeners.admin",
                config.listeners().getOrDefault(Role.ADMIN, List.of()),
                next.listeners().getOrDefault(Role.ADMIN, List.of()));
        Certificates.Loaded loaded = certificates.load(next);
        doors.replace(doors(next, new LinuxFileSystem()), config.drain());
        certificates.use(loaded);
        certificates
                .context()
                .ifPresent(tls -> publishing.ifPresent(service -> service.use(tls.present())));
        config = next;
    }

    private static void requireSame(String key, Object now, Object then) throws IOException {
        if (!now.equals(then)) {
            throw new IOException("a change of '" + key + "' needs a restart");
        }
    }

    /**
     * Drains: no new connections; sessions end at their next command; whoever is left after the
     * bound is cut off.
     */
    @Override
    public void close() {
        publishing.ifPresent(Publishing::close);
        adminDoors.close(config.drain());
        webhooks.ifPresent(WebhookKeeper::close);
        doors.close(config.drain());
        usage.ifPresent(UsageKeeper::close);
        volumes.close();
        tokenProvider.ifPresent(TokenProvider::close);
        users.close();
        directory.close();
    }

    private List<Doors.Door> doors(NodeConfig config, FileSystem files) throws IOException {
        LoginDelay loginDelay = new LoginDelay(config.pop3().loginDelay(), CLOCK);
        Recipients recipients = recipients(config);
        Delivery delivery = new StoreDelivery(store, events, config.routing().receivedFieldsMax());
        SmtpServer.Services smtp =
                new SmtpServer.Services(
                        recipients,
                        delivery,
                        new TemporaryFiles(files, config.temporary(), CLOCK, events),
                        new ContentMemory(new ByteSize(Runtime.getRuntime().maxMemory() / 4)),
                        events,
                        CLOCK);
        Maildrops maildrops = new Maildrops(store);
        Mailboxes mailboxes =
                new Mailboxes(
                        store.folders(),
                        users,
                        new QuotaOffice(
                                config.imap().quotaAdministrators(),
                                (login, quota) -> directory.provisioning().setQuota(login, quota)));
        List<Doors.Door> all = new ArrayList<>();
        for (Role role : Role.values()) {
            if (role == Role.ADMIN) {
                continue;
            }
            for (ListenerConfig listener : config.listeners().getOrDefault(role, List.of())) {
                Protocol protocol =
                        switch (role) {
                            case MX ->
                                    new SmtpServer(
                                            smtpSettings(config, listener, Dialect.MX), smtp);
                            case LMTP ->
                                    new SmtpServer(
                                            smtpSettings(config, listener, Dialect.LMTP), smtp);
                            case POP3 -> pop3(config, listener, maildrops, loginDelay);
                            case IMAP -> imap(config, listener, mailboxes);
                            case ADMIN -> throw new IllegalStateException("speaks HTTP");
                        };
                all.add(new Doors.Door(role, listener, protocol));
            }
        }
        return all;
    }

    private AdminServer.Services admin(
            NodeConfig config, SecureRandom random, SessionIds sessionIds) {
        PasswordHashes hashes =
                new PasswordHashes(
                        PasswordHashes.Settings.defaults(
                                Runtime.getRuntime().availableProcessors()),
                        config.passwords().crypt(),
                        random);
        Placement placement =
                new Placement(volumes, Placement.FILL_MAX, config.storage().hashLevels(), random);
        return new AdminServer.Services(
                new Tokens(directory, config.admin().requestsPerSecond(), CLOCK),
                new Provisioner(
                        directory,
                        hashes,
                        placement::choose,
                        CLOCK,
                        random,
                        config.postmaster().isEmpty()),
                new UsageReport(new LateLedger(directory)),
                events,
                sessionIds);
    }

    private Protocol pop3(
            NodeConfig config,
            ListenerConfig listener,
            Maildrops maildrops,
            LoginDelay loginDelay) {
        Pop3Settings usual = Pop3Settings.DEFAULT;
        Pop3Settings strict =
                new Pop3Settings(
                        config.name() + " POP3 ready",
                        mechanisms(),
                        true,
                        listener.idle(),
                        usual.logInWithin(),
                        usual.badCommandsMax(),
                        usual.failedLoginsMax(),
                        config.pop3().expireDays(),
                        usual.allowBareLineFeed());
        Protocol withTls = new Pop3Server(strict, authentication, maildrops, loginDelay, events);
        Protocol inTheClear =
                new Pop3Server(
                        strict.withPasswordNeedsTls(false),
                        authentication,
                        maildrops,
                        loginDelay,
                        events);
        return byOrigin(config.pop3().plaintextWithoutTls(), withTls, inTheClear);
    }

    private Recipients recipients(NodeConfig config) {
        Recipients recipients = new DirectoryRecipients(users, store, routingRules(config), events);
        boolean isOnItsOwn = config.firstVolume().isPresent() && config.postmaster().isEmpty();
        return isOnItsOwn ? new FirstPostmaster(recipients, directory) : recipients;
    }

    private static RoutingRules routingRules(NodeConfig config) {
        RoutingRules usual = RoutingRules.defaults(postmaster(config));
        return new RoutingRules(
                usual.systemPostmaster(),
                config.routing().delimiters(),
                config.routing().suspended() == RoutingConfig.Suspended.ACCEPT,
                usual.depthMax(),
                usual.addressesMax());
    }

    private Protocol imap(NodeConfig config, ListenerConfig listener, Mailboxes mailboxes) {
        ImapSettings usual = ImapSettings.DEFAULT;
        ImapSettings strict =
                new ImapSettings(
                        config.name() + " IMAP ready",
                        mechanisms(),
                        true,
                        listener.idle(),
                        usual.stallMax(),
                        usual.logInWithin(),
                        config.imap().poll(),
                        usual.keepAliveEvery(),
                        usual.badCommandsMax(),
                        usual.failedLoginsMax(),
                        OptionalLong.of(config.imap().messageSize().octets()),
                        usual.allowCompression(),
                        usual.leniencies(),
                        usual.allowBareLineFeed());
        return byOrigin(
                config.imap().plaintextWithoutTls(),
                new ImapServer(strict, authentication, mailboxes, CLOCK, events),
                new ImapServer(
                        strict.withPasswordNeedsTls(false),
                        authentication,
                        mailboxes,
                        CLOCK,
                        events));
    }

    /** From where passwords are taken without TLS. */
    private static Protocol byOrigin(Plaintext plaintext, Protocol withTls, Protocol inTheClear) {
        return switch (plaintext) {
            case NEVER -> withTls;
            case ALWAYS -> inTheClear;
            case LOOPBACK -> new ByOrigin(inTheClear, withTls);
        };
    }

    private static SmtpSettings smtpSettings(
            NodeConfig config, ListenerConfig listener, Dialect dialect) {
        SmtpConfig smtp = config.smtp();
        SmtpSettings.Limits usual = SmtpSettings.Limits.USUAL;
        return SmtpSettings.usual(hostName(config), dialect)
                .withLeniencies(listener.leniencies())
                .withLimits(
                        new SmtpSettings.Limits(
                                smtp.messageSize(),
                                usual.contentInMemory(),
                                smtp.recipientsMax(),
                                smtp.transactionsMax(),
                                smtp.errorsMax(),
                                usual.commands(),
                                listener.idle(),
                                usual.dataWait(),
                                smtp.dataTotal()));
    }

    private Mechanisms mechanisms() {
        return authentication.takesTokens() ? Mechanisms.ALL : Mechanisms.DEFAULT;
    }

    private static Authentication authentication(
            NodeConfig config,
            Directory directory,
            Optional<TokenProvider> tokenProvider,
            SecureRandom random,
            EventSink events)
            throws IOException {
        int cores = Runtime.getRuntime().availableProcessors();
        PasswordHashes hashes =
                new PasswordHashes(
                        PasswordHashes.Settings.defaults(cores),
                        config.passwords().crypt(),
                        random);
        PasswordAuthentication passwords =
                new PasswordAuthentication(
                        directory,
                        hashes,
                        LoginLimits.DEFAULT.withRememberPasswordFor(config.passwords().remember()),
                        config.passwords().upgrade()
                                && !(config.directory() instanceof DirectoryConfig.Ldap),
                        Secret.of(config, random),
                        events,
                        CLOCK,
                        random);
        Optional<TokenAuthentication> tokens =
                tokenProvider.map(provider ->
                        new TokenAuthentication(
                                provider,
                                config.tokens()
                                        .map(TokenConfig::scopes)
                                        .filter(scopes -> !scopes.isEmpty())
                                        .map(scopes ->
                                                scopes.stream()
                                                        .sorted()
                                                        .collect(Collectors.joining(" "))),
                                config.tokens()
                                        .flatMap(TokenConfig::configuration)
                                        .map(URI::toString),
                                events));
        return new ManyWays(passwords, tokens, certificateLogins(config.certificates()));
    }

    private static CertificateAuthentication certificateLogins(CertificateLoginConfig config) {
        return new CertificateAuthentication(
                config.fingerprints(),
                config.names().stream()
                        .map(name ->
                                switch (name) {
                                    case EMAIL -> CertificateAuthentication.Name.EMAIL;
                                    case COMMON_NAME -> CertificateAuthentication.Name.COMMON_NAME;
                                })
                        .toList());
    }

    private static VolumeThreads.Limits limits(StorageConfig storage) {
        VolumeThreads.Limits usual = VolumeThreads.Limits.DEFAULT;
        return new VolumeThreads.Limits(
                storage.threads(),
                storage.queue(),
                storage.deadline(),
                usual.failuresMax(),
                usual.probeInterval());
    }

    private static DomainName hostName(NodeConfig config) {
        return DomainName.parse(config.name()).orElseThrow();
    }

    private static Address postmaster(NodeConfig config) {
        return config.postmaster().orElseGet(() -> new Address("postmaster", hostName(config)));
    }

    /** One bound socket. */
    public record Listening(Role role, InetSocketAddress address, Tls tls) {
        /** {@code listening mx 127.0.0.1:2525 starttls}. */
        @Override
        public String toString() {
            return "listening "
                    + role.word()
                    + " "
                    + Rendering.socket(address)
                    + " "
                    + tls.name().toLowerCase(Locale.ROOT);
        }
    }
}
