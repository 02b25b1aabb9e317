package mailstead.directory.replica;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import mailstead.mail.Address;
import mailstead.mail.DomainName;
import mailstead.mail.Event;
import mailstead.mail.EventSink;
import mailstead.mail.MailException;
import mailstead.mail.Reason;
import mailstead.mail.TemporaryFailure;
import mailstead.spi.Account;
import mailstead.spi.Directory;
import mailstead.spi.DirectoryVerifier;
import mailstead.spi.Domain;
import mailstead.spi.Volume;

/**
 * A directory at the centre, and a copy for when the centre does not answer. Shared. The centre is
 * asked first, each time; what it cannot tell just now the copy may. What the copy has is an
 * answer; what it has not stays the temporary failure that it was, since nobody can prove anything.
 *
 * <p>The centre may remember answers and give them while it is away. So an answer does not tell
 * that it is back: that is found out by asking for what can never be remembered, a domain that
 * cannot exist.
 */
public final class Lifeboat implements Directory {

    /** How often it is tried whether the centre is back. */
    private static final Duration TRY_EVERY = Duration.ofSeconds(1);

    /** Nobody's, and so nobody's answer can have been kept. */
    private static final DomainName NOBODYS = DomainName.parse("lifeboat.invalid").orElseThrow();

    private final Directory centre;
    private final Probe probe;
    private final Replica replica;
    private final Executor background;
    private final EventSink events;
    private final long tryEveryNanos;

    // guarded by this
    private boolean aboard;
    private long boardedAt;
    private long leftAt = System.nanoTime();
    private long tryAt;
    private boolean trying;
    private boolean closed;

    /**
     * @param centre closed with this, as the replica is
     * @param background runs short tasks, each on a thread of its own
     */
    public Lifeboat(Directory centre, Replica replica, Executor background, EventSink events) {
        this(centre, replica, background, events, TRY_EVERY);
    }

    /**
     * @param probe for centres other than a database
     */
    public Lifeboat(
            Directory centre, Probe probe, Replica replica, Executor background, EventSink events) {
        this(centre, probe, replica, background, events, TRY_EVERY);
    }

    /** Tells whether the centre is there, where what look-ups give does not. */
    public interface Probe {
        /** Asks the centre something that nobody else can answer. */
        boolean isBack() throws MailException;

        /** Whether a look-up failed because the centre did not answer. */
        boolean isAway(TemporaryFailure failure);
    }

    /** Of a centre that asks for each domain and has no other doubts. */
    private record UsualProbe(Directory centre) implements Probe {
        @Override
        public boolean isBack() throws MailException {
            return centre.domain(NOBODYS).isEmpty();
        }

        @Override
        public boolean isAway(TemporaryFailure failure) {
            return true;
        }
    }

    Lifeboat(
            Directory centre,
            Replica replica,
            Executor background,
            EventSink events,
            Duration tryEvery) {
        this(centre, new UsualProbe(centre), replica, background, events, tryEvery);
    }

    private Lifeboat(
            Directory centre,
            Probe probe,
            Replica replica,
            Executor background,
            EventSink events,
            Duration tryEvery) {
        this.probe = probe;
        this.tryEveryNanos = tryEvery.toNanos();
        this.centre = centre;
        this.replica = replica;
        this.background = background;
        this.events = events;
    }

    /** How the copy is. */
    public CopyState state() {
        return replica.state();
    }

    private interface Question<T> {
        T ask() throws MailException;
    }

    private <T> Optional<T> ask(Question<Optional<T>> question, Replica.Look<T> look)
            throws MailException {
        long begun = System.nanoTime();
        try {
            Optional<T> answer = question.ask();
            tryToLeave();
            return answer;
        } catch (TemporaryFailure failure) {
            if (!isAway(failure)) {
                throw failure;
            }
            board(failure, begun);
            Optional<T> copied;
            try {
                copied = replica.look(look);
            } catch (TemporaryFailure alsoAway) {
                failure.addSuppressed(alsoAway);
                throw failure;
            }
            if (copied.isEmpty()) {
                throw failure;
            }
            return copied;
        }
    }

    /** Whether the copy is there for it. */
    private boolean isAway(TemporaryFailure failure) {
        return failure.reason() == Reason.DIRECTORY_UNAVAILABLE
                && probe.isAway(failure)
                && replica.isThere();
    }

