package mailstead.maildir.files;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import mailstead.fs.FileSystem;
import mailstead.spi.Quota;

/**
 * How full mailboxes are: counted from listings, without a lock and without a file of its own. What
 * was counted is believed for a minute, with this node's own deliveries added, as long as the
 * message leaves a tenth of the quota free; nearer to the limit every delivery counts anew. So a
 * mailbox can exceed its quota by what other nodes deliver within one minute beyond that tenth, and
 * by messages in flight at the same instant. Shared.
 */
public final class Usages {

    private static final Duration BELIEVED = Duration.ofMinutes(1);
    private static final int MAILBOXES_MAX = 100_000;
    private static final int SIZES_MAX = 100_000;

    private final LongSupplier nanoClock;
    private final BoundedCache<Mailbox, Usage> usages = new BoundedCache<>(MAILBOXES_MAX);
    private final BoundedCache<String, Long> sizes = new BoundedCache<>(SIZES_MAX);

    /** What is to be added. */
    public record Need(long octets, long messages) {

        public static Need of(long octets) {
            return new Need(octets, 1);
        }
    }

    /**
     * What there is.
     *
     * @param countedAt on the monotonic clock
     */
    public record Usage(long octets, long messages, long countedAt) {
        Usage plus(long moreOctets, long moreMessages) {
            return new Usage(octets + moreOctets, messages + moreMessages, countedAt);
        }

        boolean fits(Quota quota, Need need, int tenths) {
            return within(octets + need.octets(), quota.octetsMax().orElse(Long.MAX_VALUE), tenths)
                    && within(
                            messages + need.messages(),
                            quota.messagesMax().orElse(Long.MAX_VALUE),
                            tenths);
        }

        private static boolean within(long amount, long limit, int tenths) {
            return amount <= (tenths == 10 ? limit : limit / 10 * tenths);
        }
    }

    public Usages(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
    }

    /** Whether memory alone says that the message fits, so that no file call is needed. */
    public boolean isKnownToFit(Mailbox mailbox, Quota quota, Need need) {
        if (!quota.isLimited()) {
            return true;
        }
        Optional<Usage> usage = usages.get(mailbox);
        return usage.isPresent()
                && nanoClock.getAsLong() - usage.get().countedAt() < BELIEVED.toNanos()
                && usage.get().fits(quota, need, 9);
    }

    /** On the volume's threads, as the owner. */
    public void requireRoom(Mailbox mailbox, Quota quota, Need need) throws IOException {
        if (isKnownToFit(mailbox, quota, need)) {
            return;
        }
        if (!counted(mailbox).fits(quota, need, 10)) {
            throw new MailboxFull();
        }
    }

    /** What there is, counted now; on the volume's threads, as the owner. */
    public Usage counted(Mailbox mailbox) throws IOException {
        Usage counted = count(mailbox);
        usages.put(mailbox, counted);
        return counted;
    }

    /** This node has added or, with negative numbers, removed messages. */
    public void changed(Mailbox mailbox, long octets, long messages) {
        usages.update(mailbox, usage -> usage.plus(octets, messages));
    }

    public void forget(Mailbox mailbox) {
        usages.remove(mailbox);
    }

    /** INBOX and every Maildir++ folder, {@code new} and {@code cur} each. */
    private Usage count(Mailbox mailbox) throws IOException {
        long now = nanoClock.getAsLong();
        List<String> folders = new ArrayList<>(List.of(mailbox.volume().path(mailbox.home())));
        for (FileSystem.Entry entry : Listing.namesIn(mailbox, folders.getFirst())) {
            boolean mayBeFolder =
                    entry.kind() == FileSystem.Kind.FOLDER
                            || entry.kind() == FileSystem.Kind.UNKNOWN;
            if (mayBeFolder && entry.name().startsWith(".")) {
                folders.add(folders.getFirst() + "/" + entry.name());
            }
        }
        long octets = 0;
        long messages = 0;
        for (String folder : folders) {
            for (Located located : Listing.of(mailbox, folder)) {
                octets += storedOctets(mailbox, located);
                messages++;
            }
        }
        return new Usage(octets, messages, now);
    }

    private long storedOctets(Mailbox mailbox, Located located) throws IOException {
        if (located.name().stored().isPresent()) {
            return located.name().stored().getAsLong();
        }
        String key = mailbox.volume().name() + "/" + mailbox.home() + "/" + located.name().key();
        Optional<Long> known = sizes.get(key);
        if (known.isPresent()) {
            return known.get();
        }
        long size =
                Listing.unlessGone(() -> mailbox.files().stat(located.path()))
                        .map(FileSystem.Stat::size)
                        .orElse(0L);
        sizes.put(key, size);
        return size;
    }
}
