package mailstead.directory.sql;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import mailstead.directory.contact.Contact;
import mailstead.fs.Circuit;
import org.jdbi.v3.core.ConnectionException;
import org.jdbi.v3.core.HandleCallback;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;

/**
 * A bounded pool of connections for one use, with a circuit as a volume has one: after several
 * calls in a row that the server failed or left hanging, nobody waits any more, and only probes
 * find out when it is back. Shared.
 */
final class Link implements AutoCloseable {

    /** Calls that may have or wait for a connection; more are refused at once. */
    private static final int CALLS_MAX = 1000;

    private static final int FAILURES_MAX = 4;
    private static final Duration PROBE_INTERVAL = Duration.ofSeconds(1);
    private static final Duration IDLE_MAX = Duration.ofMinutes(5);

    /** So that connections come to servers that were added or are back. */
    private static final Duration LIFE_MAX = Duration.ofMinutes(10);

    private final String name;
    private final HikariDataSource pool;
    private final Jdbi jdbi;
    private final Circuit circuit = new Circuit(FAILURES_MAX, PROBE_INTERVAL, System::nanoTime);
    private final Semaphore calls = new Semaphore(CALLS_MAX);
    private final Executor background;
    private final Contact contact;

    /**
     * @param background runs probes, each on a thread of its own
     * @param contact hears of the circuit's opening and closing
     */
    Link(Servers servers, Servers.Use use, int size, Executor background, Contact contact) {
        this.name = use.word();
        this.background = background;
        this.contact = contact;
        HikariConfig config = new HikariConfig();
        PostgresSettings settings = servers.settings();
        long stepMillis = settings.stepMax().toMillis();
        // Nobody asks another server instead where a change is refused.
        long waitMillis = use == Servers.Use.CHANGE ? settings.deadline().toMillis() : stepMillis;
        config.setPoolName("directory-" + name);
        config.setDataSource(new PlainSource(() -> servers.connect(use)));
        config.setMaximumPoolSize(size);
        config.setMinimumIdle(0);
        config.setIdleTimeout(IDLE_MAX.toMillis());
        config.setMaxLifetime(LIFE_MAX.toMillis());
        config.setConnectionTimeout(waitMillis);
        config.setValidationTimeout(stepMillis);
        config.setInitializationFailTimeout(-1);
        this.pool = new HikariDataSource(config);
        this.jdbi = Jdbi.create(pool);
    }

    /**
     * Does it on one connection. What goes wrong below is a {@link JdbiException}, a refusal
     * without waiting included.
     */
    <T, X extends Exception> T call(HandleCallback<T, X> work) throws X {
        if (circuit.isOpen()) {
            probeIfDue();
            throw refused("does not answer");
        }
        if (!calls.tryAcquire()) {
            throw refused("has too many calls waiting");
        }
        try {
            T result = jdbi.withHandle(work);
            circuit.succeeded();
            return result;
        } catch (JdbiException trouble) {
            if (Trouble.isIllness(trouble)) {
                circuit.failed();
                if (circuit.isOpen()) {
                    contact.lost(trouble);
                }
            }
            throw trouble;
        } finally {
            calls.release();
        }
    }

    private ConnectionException refused(String why) {
        return new ConnectionException(
                new SQLTransientConnectionException("the directory's " + name + " " + why));
    }

    boolean isUsable() {
        return !circuit.isOpen();
    }

    /** Lets nobody wait until a probe has found it well. */
    void trip() {
        circuit.trip();
    }

    /** When the circuit is open, sees to it that a probe is sent now and then. */
    void probeIfDue() {
        if (circuit.claimProbe()) {
            background.execute(this::probe);
        }
    }

    private void probe() {
        boolean isWell = false;
        try {
            jdbi.useHandle(handle -> handle.execute("SELECT 1"));
            isWell = true;
        } catch (JdbiException trouble) {
            contact.lost(trouble);
        } finally {
            circuit.probed(isWell);
        }
        if (isWell) {
            contact.inTouch();
        }
    }

    /** Present connections are not used again. */
    void renew() {
        pool.getHikariPoolMXBean().softEvictConnections();
    }

    @Override
    public void close() {
        pool.close();
    }
}
