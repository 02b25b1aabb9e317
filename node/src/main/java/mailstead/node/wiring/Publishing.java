package mailstead.node.wiring;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import mailstead.directory.copy.BadCopy;
import mailstead.directory.copy.SigningKey;
import mailstead.directory.copy.TrustedKeys;
import mailstead.directory.copy.Version;
import mailstead.directory.ldap.LdapDirectory;
import mailstead.directory.publish.Centre;
import mailstead.directory.publish.Publisher;
import mailstead.directory.publish.PublisherSettings;
import mailstead.directory.serve.CopyServer;
import mailstead.directory.sql.SqlDirectory;
import mailstead.directory.sql.SqliteDirectory;
import mailstead.directory.sql.SqliteSettings;
import mailstead.fs.LinuxFileSystem;
import mailstead.mail.Event;
import mailstead.mail.EventSink;
import mailstead.mail.MailException;
import mailstead.mail.PermanentFailure;
import mailstead.mail.Reason;
import mailstead.mail.TemporaryFailure;
import mailstead.node.config.DirectoryConfig;
import mailstead.node.config.NodeConfig;
import mailstead.node.config.PublisherConfig;
import mailstead.spi.Directory;
import org.jspecify.annotations.Nullable;

/**
 * Publishes copies of the directory for as long as the node runs, with a connection of its own to
 * the centre. Shared; opened and closed by one thread.
 */
public final class Publishing implements AutoCloseable {

    /** What lasts is told again after so long. */
    private static final Duration QUIET = Duration.ofMinutes(1);

    /**
     * Requests at a time; they come from replicas only, which ask for one thing after the other.
     */
    private static final int REQUESTS = 64;

    private static final Duration END_MAX = Duration.ofSeconds(10);

    private final NodeConfig config;
    private final PublisherConfig publisherConfig;
    private final PublisherSettings settings;
    private final InstantSource clock;
    private final EventSink events;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final ExecutorService requests =
            Executors.newFixedThreadPool(
                    REQUESTS, Thread.ofPlatform().daemon().name("publisher-request-", 0).factory());
    private final Thread rounds;
    private final Optional<CopyServer> server;
    private volatile @Nullable Open open;
    private volatile @Nullable Publisher publisher;

    /**
     * @param tls the node's certificates
     * @throws IOException if the key cannot be read, the folder not be made, or the address not be
     *     bound
     */
    Publishing(
            NodeConfig config,
            PublisherConfig publisherConfig,
            Optional<SSLContext> tls,
            InstantSource clock,
            EventSink events)
            throws IOException {
        this.config = config;
        this.publisherConfig = publisherConfig;
        this.settings = settings(publisherConfig);
        this.clock = clock;
        this.events = events;
        Optional<PublisherConfig.Service> service = publisherConfig.service();
        this.server =
                service.isPresent() ? Optional.of(serve(service.get(), tls)) : Optional.empty();
        this.rounds = Thread.ofPlatform().daemon().name("publisher").start(this::run);
    }

    private CopyServer serve(PublisherConfig.Service service, Optional<SSLContext> tls)
            throws IOException {
        if (tls.isEmpty()) {
            throw new IOException("HTTPS needs a certificate");
        }
        return new CopyServer(
                service.address(),
                tls,
                () -> Files.readString(service.tokenFile()),
                new LinuxFileSystem(),
                settings.folder(),
                this::head,
                requests);
    }

    private static PublisherSettings settings(PublisherConfig config) throws IOException {
        Files.createDirectories(config.folder());
        try {
            String pem = Files.readString(config.key());
            return new PublisherSettings(
                    config.folder().toString(),
                    SigningKey.parse(pem),
                    TrustedKeys.parse(pem),
                    config.generation());
        } catch (BadCopy bad) {
            throw new IOException(
                    config.key()
                            + ": "
                            + bad.getMessage()
                            + "; 'mailstead directory keys' makes such a file, with the private and the public key",
                    bad);
        }
    }

    /** Where it is served. */
    Optional<InetSocketAddress> address() {
        return server.map(CopyServer::address);
    }

