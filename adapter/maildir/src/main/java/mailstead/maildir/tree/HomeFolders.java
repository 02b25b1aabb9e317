package mailstead.maildir.tree;

import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import mailstead.fs.FileSystem;
import mailstead.fs.OwnerSwitch;
import mailstead.mail.MailException;
import mailstead.mail.folder.FolderTree;
import mailstead.mail.folder.TreeChange;
import mailstead.mail.folder.TreeRequest;
import mailstead.maildir.files.HomeMaker;
import mailstead.maildir.files.Listing;
import mailstead.maildir.files.LiveCache;
import mailstead.maildir.files.Mailbox;
import mailstead.maildir.files.Usages;
import mailstead.maildir.folder.NoSuchFolder;
import mailstead.maildir.folder.OpenFolder;
import mailstead.maildir.folder.Registry;
import mailstead.maildir.folder.Workshop;
import mailstead.spi.AccountFolders;
import mailstead.spi.FolderGone;
import mailstead.spi.MailFolder;
import mailstead.spi.Quota;

/** The folders of one account, for all its sessions on this node. Shared. */
public final class HomeFolders implements AccountFolders {

    /** How often the home is looked at for directories that other software made. */
    private static final Duration LISTED_EVERY = Duration.ofMinutes(5);

    /** How old the tree may be for those who ask only for what never changes. */
    private static final Duration KNOWN_FOR = Duration.ofMinutes(1);

    private final Mailbox home;
    private final Workshop workshop;
    private final LiveCache<Folder, OpenFolder> open;
    private final FolderTree.Naming naming;
    private final TreeLog log;
    private volatile Quota quota;
    private volatile Optional<Long> listedAt = Optional.empty();

    /** When the tree was asked for last; of no meaning before it is known. */
    private volatile long askedAt;

    /** A folder of any account. */
    public record Folder(Mailbox home, String mailboxId) {}

    /**
     * Touches no file.
     *
     * @param home the account's INBOX
     * @param open the folders of all accounts that this node knows
     */
    public HomeFolders(
            Mailbox home,
            Quota quota,
            TreeGenesis genesis,
            LiveCache<Folder, OpenFolder> open,
            Workshop workshop) {
        this.home = home;
        this.quota = quota;
        this.open = open;
        this.workshop = workshop;
        this.naming = new NewFolders(workshop.clock(), workshop.nonces());
        this.log = new TreeLog(home, naming, genesis, workshop);
    }

    /** As the directory says now. */
    public void heard(Quota current) {
        quota = current;
    }

    private <T> T visit(OwnerSwitch.Work<T> work) throws MailException {
        try {
            return home.volume().threads().call(() -> home.run(work));
        } catch (IOException e) {
            throw workshop.troubles().explain(home.volume().name(), e);
        }
    }

    // ---- the tree

    @Override
    public FolderTree tree() throws MailException {
        return visit(this::newest).tree();
    }

    @Override
    public FolderTree known() throws MailException {
        Optional<TreeLog.Indexed> known = log.known();
        boolean isRecent = workshop.nanoClock().getAsLong() - askedAt < KNOWN_FOR.toNanos();
        return known.isPresent() && isRecent ? known.get().tree() : tree();
    }

    private TreeLog.Indexed newest() throws IOException {
        long before = workshop.nanoClock().getAsLong();
        TreeLog.Indexed tree = log.refresh();
        askedAt = before;
        long now = workshop.nanoClock().getAsLong();
        if (listedAt.isPresent() && now - listedAt.get() < LISTED_EVERY.toNanos()) {
            return tree;
        }
        listedAt = Optional.of(now);
        return adopted(tree);
    }

    /** With the directories that it did not know; goes on with removals that were left. */
    private TreeLog.Indexed adopted(TreeLog.Indexed known) throws IOException {
        List<FileSystem.Entry> listed = Listing.namesIn(home, home.volume().path(home.home()));
        Removal removal = new Removal(home);
        Set<String> retired = new HashSet<>(known.tree().retiredDirectories());
        for (FileSystem.Entry entry : listed) {
            if (retired.contains(entry.name())) {
                removal.begin(entry.name());
            } else if (entry.name().startsWith(Removal.PREFIX + ".")) {
                removal.goOn(entry.name());
            }
        }
        Adoption adoption = new Adoption(home, naming, workshop);
        Set<String> isToIgnore = new HashSet<>(retired);
        known.tree().folders().values().forEach(node -> isToIgnore.add(node.directory()));
        TreeLog.Indexed tree = known;
        while (true) {
            List<Adoption.Candidate> candidates = adoption.candidates(listed, isToIgnore);
            if (candidates.isEmpty()) {
                return tree;
            }
            candidates.forEach(candidate -> isToIgnore.add(candidate.directory()));
            tree = log.append(newest -> adoption.changes(newest, candidates));
        }
    }

    @Override
    public Outcome request(TreeRequest request) throws MailException {
        return visit(() -> {
            Decided decided = new Decided(request);
            TreeLog.Indexed tree = log.append(decided::on);
            if (decided.refusal.isPresent()) {
                return new Outcome.Refused(decided.refusal.get());
            }
            for (TreeChange change : decided.changes) {
                followUp(change, decided.before, tree.tree());
            }
            return new Outcome.Done(tree.tree());
        });
    }

