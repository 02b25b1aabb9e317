package mailstead.node.wiring;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import mailstead.directory.sql.SqlDirectory;
import mailstead.directory.sql.SqliteDirectory;
import mailstead.directory.sql.SqliteSettings;
import mailstead.mail.Address;
import mailstead.mail.DomainName;
import mailstead.mail.Event;
import mailstead.mail.EventSink;
import mailstead.mail.MailException;
import mailstead.mail.Reason;
import mailstead.mail.TemporaryFailure;
import mailstead.node.config.DirectoryConfig;
import mailstead.node.config.NodeConfig;
import mailstead.spi.Account;
import mailstead.spi.Directory;
import mailstead.spi.DirectoryVerifier;
import mailstead.spi.Domain;
import mailstead.spi.Provisioning;
import mailstead.spi.Registry;
import mailstead.spi.UsageLedger;
import mailstead.spi.Volume;
import mailstead.spi.WebhookLedger;
import org.jspecify.annotations.Nullable;

/**
 * A directory that need not be there yet: it is opened when it is first needed and, while that
 * fails, tried again once a second at most. Until then every call is {@code DIRECTORY_UNAVAILABLE}.
 * What keeps it from answering, then or later, is told once a minute at most. Shared.
 */
final class LateDirectory implements Directory, Registry {

    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration QUIET = Duration.ofMinutes(1);

    private final Opener opener;
    private final String what;
    private final String advice;
    private final InstantSource clock;
    private final EventSink events;

    private volatile @Nullable SqlDirectory open;
    private volatile BooleanSupplier isToldElsewhere = () -> false;
    private @Nullable TemporaryFailure lastFailure;
    private Instant nextTry = Instant.MIN;
    private Instant nextWord = Instant.MIN;
    private boolean closed;

    /** Opens it now, or fails. */
    @FunctionalInterface
    interface Opener {
        SqlDirectory open() throws TemporaryFailure;
    }

    /**
     * @param advice for the operator while it does not answer
     */
    LateDirectory(
            Opener opener, String what, String advice, InstantSource clock, EventSink events) {
        this.opener = opener;
        this.what = what;
        this.advice = advice;
        this.clock = clock;
        this.events = events;
    }

    /**
     * A node that stands alone makes a missing database; others expect it, so that a lost mount is
     * not an empty directory.
     */
    static LateDirectory of(NodeConfig config, InstantSource clock, EventSink events) {
        return switch (config.directory()) {
            case DirectoryConfig.Sqlite(Path file) -> {
                boolean alone = config.firstVolume().isPresent();
                SqliteSettings settings =
                        SqliteSettings.of(
                                file,
                                alone ? SqliteSettings.Mode.CREATE : SqliteSettings.Mode.EXPECT);
                yield new LateDirectory(
                        () -> open(settings, alone),
                        file.toString(),
                        "look at the cause: mend or bring back the file; service resumes by itself, mail waits",
                        clock,
                        events);
            }
            case DirectoryConfig.Postgresql postgresql ->
                    new LateDirectory(
                            () -> CentralDirectory.open(config, postgresql, events),
                            "in PostgreSQL",
                            "look at the cause and run 'mailstead directory status'; service resumes by itself, mail waits",
                            clock,
                            events);
            case DirectoryConfig.Distributed _ ->
                    unchangeable(
                            "nothing can be changed here: this server has a copy of the directory",
                            "change it at the centre",
                            clock,
                            events);
            case DirectoryConfig.Ldap _ ->
                    unchangeable(
                            "nothing can be changed here: the directory is in LDAP",
                            "change it in LDAP",
                            clock,
                            events);
        };
    }

    private static LateDirectory unchangeable(
            String why, String advice, InstantSource clock, EventSink events) {
        return new LateDirectory(
                () -> {
                    throw new TemporaryFailure(Reason.DIRECTORY_UNAVAILABLE, why);
                },
                "that can be changed",
                advice,
                clock,
                events);
    }

    /** Says nothing of its own while somebody else tells the operator. */
    void tellNobodyWhile(BooleanSupplier elsewhere) {
        isToldElsewhere = elsewhere;
    }

    private static SqliteDirectory open(SqliteSettings settings, boolean mayMakeFolder)
            throws TemporaryFailure {
        Path folder = settings.file().getParent();
        if (mayMakeFolder && folder != null) {
            try {
                Files.createDirectories(folder);
            } catch (IOException cannot) {
                throw unavailable(cannot);
            }
        }
        return SqliteDirectory.open(settings);
    }

