package mailstead.maildir.folder;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import mailstead.fs.Errno;
import mailstead.fs.FileFailure;
import mailstead.fs.VolumeThreads;
import mailstead.mail.MailException;
import mailstead.mail.folder.FolderState;
import mailstead.mail.folder.Message;
import mailstead.mail.folder.NumberSet;
import mailstead.mail.mime.Digest;
import mailstead.mail.mime.KeptFields;
import mailstead.maildir.digest.FolderDigests;
import mailstead.maildir.files.Mailbox;
import mailstead.maildir.files.MessageName;
import mailstead.maildir.files.MessageStream;
import mailstead.spi.FolderGone;
import mailstead.spi.Headway;
import mailstead.spi.MailFolder;
import mailstead.spi.MessageGone;

/**
 * One folder of this node, for all its sessions. Shared. What changes it waits its turn at a {@link
 * Desk}; reading messages does not.
 */
public final class OpenFolder implements MailFolder {

    /** How often {@code cur} is asked about where only other software takes files away. */
    private static final Duration WHOLE_EVERY = Duration.ofMinutes(1);

    /** How often a message may move between being found and being opened. */
    private static final int ATTEMPTS_MAX = 5;

    private final Mailbox home;
    private final Mailbox folder;
    private final String mailboxId;
    private final Registry registry;
    private final Workshop workshop;
    private final VolumeThreads threads;
    private final FolderClerk clerk;
    private final Desk<FolderRequest<?>> desk;
    private final FolderDigests digests;
    private final List<Watcher> watchers = new CopyOnWriteArrayList<>();

    /**
     * Touches no file.
     *
     * @param home the account's INBOX
     */
    public OpenFolder(
            Mailbox home, Mailbox folder, String mailboxId, Registry registry, Workshop workshop) {
        this.home = home;
        this.folder = folder;
        this.mailboxId = mailboxId;
        this.registry = registry;
        this.workshop = workshop;
        this.threads = folder.volume().threads();
        this.clerk =
                new FolderClerk(
                        home,
                        folder,
                        new FolderLog(folder, mailboxId, registry, workshop),
                        workshop,
                        () -> watchers.forEach(Watcher::hear),
                        this::tidy);
        this.desk = new Desk<>(threads, clerk);
        this.digests =
                new FolderDigests(
                        folder,
                        workshop.digestMemory(),
                        workshop.names(),
                        workshop.nanoClock(),
                        this::presentKeys);
    }

    Mailbox mailbox() {
        return folder;
    }

    Mailbox home() {
        return home;
    }

    Registry registry() {
        return registry;
    }

    FolderFiles files() {
        return clerk.files();
    }

    Whereabouts whereabouts() {
        return clerk.whereabouts();
    }

    /** What {@code a} to {@code z} stand for in file names. */
    List<String> letters() {
        return clerk.glance().map(glance -> glance.ledger().letters()).orElse(List.of());
    }

    /** How many messages are held in memory. */
    public int weight() {
        return clerk.glance().map(glance -> glance.state().size()).orElse(0);
    }

    // ---- state

    @Override
    public String mailboxId() {
        return mailboxId;
    }

    @Override
    public FolderState known() throws MailException, FolderGone {
        Optional<Glance> glance = clerk.glance();
        return glance.isPresent() ? glance.get().state() : refresh(Duration.ZERO);
    }

    @Override
    public FolderState refresh(Duration ageMax) throws MailException, FolderGone {
        Optional<Glance> glance = clerk.glance();
        if (glance.isEmpty()) {
            return look(true);
        }
        long now = workshop.nanoClock().getAsLong();
        if (now - glance.get().askedAt() < ageMax.toNanos()) {
            return glance.get().state();
        }
        boolean isWholeDue = now - glance.get().askedWholeAt() >= WHOLE_EVERY.toNanos();
        return look(isWholeDue || ageMax.isZero() && mayLoseFilesUnlogged());
    }

    /** POP3 removes from INBOX, and writes no log; all else that nodes remove is in a log. */
    private boolean mayLoseFilesUnlogged() {
        return folder.equals(home);
    }

    /** Whether a message is there, as far as is known. */
    boolean stateHas(Message message) {
        return clerk.glance()
                .flatMap(glance -> glance.state().byUid(message.uid()))
                .filter(its -> its.key().equals(message.key()))
                .isPresent();
    }

    FolderState look(boolean isWhole) throws MailException, FolderGone {
        return ask(new FolderRequest.Look(threads, isWhole));
    }

    @Override
    public FolderState change(Decision decision) throws MailException, FolderGone {
        return ask(new FolderRequest.Edit(threads, new Proposal.Edit(decision)));
    }

    /**
     * Gives UIDs to complete files in {@code tmp}.
     *
     * @return the messages; none if one that they were to replace is gone
     */
    List<Message> bring(Proposal.Bringing bringing) throws IOException {
        FolderRequest.Bring request = new FolderRequest.Bring(threads, bringing);
        desk.submit(request);
        return request.answer().await();
    }

    /** A client was told that these are not there: they go, now or when the log answers again. */
    void takeBack(List<Message> messages) {
        clerk.unwanted().add(messages.stream().map(Message::key).toList());
        try {
            change(_ -> List.of());
        } catch (MailException | FolderGone _) {
            // The next one who does something here takes them along.
        }
    }

    private <T> T ask(FolderRequest<T> request) throws MailException, FolderGone {
        try {
            desk.submit(request);
            return request.answer().await();
        } catch (IOException e) {
            throw explain(e);
        }
    }

    /** Throws what the session may know. */
    MailException explain(IOException cause) throws FolderGone {
        if (cause instanceof NoSuchFolder) {
            throw new FolderGone();
        }
        return workshop.troubles().explain(folder.volume().name(), cause);
    }