    /** New connections use these certificates. */
    void use(SSLContext tls) {
        server.ifPresent(serving -> serving.use(tls));
    }

    private byte[] head(String nonce, Duration within) throws MailException, IOException {
        Publisher there = publisher;
        if (there == null) {
            throw new TemporaryFailure(
                    Reason.DIRECTORY_UNAVAILABLE, "the directory has not been opened yet");
        }
        return there.head(nonce, within);
    }

    private void run() {
        Instant nextWord = Instant.MIN;
        boolean isOver = false;
        while (!isOver) {
            try {
                publisher().publish();
                nextWord = Instant.MIN;
            } catch (MailException | IOException trouble) {
                if (closing.getCount() > 0 && !clock.instant().isBefore(nextWord)) {
                    nextWord = clock.instant().plus(QUIET);
                    tell(trouble);
                }
            }
            isOver = isClosing();
        }
    }

    private boolean isClosing() {
        try {
            return closing.await(publisherConfig.interval().toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private void tell(Exception trouble) {
        events.emit(
                new Event.Trouble(
                        Event.PROCESS,
                        Reason.DIRECTORY_UNAVAILABLE,
                        "copies of the directory are not published",
                        "look at the cause; replicas go on with what they have, and publishing resumes by itself",
                        Optional.of(trouble)));
    }

    private Publisher publisher() throws MailException, IOException {
        Publisher there = publisher;
        if (there == null) {
            Open opened = open(config, clock, events);
            open = opened;
            there =
                    new Publisher(
                            opened.centre,
                            new LinuxFileSystem(),
                            settings,
                            clock,
                            task ->
                                    Thread.ofPlatform()
                                            .daemon()
                                            .name("publisher-whole")
                                            .start(task),
                            events);
            publisher = there;
        }
        return there;
    }

    /** What is published, and what must be closed after it. */
    private record Open(Centre centre, Directory directory) implements AutoCloseable {

        static Open of(SqlDirectory directory) {
            return new Open(directory.centre(), directory);
        }

        @Override
        public void close() {
            centre.close();
            directory.close();
        }
    }

    /**
     * @param events hears what could not be published of a directory in LDAP
     */
    private static Open open(NodeConfig config, InstantSource clock, EventSink events)
            throws MailException, IOException {
        return switch (config.directory()) {
            case DirectoryConfig.Sqlite(Path file) ->
                    Open.of(
                            SqliteDirectory.open(
                                    SqliteSettings.of(file, SqliteSettings.Mode.EXPECT)));
            case DirectoryConfig.Postgresql postgresql ->
                    Open.of(CentralDirectory.open(config, postgresql, EventSink.NOWHERE));
            case DirectoryConfig.Distributed _ ->
                    throw new PermanentFailure(
                            Reason.DIRECTORY_UNAVAILABLE, "a copy cannot be published again");
            case DirectoryConfig.Ldap ldap -> {
                LdapDirectory directory = LdapServers.open(ldap, EventSink.NOWHERE);
                PublisherTurn turn = new PublisherTurn(config.data());
                yield new Open(directory.centre(turn, clock, events), directory);
            }
        };
    }

    /** One round without a node; a generation is made at once, if one is due. */
    public static Version publishOnce(
            NodeConfig config, PublisherConfig publisherConfig, boolean isWhole, EventSink events)
            throws MailException, IOException {
        Executor here = Runnable::run;
        PublisherSettings settings = settings(publisherConfig);
        try (Open open = open(config, NodeClock.system(), events)) {
            Publisher publisher =
                    new Publisher(
                            open.centre,
                            new LinuxFileSystem(),
                            settings,
                            NodeClock.system(),
                            here,
                            events);
            return isWhole ? publisher.publishWhole() : publisher.publish();
        }
    }

    /** Ends the round that is under way; a generation that is being made is left unfinished. */
    @Override
    public void close() {
        closing.countDown();
        server.ifPresent(CopyServer::close);
        requests.shutdownNow();
        try {
            rounds.join(END_MAX);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        Open opened = open;
        if (opened != null) {
            opened.close();
        }
    }
}
