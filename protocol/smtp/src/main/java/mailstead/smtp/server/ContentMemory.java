package mailstead.smtp.server;

import java.util.concurrent.atomic.AtomicLong;
import mailstead.mail.ByteSize;

/**
 * How much memory all messages that are arriving may take together, beyond a few kibibytes each.
 * What finds none left goes to the {@link Overflow} sooner, so that many clients at once cost disk
 * and not the process. Shared.
 */
public final class ContentMemory {

    private final AtomicLong left;

    public ContentMemory(ByteSize total) {
        left = new AtomicLong(total.octets());
    }

    /** Takes so many octets if there are as many. */
    boolean take(long octets) {
        long now = left.get();
        while (now >= octets) {
            if (left.compareAndSet(now, now - octets)) {
                return true;
            }
            now = left.get();
        }
        return false;
    }

    void giveBack(long octets) {
        left.addAndGet(octets);
    }
}
