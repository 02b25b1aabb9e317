package mailstead.maildir;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import mailstead.fs.FileOwner;
import mailstead.fs.MountedVolume;
import mailstead.mail.Content;
import mailstead.mail.EventSink;
import mailstead.mail.MailException;
import mailstead.mail.Reason;
import mailstead.maildir.adoption.AdoptingGenesis;
import mailstead.maildir.adoption.HomeReport;
import mailstead.maildir.adoption.Survey;
import mailstead.maildir.delivery.Copy;
import mailstead.maildir.delivery.Outgoing;
import mailstead.maildir.delivery.Round;
import mailstead.maildir.files.Mailbox;
import mailstead.maildir.files.StaleFiles;
import mailstead.maildir.files.Troubles;
import mailstead.maildir.files.UniqueNames;
import mailstead.maildir.files.Usages;
import mailstead.maildir.files.WireSizes;
import mailstead.spi.Account;
import mailstead.spi.MailFolders;
import mailstead.spi.MailStore;
import mailstead.spi.Maildrop;

/**
 * Messages in Maildirs on volumes. Shared; any number of them, in any number of processes, serve
 * the same mailboxes.
 */
public final class MaildirStore implements MailStore {

    /** A home may have many folders, and every file of them is looked at. */
    private static final Duration SURVEY_MAX = Duration.ofHours(1);

    private final Volumes volumes;
    private final UniqueNames names;
    private final Troubles troubles;
    private final Usages usages;
    private final StaleFiles stale;
    private final WireSizes sizes = new WireSizes();
    private final MaildirFolders folders;

    /**
     * @param node this node's name; part of every message's name, uniqueness does not depend on it
     * @param nanoClock a monotonic clock such as {@code System::nanoTime}
     * @param random seeded unpredictably: two processes must not draw the same 64 bits
     */
    public MaildirStore(
            Volumes volumes,
            String node,
            InstantSource clock,
            LongSupplier nanoClock,
            RandomGenerator random,
            EventSink events) {
        this.volumes = volumes;
        this.names = new UniqueNames(node, clock, random);
        this.troubles = new Troubles(node, events, clock);
        this.usages = new Usages(nanoClock);
        this.stale = new StaleFiles(nanoClock);
        this.folders =
                new MaildirFolders(
                        this::mailbox,
                        troubles,
                        usages,
                        names,
                        clock,
                        nanoClock,
                        random,
                        new AdoptingGenesis(node, events));
    }

    /** The same mailboxes, and all other folders of their accounts, with UIDs and flags. */
    public MailFolders folders() {
        return folders;
    }

    /** What of an account's home would be taken over from another server; changes nothing. */
    public HomeReport survey(Account account) throws MailException {
        Mailbox mailbox = mailbox(account);
        try {
            return mailbox.volume()
                    .threads()
                    .call(SURVEY_MAX, () -> mailbox.run(new Survey(mailbox)::report));
        } catch (IOException e) {
            throw troubles.explain(mailbox.volume().name(), e);
        }
    }

    @Override
    public List<Result> deliver(List<Drop> drops, Content content, Mode mode) {
        Outgoing message;
        try {
            message = Outgoing.of(content);
        } catch (IOException e) {
            Result failed = new Result.Failed(Round.unreadable(e));
            return drops.stream().map(_ -> failed).toList();
        }
        List<Round.Part> parts = drops.stream().map(drop -> part(drop, message)).toList();
        List<Result> results = new Round(message, mode, troubles, usages).run(parts);
        for (Round.Part part : parts) {
            if (part.isStored()) {
                stale.collectIfDue(part.copy().mailbox());
            }
        }
        return results;
    }

    private Round.Part part(Drop drop, Outgoing message) {
        Outgoing.Form form = message.form(drop.prefix());
        try {
            Mailbox mailbox = mailbox(drop.account());
            Copy copy = new Copy(mailbox, names.next(), form.stored(), form.onWire());
            return new Round.Part(copy, drop.account().quota(), form);
        } catch (MailException e) {
            return new Round.Part(e, form);
        }
    }

    /** Asks the volume only if memory does not know the answer. */
    @Override
    public void checkRoom(Account account, long octets) throws MailException {
        Mailbox mailbox = mailbox(account);
        try {
            mailbox.volume().threads().requireClosedCircuit();
            if (!usages.isKnownToFit(mailbox, account.quota(), Usages.Need.of(octets))) {
                mailbox.volume()
                        .threads()
                        .call(() ->
                                mailbox.run(() -> {
                                    usages.requireRoom(
                                            mailbox, account.quota(), Usages.Need.of(octets));
                                    return mailbox;
                                }));
            }
        } catch (IOException e) {
            throw troubles.explain(mailbox.volume().name(), e);
        }
    }

    @Override
    public Maildrop open(Account account) throws MailException {
        Mailbox mailbox = mailbox(account);
        Maildrop drop = MaildirDrop.open(mailbox, sizes, troubles, usages);
        if (!drop.entries().isEmpty()) {
            stale.collectIfDue(mailbox);
        }
        return drop;
    }

    private Mailbox mailbox(Account account) throws MailException {
        Optional<FileOwner> owner = account.owner().map(o -> new FileOwner(o.uid(), o.gid()));
        return new Mailbox(volume(account.home().volume()), account.home().path(), owner);
    }

    private MountedVolume volume(String name) throws MailException {
        try {
            return volumes.named(name);
        } catch (MailException e) {
            if (e.reason() == Reason.STORAGE_UNAVAILABLE) {
                troubles.tellUnknown(name, e);
            }
            throw e;
        }
    }
}
