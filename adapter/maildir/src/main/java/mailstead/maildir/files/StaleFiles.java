package mailstead.maildir.files;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.LongSupplier;
import mailstead.fs.FileSystem;

/**
 * Removes what deliveries that died left in {@code tmp}, at most once a day for each mailbox and
 * node. A file's age is told by the server's clock alone: its modification time against that of
 * {@code tmp} itself, which every delivery renews. So it is never over-estimated, and a mailbox
 * without new mail keeps its leftovers until the next. Shared.
 */
public final class StaleFiles {

    /** The Maildir convention. */
    public static final Duration AGE = Duration.ofHours(36);

    /**
     * In the names of complete files that may have got a UID: only who knows the folder's state may
     * remove them. Deliveries in {@code tmp} have none.
     */
    private static final char MAY_HAVE_A_UID = ',';

    private static final Duration INTERVAL = Duration.ofDays(1);
    private static final int MAILBOXES_MAX = 100_000;

    private final LongSupplier nanoClock;
    private final BoundedCache<Mailbox, Long> lastCollected = new BoundedCache<>(MAILBOXES_MAX);

    public StaleFiles(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
    }

    /**
     * Hands the work to the volume's threads if it is due; nobody waits for it, and a busy volume
     * skips it.
     */
    public void collectIfDue(Mailbox mailbox) {
        long now = nanoClock.getAsLong();
        Optional<Long> last = lastCollected.get(mailbox);
        if (last.isPresent() && now - last.get() < INTERVAL.toNanos()) {
            return;
        }
        lastCollected.put(mailbox, now);
        try {
            mailbox.volume().threads().startUnattended(() -> mailbox.run(() -> collect(mailbox)));
        } catch (IOException _) {
            // Tomorrow will do.
        }
    }

    /** On the volume's threads, as the owner. */
    public static int collect(Mailbox mailbox) throws IOException {
        FileSystem files = mailbox.files();
        int removed = 0;
        var entries = Listing.namesIn(mailbox, mailbox.tmp());
        if (entries.isEmpty()) {
            return removed;
        }
        Instant limit = files.stat(mailbox.tmp()).modified().minus(AGE);
        for (FileSystem.Entry entry : entries) {
            if (entry.name().indexOf(MAY_HAVE_A_UID) >= 0) {
                continue;
            }
            String path = mailbox.tmp() + "/" + entry.name();
            Optional<FileSystem.Stat> stat = Listing.unlessGone(() -> files.stat(path));
            if (stat.isPresent()
                    && stat.get().kind() == FileSystem.Kind.FILE
                    && stat.get().modified().isBefore(limit)) {
                Listing.unlessGone(() -> {
                    files.unlink(path);
                    return path;
                });
                removed++;
            }
        }
        return removed;
    }
}