    /**
     * @param begun when the question was asked that failed: one from before the centre came back
     *     tells nothing
     */
    private void board(TemporaryFailure cause, long begun) {
        synchronized (this) {
            if (aboard || closed || begun - leftAt < 0) {
                startTrying();
                return;
            }
            aboard = true;
            boardedAt = System.nanoTime();
            tryAt = boardedAt + tryEveryNanos;
        }
        events.emit(
                new Event.LifeboatBoarded(
                        Event.PROCESS,
                        replica.state().version().map(Object::toString).orElse("none"),
                        "bring the centre of the directory back; until then users are served from the copy,"
                                + " unknown names are told to try again, and nothing can be changed",
                        Optional.of(cause)));
    }

    private void tryToLeave() {
        synchronized (this) {
            if (aboard) {
                startTrying();
            }
        }
    }

    /** Call with the lock held. */
    private void startTrying() {
        if (trying || closed || !aboard || System.nanoTime() - tryAt < 0) {
            return;
        }
        trying = true;
        background.execute(this::tryCentre);
    }

    private void tryCentre() {
        boolean isBack = false;
        try {
            isBack = probe.isBack();
        } catch (MailException _) {
            // Still away.
        } finally {
            tried(isBack);
        }
    }

    private void tried(boolean isBack) {
        Duration aboardFor;
        synchronized (this) {
            trying = false;
            tryAt = System.nanoTime() + tryEveryNanos;
            if (!isBack || !aboard) {
                return;
            }
            aboard = false;
            leftAt = System.nanoTime();
            aboardFor = Duration.ofNanos(System.nanoTime() - boardedAt);
        }
        events.emit(new Event.LifeboatLeft(Event.PROCESS, aboardFor));
    }

    @Override
    public Optional<Domain> domain(DomainName name) throws MailException {
        return ask(() -> centre.domain(name), reading -> reading.judgedDomain(name));
    }

    @Override
    public Optional<Account> account(String login) throws MailException {
        return ask(() -> centre.account(login), reading -> reading.account(login));
    }

    @Override
    public Optional<Addressee> addressee(Address address) throws MailException {
        return ask(() -> centre.addressee(address), reading -> reading.addressee(address));
    }

    @Override
    public Optional<Account> accountNamed(String name) throws MailException {
        Optional<Address> address = Address.parse(name);
        return ask(
                () -> centre.accountNamed(name),
                reading ->
                        address.isPresent()
                                ? reading.accountNamed(name, address.get())
                                : reading.account(name));
    }

    @Override
    public Optional<Addressee> firstAddressee(List<Address> inOrder) throws MailException {
        return ask(
                () -> centre.firstAddressee(inOrder), reading -> reading.firstAddressee(inOrder));
    }

    /** Never from the copy: somebody is about to be refused. */
    @Override
    public Optional<Account> accountNow(String login) throws MailException {
        return centre.accountNow(login);
    }

    @Override
    public List<Volume> volumes() throws MailException {
        return ask(() -> Optional.of(centre.volumes()), reading -> Optional.of(reading.volumes()))
                .orElseThrow();
    }

    @Override
    public boolean isScramReady() throws MailException {
        return ask(
                        () -> Optional.of(centre.isScramReady()),
                        reading -> Optional.of(reading.isScramReady()))
                .orElseThrow();
    }

    /** Left undone while the centre is away: it is done at a later log-in. */
    @Override
    public void upgradeVerifier(String login, String oldVerifier, List<String> newVerifiers)
            throws MailException {
        change(() -> centre.upgradeVerifier(login, oldVerifier, newVerifiers));
    }

    @Override
    public PasswordAnswer checkPassword(DirectoryVerifier verifier, byte[] password)
            throws MailException {
        return centre.checkPassword(verifier, password);
    }

    @Override
    public List<String> decoyVerifiers() {
        return centre.decoyVerifiers();
    }

    /** Left out while the centre is away. */
    @Override
    public void noteAppPasswordUse(String login, String appPasswordId, Instant at)
            throws MailException {
        change(() -> centre.noteAppPasswordUse(login, appPasswordId, at));
    }

    private interface Change {
        void make() throws MailException;
    }

    private void change(Change change) throws MailException {
        long begun = System.nanoTime();
        try {
            change.make();
        } catch (TemporaryFailure failure) {
            if (!isAway(failure)) {
                throw failure;
            }
            board(failure, begun);
        }
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        centre.close();
        replica.close();
    }
}