    /** The same directory, for changes. */
    Provisioning provisioning() throws TemporaryFailure {
        return directory();
    }

    @Override
    public <T> T together(Work<T> work) throws MailException, Provisioning.Conflict {
        return directory().together(work);
    }

    @Override
    public <T> T look(Reading<T> reading) throws MailException {
        return directory().look(reading);
    }

    /** The same directory, for what customers use. */
    UsageLedger ledger() throws TemporaryFailure {
        return directory();
    }

    /** The same directory, for who tells webhooks. */
    WebhookLedger webhooks() throws TemporaryFailure {
        return directory();
    }

    private SqlDirectory directory() throws TemporaryFailure {
        SqlDirectory opened = open;
        return opened != null ? opened : tryToOpen();
    }

    private synchronized SqlDirectory tryToOpen() throws TemporaryFailure {
        SqlDirectory opened = open;
        if (opened != null) {
            return opened;
        }
        Instant now = clock.instant();
        if (closed || lastFailure != null && now.isBefore(nextTry)) {
            throw unavailable(lastFailure);
        }
        try {
            opened = opener.open();
            open = opened;
            return opened;
        } catch (TemporaryFailure failure) {
            lastFailure = failure;
            nextTry = now.plus(PAUSE);
            throw failure;
        }
    }

    private interface Question<T> {
        T ask(Directory directory) throws MailException;
    }

    private <T> T ask(Question<T> question) throws MailException {
        try {
            return question.ask(directory());
        } catch (TemporaryFailure failure) {
            tell(failure);
            throw failure;
        }
    }

    /** Once for all who ask within a minute. */
    private void tell(TemporaryFailure failure) {
        if (isToldElsewhere.getAsBoolean()) {
            return;
        }
        synchronized (this) {
            Instant now = clock.instant();
            if (closed || now.isBefore(nextWord)) {
                return;
            }
            nextWord = now.plus(QUIET);
        }
        events.emit(
                new Event.Trouble(
                        Event.PROCESS,
                        Reason.DIRECTORY_UNAVAILABLE,
                        "the directory " + what + " does not answer",
                        advice,
                        Optional.of(failure)));
    }

    private static TemporaryFailure unavailable(@Nullable Throwable cause) {
        return new TemporaryFailure(
                Reason.DIRECTORY_UNAVAILABLE, "the directory is not available just now", cause);
    }

    @Override
    public Optional<Domain> domain(DomainName name) throws MailException {
        return ask(directory -> directory.domain(name));
    }

    @Override
    public Optional<Account> account(String login) throws MailException {
        return ask(directory -> directory.account(login));
    }

    @Override
    public Optional<Addressee> addressee(Address address) throws MailException {
        return ask(directory -> directory.addressee(address));
    }

    @Override
    public Optional<Account> accountNamed(String name) throws MailException {
        return ask(directory -> directory.accountNamed(name));
    }

    @Override
    public Optional<Addressee> firstAddressee(List<Address> inOrder) throws MailException {
        return ask(directory -> directory.firstAddressee(inOrder));
    }

    @Override
    public Optional<Account> accountNow(String login) throws MailException {
        return ask(directory -> directory.accountNow(login));
    }

    @Override
    public List<Volume> volumes() throws MailException {
        return ask(directory -> directory.volumes());
    }

    @Override
    public boolean isScramReady() throws MailException {
        return ask(directory -> directory.isScramReady());
    }

    @Override
    public void upgradeVerifier(String login, String oldVerifier, List<String> newVerifiers)
            throws MailException {
        directory().upgradeVerifier(login, oldVerifier, newVerifiers);
    }

    @Override
    public PasswordAnswer checkPassword(DirectoryVerifier verifier, byte[] password)
            throws MailException {
        return ask(directory -> directory.checkPassword(verifier, password));
    }

    @Override
    public List<String> decoyVerifiers() {
        Directory opened = open;
        return opened == null ? List.of() : opened.decoyVerifiers();
    }

    @Override
    public void noteAppPasswordUse(String login, String appPasswordId, Instant at)
            throws MailException {
        directory().noteAppPasswordUse(login, appPasswordId, at);
    }

    @Override
    public synchronized void close() {
        closed = true;
        SqlDirectory opened = open;
        if (opened != null) {
            opened.close();
        }
    }
}
