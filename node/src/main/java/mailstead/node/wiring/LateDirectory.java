package mailstead.node.wiring;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
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
import mailstead.spi.Domain;
import mailstead.spi.Provisioning;
import mailstead.spi.Volume;
import org.jspecify.annotations.Nullable;

/**
 * A directory that need not be there yet: it is opened when it is first needed and, while that
 * fails, tried again once a second at most. Until then every call is {@code DIRECTORY_UNAVAILABLE}.
 * Shared.
 */
final class LateDirectory implements Directory {

    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final String PROCESS = "-";

    private final Opener opener;
    private final String what;
    private final InstantSource clock;
    private final EventSink events;

    private volatile @Nullable SqliteDirectory open;
    private @Nullable TemporaryFailure lastFailure;
    private Instant nextTry = Instant.MIN;
    private boolean closed;

    /** Opens it now, or fails. */
    @FunctionalInterface
    interface Opener {
        SqliteDirectory open() throws TemporaryFailure;
    }

    LateDirectory(Opener opener, String what, InstantSource clock, EventSink events) {
        this.opener = opener;
        this.what = what;
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
                        () -> open(settings, alone), file.toString(), clock, events);
            }
        };
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

    private SqliteDirectory directory() throws TemporaryFailure {
        SqliteDirectory opened = open;
        return opened != null ? opened : tryToOpen();
    }

    private synchronized SqliteDirectory tryToOpen() throws TemporaryFailure {
        SqliteDirectory opened = open;
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
            if (lastFailure == null) {
                events.emit(
                        new Event.Trouble(
                                PROCESS,
                                Reason.DIRECTORY_UNAVAILABLE,
                                "the directory " + what + " cannot be opened",
                                "look at the cause; 'mailstead domain add' makes a directory that does not exist yet",
                                Optional.of(failure)));
            }
            lastFailure = failure;
            nextTry = now.plus(PAUSE);
            throw failure;
        }
    }

    private static TemporaryFailure unavailable(@Nullable Throwable cause) {
        return new TemporaryFailure(
                Reason.DIRECTORY_UNAVAILABLE, "the directory is not available just now", cause);
    }

    @Override
    public Optional<Domain> domain(DomainName name) throws MailException {
        return directory().domain(name);
    }

    @Override
    public Optional<Account> account(String login) throws MailException {
        return directory().account(login);
    }

    @Override
    public Optional<Addressee> addressee(Address address) throws MailException {
        return directory().addressee(address);
    }

    @Override
    public List<Volume> volumes() throws MailException {
        return directory().volumes();
    }

    @Override
    public boolean isScramReady() throws MailException {
        return directory().isScramReady();
    }

    @Override
    public void upgradeVerifier(String login, String oldVerifier, List<String> newVerifiers)
            throws MailException {
        directory().upgradeVerifier(login, oldVerifier, newVerifiers);
    }

    @Override
    public synchronized void close() {
        closed = true;
        SqliteDirectory opened = open;
        if (opened != null) {
            opened.close();
        }
    }
}