    /** What came of the last decision. */
    private final class Decided {

        private final TreeRequest request;
        private Optional<TreeRequest.Refusal> refusal = Optional.empty();
        private List<TreeChange> changes = List.of();
        private Optional<FolderTree> before = Optional.empty();

        Decided(TreeRequest request) {
            this.request = request;
        }

        List<TreeChange> on(FolderTree newest) {
            before = Optional.of(newest);
            switch (newest.decide(request, naming)) {
                case FolderTree.Decision.Granted(List<TreeChange> granted) -> {
                    refusal = Optional.empty();
                    changes = granted;
                }
                case FolderTree.Decision.Refused(TreeRequest.Refusal why) -> {
                    refusal = Optional.of(why);
                    changes = List.of();
                }
            }
            return changes;
        }
    }

    /**
     * What the directories need after a change. It is done already: whatever fails here is made up
     * for by those who need it.
     */
    private void followUp(TreeChange change, Optional<FolderTree> before, FolderTree after) {
        try {
            switch (change) {
                case TreeChange.Created(_, FolderTree.Node node) ->
                        HomeMaker.makeFolder(home, home.subfolder(node.directory()));
                case TreeChange.Deleted(String name) -> {
                    Optional<FolderTree.Node> node = before.flatMap(tree -> tree.folder(name));
                    if (node.isPresent()) {
                        new Removal(home).begin(node.get().directory());
                        workshop.usages().forget(home);
                    }
                }
                case TreeChange.Subscribed _ -> writeSubscriptions(after);
                case TreeChange.Renamed _,
                        TreeChange.Numbered _,
                        TreeChange.Revalidated _,
                        TreeChange.UsesSet _,
                        TreeChange.Annotated _,
                        TreeChange.Granted _,
                        TreeChange.PeerNoted _ -> {}
            }
        } catch (IOException e) {
            workshop.troubles().explain(home.volume().name(), e);
        }
    }

    private void writeSubscriptions(FolderTree tree) throws IOException {
        home.volume()
                .threads()
                .startUnattended(() ->
                        home.run(() -> {
                            SubscriptionFile.write(
                                    home, tree.subscriptions(), workshop.names().next());
                            return tree;
                        }));
    }

    // ---- one folder

    @Override
    public MailFolder folder(String mailboxId) throws MailException, FolderGone {
        Optional<FolderTree.Node> known = log.known().flatMap(tree -> tree.node(mailboxId));
        FolderTree.Node node =
                known.isPresent()
                        ? known.get()
                        : visit(log::refresh).node(mailboxId).orElseThrow(FolderGone::new);
        return open.get(new Folder(home, mailboxId), () -> opened(node));
    }

    private OpenFolder opened(FolderTree.Node node) {
        Mailbox folder = node.directory().isEmpty() ? home : home.subfolder(node.directory());
        return new OpenFolder(
                home, folder, node.mailboxId(), new Entry(node.mailboxId(), folder), workshop);
    }

    /** One folder of the tree. */
    private final class Entry implements Registry {

        private final String mailboxId;
        private final Mailbox folder;

        Entry(String mailboxId, Mailbox folder) {
            this.mailboxId = mailboxId;
            this.folder = folder;
        }

        @Override
        public Quota quota() {
            return quota;
        }

        @Override
        public boolean canBeDeleted() {
            return folder != home;
        }

        @Override
        public void requireThere() throws IOException {
            node(log.refresh());
        }

        private FolderTree.Node node(TreeLog.Indexed tree) throws NoSuchFolder {
            return tree.node(mailboxId).orElseThrow(NoSuchFolder::new);
        }

        @Override
        public long uidValidityOfBirth() throws IOException {
            FolderTree.Node now = node(log.refresh());
            if (!now.isNumbered()) {
                return now.uidValidity();
            }
            return node(log.append(tree -> revalidation(tree, now.uidValidity()))).uidValidity();
        }

        /** Unless somebody else has given it a new one meanwhile. */
        private List<TreeChange> revalidation(FolderTree tree, long lost) {
            return TreeLog.Indexed.of(tree)
                    .node(mailboxId)
                    .filter(node -> node.isNumbered() && node.uidValidity() == lost)
                    .<TreeChange>map(_ ->
                            new TreeChange.Revalidated(
                                    mailboxId, naming.newUidValidity(tree.lastUidValidity())))
                    .stream()
                    .toList();
        }

        @Override
        public void requireNumbered() throws IOException {
            if (node(log.known().isPresent() ? log.known().get() : log.refresh()).isNumbered()) {
                return;
            }
            node(
                    log.append(tree ->
                            TreeLog.Indexed.of(tree)
                                    .node(mailboxId)
                                    .filter(node -> !node.isNumbered())
                                    .<TreeChange>map(_ -> new TreeChange.Numbered(mailboxId))
                                    .stream()
                                    .toList()));
        }

        @Override
        public void makeDirectories() throws IOException {
            if (folder == home) {
                HomeMaker.make(home);
            } else {
                HomeMaker.makeFolder(home, folder);
            }
        }
    }

    @Override
    public Usage usage() throws MailException {
        Usages.Usage usage = visit(() -> workshop.usages().counted(home));
        return new Usage(usage.octets(), usage.messages());
    }
}
