package mailstead.maildir;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mailstead.mail.Content;
import mailstead.mail.MailException;
import mailstead.maildir.adoption.ForeignUidls;
import mailstead.maildir.files.Listing;
import mailstead.maildir.files.Located;
import mailstead.maildir.files.Mailbox;
import mailstead.maildir.files.MessageReader;
import mailstead.maildir.files.Troubles;
import mailstead.maildir.files.UniqueNames;
import mailstead.maildir.files.Usages;
import mailstead.maildir.files.WireSizes;
import mailstead.spi.Maildrop;

/**
 * A mailbox's INBOX as one POP3 session sees it: a listing, and where each message was last seen.
 * POP3 renames nothing and leaves no trace but removals. Confined to its session.
 */
final class MaildirDrop implements Maildrop {

    /** Removals in one visit to the volume's threads. */
    private static final int REMOVALS_AT_ONCE = 64;

    private final Mailbox mailbox;
    private final MessageReader reader;
    private final Troubles troubles;
    private final Usages usages;
    private final List<Entry> entries = new ArrayList<>();
    private final Map<String, Located> byUid = new HashMap<>();

    private MaildirDrop(Mailbox mailbox, MessageReader reader, Troubles troubles, Usages usages) {
        this.mailbox = mailbox;
        this.reader = reader;
        this.troubles = troubles;
        this.usages = usages;
    }

    static MaildirDrop open(Mailbox mailbox, WireSizes sizes, Troubles troubles, Usages usages)
            throws MailException {
        MaildirDrop drop =
                new MaildirDrop(mailbox, new MessageReader(mailbox, troubles), troubles, usages);
        try {
            String home = mailbox.volume().path(mailbox.home());
            Listed listed =
                    mailbox.volume()
                            .threads()
                            .call(() -> mailbox.run(() -> Listed.of(mailbox, home)));
            List<Located> found = listed.found();
            sizes.learn(mailbox, found);
            UniqueIds ids = new UniqueIds(listed.foreign());
            for (Located located : found) {
                String uid = ids.of(located.name());
                Optional<Long> octets = sizes.of(mailbox, located);
                // A message without a size vanished while it was measured.
                if (octets.isPresent()) {
                    drop.entries.add(new Entry(uid, octets.get()));
                    drop.byUid.put(uid, located);
                }
            }
        } catch (IOException e) {
            throw troubles.explain(mailbox.volume().name(), e);
        }
        return drop;
    }

    /**
     * What there is.
     *
     * @param foreign by which ids other servers told clients of it; not asked for where all
     *     messages are ours
     */
    private record Listed(List<Located> found, ForeignUidls foreign) {
        static Listed of(Mailbox mailbox, String home) throws IOException {
            List<Located> found = Listing.of(mailbox, home);
            boolean isOurs = found.stream().allMatch(it -> UniqueNames.isOurs(it.name().base()));
            return new Listed(found, isOurs ? ForeignUidls.NONE : ForeignUidls.read(mailbox));
        }
    }

    @Override
    public List<Entry> entries() {
        return List.copyOf(entries);
    }

    @Override
    public Content read(Entry entry) throws MailException, Gone {
        return reader.read(located(entry), entry.octets());
    }

    @Override
    public void remove(List<Entry> removed) throws MailException {
        List<Located> all = removed.stream().map(this::located).toList();
        Optional<IOException> failure = Optional.empty();
        for (int i = 0; i < all.size(); i += REMOVALS_AT_ONCE) {
            List<Located> some = all.subList(i, Math.min(all.size(), i + REMOVALS_AT_ONCE));
            try {
                Optional<IOException> one =
                        mailbox.volume().threads().call(() -> mailbox.run(() -> removeAll(some)));
                failure = failure.or(() -> one);
            } catch (IOException e) {
                failure = failure.or(() -> Optional.of(e));
            }
        }
        usages.forget(mailbox);
        if (failure.isPresent()) {
            throw troubles.explain(mailbox.volume().name(), failure.get());
        }
    }

    /** One that fails does not keep the others from being removed. */
    private Optional<IOException> removeAll(List<Located> some) {
        Optional<IOException> failure = Optional.empty();
        for (Located located : some) {
            try {
                remove(located);
            } catch (IOException e) {
                failure = failure.or(() -> Optional.of(e));
            }
        }
        return failure;
    }

    private void remove(Located located) throws IOException {
        reader.whereverItIs(
                located,
                path -> {
                    mailbox.files().unlink(path);
                    return path;
                });
    }

    private Located located(Entry entry) {
        Located located = byUid.get(entry.uid());
        if (located == null) {
            throw new IllegalArgumentException("not an entry of this maildrop");
        }
        return located;
    }
}
