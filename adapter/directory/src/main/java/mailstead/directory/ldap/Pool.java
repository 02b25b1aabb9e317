package mailstead.directory.ldap;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * At most so many connections to one server, opened when they are needed and kept for the next.
 * Shared. The library's own pool replaces a broken connection within the call that found it broken,
 * and so waits twice for a server that hangs.
 */
final class Pool implements AutoCloseable {

    private static final Duration LIFE_MAX = Duration.ofMinutes(10);

    private final Opener opener;
    private final Duration waitMax;
    private final Semaphore permits;
    private final ConcurrentLinkedDeque<Kept> idle = new ConcurrentLinkedDeque<>();
    private volatile boolean isClosed;

    private record Kept(LDAPConnection connection, long openedAt) {}

    /** Opens a connection that is ready for its use. */
    @FunctionalInterface
    interface Opener {
        LDAPConnection open() throws LDAPException;
    }

    /** One or a few operations on a connection. */
    @FunctionalInterface
    interface Work<T> {
        T on(LDAPConnection connection) throws LDAPException;
    }

    /**
     * @param waitMax for one of the connections, when all are in use
     */
    Pool(int connectionsMax, Duration waitMax, Opener opener) {
        this.permits = new Semaphore(connectionsMax);
        this.waitMax = waitMax;
        this.opener = opener;
    }

    /** On a kept connection that the server has closed meanwhile, it is done again on a new one. */
    <T> T call(Work<T> work) throws LDAPException {
        enter();
        try {
            Optional<Kept> kept = youngest();
            if (kept.isPresent()) {
                try {
                    return use(kept.get(), work);
                } catch (LDAPException failure) {
                    if (failure.getResultCode() != ResultCode.SERVER_DOWN) {
                        throw failure;
                    }
                }
            }
            return use(new Kept(opener.open(), System.nanoTime()), work);
        } finally {
            permits.release();
        }
    }

    private void enter() throws LDAPException {
        try {
            if (!permits.tryAcquire(waitMax.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new LDAPException(ResultCode.BUSY, "all connections are in use");
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new LDAPException(ResultCode.USER_CANCELED, "interrupted", stop);
        }
    }

    private Optional<Kept> youngest() {
        for (Kept kept = idle.pollFirst(); kept != null; kept = idle.pollFirst()) {
            if (System.nanoTime() - kept.openedAt() < LIFE_MAX.toNanos()) {
                return Optional.of(kept);
            }
            kept.connection().close();
        }
        return Optional.empty();
    }

    private <T> T use(Kept kept, Work<T> work) throws LDAPException {
        boolean isUsable = false;
        try {
            T result = work.on(kept.connection());
            isUsable = true;
            return result;
        } catch (LDAPException failure) {
            isUsable = failure.getResultCode().isConnectionUsable();
            throw failure;
        } finally {
            if (isUsable && !isClosed) {
                idle.addFirst(kept);
            } else {
                // An unbind would wait for a server that does not read.
                kept.connection().closeWithoutUnbind();
            }
        }
    }

    /** A connection that is in use is closed by whoever uses it. */
    @Override
    public void close() {
        isClosed = true;
        for (Kept kept = idle.pollFirst(); kept != null; kept = idle.pollFirst()) {
            kept.connection().close();
        }
    }
}