    private void tidy(long fromUid) {
        desk.submit(new FolderRequest.Tidy(threads, fromUid));
    }

    /** What a message takes on disk, as far as is known. */
    long storedOctets(Message message) {
        return whereabouts()
                .find(message.key())
                .map(found -> MessageName.parse(found.name()).stored().orElse(0))
                .orElse(Math.max(0, message.wireOctets()));
    }

    // ---- content

    @Override
    public InputStream read(Message message, long from) throws MailException, MessageGone {
        try {
            for (int attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
                known();
                if (!stateHas(message)) {
                    throw new MessageGone();
                }
                Optional<Found> found = whereabouts().find(message.key());
                if (found.isPresent()) {
                    Optional<InputStream> opened = open(message, found.get(), from);
                    if (opened.isPresent()) {
                        return opened.get();
                    }
                }
                look(true);
            }
            throw explain(new FileFailure("find", message.key(), Errno.ESTALE));
        } catch (FolderGone _) {
            throw new MessageGone();
        } catch (IOException e) {
            throw workshop.troubles().explain(folder.volume().name(), e);
        }
    }

    @Override
    public Digest digest(Message message) throws MailException, MessageGone {
        try {
            Optional<Digest> known = digests.find(message.key());
            if (known.isPresent()) {
                return known.get();
            }
        } catch (IOException e) {
            throw workshop.troubles().explain(folder.volume().name(), e);
        }
        Digest read = MailFolder.super.digest(message);
        digests.remember(message.key(), read);
        return read;
    }

    @Override
    public KeptFields fields(Message message) throws MailException, MessageGone {
        try {
            Optional<KeptFields> known = digests.findFields(message.key());
            if (known.isPresent()) {
                return known.get();
            }
        } catch (IOException e) {
            throw workshop.troubles().explain(folder.volume().name(), e);
        }
        return digest(message).fields();
    }

    /** Asks where the files are, which costs the same in every folder. */
    private Predicate<String> presentKeys() {
        return clerk.glance().isEmpty() ? _ -> true : key -> whereabouts().find(key).isPresent();
    }

    /** Empty if the file is not there any more. */
    private Optional<InputStream> open(Message message, Found found, long from) throws IOException {
        try {
            return Optional.of(
                    MessageStream.open(
                            folder,
                            files().path(found),
                            MessageName.parse(found.name()),
                            mailboxId + "/" + message.key(),
                            from,
                            workshop.checkpoints()));
        } catch (FileFailure e) {
            if (e.errno() == Errno.ENOENT) {
                return Optional.empty();
            }
            throw e;
        }
    }

    // ---- messages coming in

    @Override
    public Upload upload() {
        return new Uploading(this, workshop);
    }

    @Override
    public List<Message> add(List<Addition> additions) throws MailException, FolderGone {
        return new Publication(this, workshop, Headway.UNTOLD).add(additions);
    }

    @Override
    public Optional<Message> replace(long uid, Addition addition) throws MailException, FolderGone {
        return new Publication(this, workshop, Headway.UNTOLD).replace(uid, addition);
    }

    @Override
    public Copied copy(NumberSet uids, MailFolder target, Headway headway)
            throws MailException, FolderGone {
        return new Copying(this, (OpenFolder) target, workshop, headway).copy(uids);
    }

    @Override
    public Copied move(NumberSet uids, MailFolder target, Headway headway)
            throws MailException, FolderGone {
        return new Moving(this, (OpenFolder) target, workshop, headway).move(uids);
    }

    // ---- watching

    @Override
    public Watch watch(Runnable listener) {
        Watcher watcher = new Watcher(listener);
        watchers.add(watcher);
        return watcher;
    }

    /** One session's ear. Shared. */
    private final class Watcher implements Watch {

        private final Runnable listener;

        Watcher(Runnable listener) {
            this.listener = listener;
        }

        void hear() {
            listener.run();
        }

        /** When the last one goes, what this node knows is left for others. */
        @Override
        public void close() {
            if (watchers.remove(this) && watchers.isEmpty()) {
                digests.settle();
                if (clerk.isUntidy()) {
                    tidy(1);
                }
            }
        }
    }

    /** Work on files in this folder on the volume's threads, as the owner. */
    <T> T visit(VolumeThreads.Task<T> work) throws IOException {
        return threads.call(new Visit<>(work));
    }

    /** With a deadline of its own, for work that is known to be much. */
    <T> T visit(Duration deadline, VolumeThreads.Task<T> work) throws IOException {
        return threads.call(deadline, new Visit<>(work));
    }

    /** Makes missing directories of a folder that is there, and tries again. */
    private final class Visit<T> implements VolumeThreads.Task<T> {

        private final VolumeThreads.Task<T> work;

        Visit(VolumeThreads.Task<T> work) {
            this.work = work;
        }

        @Override
        public T run() throws IOException {
            return folder.run(() -> {
                try {
                    return work.run();
                } catch (FileFailure e) {
                    if (e.errno() != Errno.ENOENT) {
                        throw e;
                    }
                    registry.requireThere();
                    registry.makeDirectories();
                    return work.run();
                }
            });
        }

        @Override
        public void abandoned(T unwanted) throws IOException {
            folder.run(() -> {
                work.abandoned(unwanted);
                return unwanted;
            });
        }
    }

    /** Some at a time. */
    static <T> List<List<T>> portions(List<T> all) {
        List<List<T>> portions = new ArrayList<>();
        for (int i = 0; i < all.size(); i += FolderClerk.FILES_AT_ONCE) {
            portions.add(all.subList(i, Math.min(all.size(), i + FolderClerk.FILES_AT_ONCE)));
        }
        return portions;
    }
}
