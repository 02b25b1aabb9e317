package mailstead.checks.explore;

import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import mailstead.fs.FileSystem;
import mailstead.mail.Event;
import mailstead.mail.MailException;
import mailstead.mail.folder.Change;
import mailstead.mail.folder.Flags;
import mailstead.mail.folder.FolderState;
import mailstead.mail.folder.FolderTree;
import mailstead.mail.folder.Message;
import mailstead.mail.folder.NumberSet;
import mailstead.mail.folder.TreeRequest;
import mailstead.spi.AccountFolders;
import mailstead.spi.FolderGone;
import mailstead.spi.MailFolder;
import mailstead.spi.MessageGone;
import mailstead.testkit.explore.Stage;

/**
 * Hosts on one account's folders, each with one client, and what the clients ask and are told.
 * Confined to one run.
 */
final class FolderStage {

    private final Stage stage;
    private final FolderScenario.Prepared prepared;
    private final Optional<Mistake> mistake;
    private boolean isDamaged;

    /**
     * @param mistake of all hosts; with one, calls may fail though nothing is ill, and only what
     *     was told counts
     */
    FolderStage(Stage stage, FolderScenario.Prepared prepared, Optional<Mistake> mistake) {
        this.stage = stage;
        this.prepared = prepared;
        this.mistake = mistake;
        stage.atEnd(this::check);
    }

    /** What one client does. */
    interface Work {
        void by(Client client) throws IOException, MailException, FolderGone, MessageGone;
    }

    /** A host that knows all folders already. */
    void host(String name, Work work) {
        stage.warmActor(
                name,
                files -> {
                    Client client = new Client(name, files);
                    tolerant(client::selectAll);
                    stage.begin();
                    tolerant(() -> work.by(client));
                });
    }

    /** A host that serves several clients at once, with one store. */
    SharedHost sharedHost(String name) {
        stage.share(name);
        return new SharedHost(name);
    }

    /** The store is shared by its clients; each makes calls on files in its own name. */
    final class SharedHost {

        private final ThreadLocal<FileSystem> ofClient = new ThreadLocal<>();
        private final FileSystem files =
                mistaken(new ForwardingFileSystem(() -> Objects.requireNonNull(ofClient.get())));
        private final String name;
        private final MailHost host;
        private final AtomicInteger clients = new AtomicInteger();

        private SharedHost(String name) {
            this.name = name;
            this.host = new MailHost(files, name, FolderStage.this::hear);
        }

        /** Knows all folders already. */
        SharedHost client(String clientName, Work work) {
            clients.incrementAndGet();
            stage.warmActor(name, clientName, real -> serve(clientName, real, work));
            return this;
        }

        private void serve(String clientName, FileSystem real, Work work) throws IOException {
            ofClient.set(real);
            Client client = new Client(clientName, files, host, true);
            try {
                tolerant(client::selectAll);
                stage.begin();
                stage.turn();
                tolerant(() -> {
                    try {
                        work.by(client);
                    } finally {
                        stage.turn();
                    }
                });
            } finally {
                if (clients.decrementAndGet() == 0) {
                    host.close();
                }
            }
        }
    }

    private FileSystem mistaken(FileSystem files) {
        return mistake.map(made -> Mistaken.by(made, files)).orElse(files);
    }

    /** A host that has not seen anything yet. */
    void newHost(String name, Work work) {
        stage.actor(
                name,
                files -> {
                    Client client = new Client(name, files);
                    tolerant(() -> work.by(client));
                });
    }

    /** Before the schedule begins, and after the others have looked, somebody removes a log. */
    void logRemover(String name, String log) {
        isDamaged = true;
        stage.warmActor(
                name,
                files -> {
                    FileSystem.Entry identity = files.list(log + "/g1").getFirst();
                    String generation = log + "/g1/" + identity.name();
                    for (FileSystem.Entry entry : files.list(generation)) {
                        files.unlink(generation + "/" + entry.name());
                    }
                });
    }

    private boolean isMade(Mistake one) {
        return mistake.filter(one::equals).isPresent();
    }

    private void hear(Event event) {
        if (event instanceof Event.Trouble trouble && trouble.what().contains("LOST")) {
            stage.record(new Report.LogLost(trouble.what()));
        }
    }

    private interface Attempt {
        void run() throws IOException, MailException, FolderGone, MessageGone;
    }

    private void tolerant(Attempt attempt) throws IOException {
        try {
            attempt.run();
        } catch (IOException e) {
            if (mistake.isEmpty()) {
                throw e;
            }
        } catch (MailException e) {
            // Where logs are lost or deleted, nobody may know what became of an entry.
            if (mistake.isEmpty() && !isDamaged && !isBegun(Deed.Deletion.class)) {
                throw new IOException(e);
            }
        } catch (FolderGone e) {
            require(mistake.isPresent() || isBegun(Deed.Deletion.class), e);
        } catch (MessageGone e) {
            require(mistake.isPresent() || isAnyRemovable(), e);
        }
    }

    /** By somebody who asked for it, or because what failed is taken back. */
    private boolean isAnyRemovable() {
        return isBegun(Deed.Expunging.class)
                || isBegun(Deed.Moving.class)
                || stage.records(Report.Begun.class).stream()
                        .anyMatch(begun -> !isDone(begun.deed()));
    }

    private boolean isDone(Deed deed) {
        return stage.records(Report.class).stream()
                .anyMatch(report ->
                        report instanceof Report.Done done && done.deed() == deed
                                || report instanceof Report.Arrived it && it.deed() == deed);
    }

    private static void require(boolean isRight, Exception what) {
        if (!isRight) {
            throw new AssertionError("nobody has removed it", what);
        }
    }

    private boolean isBegun(Class<? extends Deed> type) {
        return stage.records(Report.Begun.class).stream()
                .anyMatch(it -> type.isInstance(it.deed()));
    }

    private Testimony testimony() {
        return new Testimony(prepared.originals(), stage.records(Report.class), isDamaged);
    }

    private void check(FileSystem newcomer) throws IOException {
        try {
            testimony().requireTrue(new MailHost(newcomer, "newcomer", this::hear));
        } catch (MailException | FolderGone | MessageGone e) {
            throw new AssertionError("a newcomer cannot look", e);
        }
    }

    /** A client of one host, and the notes of what it asks and is told. Confined to its actor. */
    final class Client {

        private final String name;
        private final FileSystem files;
        private final MailHost host;
        private final boolean isShared;

        /** The deletion that is being asked for. */
        private Optional<Deed.Deletion> deletion = Optional.empty();

        /** On a host of its own. */
        private Client(String name, FileSystem real) {
            this.name = name;
            this.files = mistaken(noting(real));
            String drawsLike = isMade(Mistake.TWO_DRAW_ALIKE) ? "all" : name;
            this.host = new MailHost(files, drawsLike, FolderStage.this::hear);
            this.isShared = false;
        }

        private Client(String name, FileSystem files, MailHost host, boolean isShared) {
            this.name = name;
            this.files = files;
            this.host = host;
            this.isShared = isShared;
        }

        /** Who shares a host goes on as soon as it is answered, and must wait for its turn here. */
        private void note(Report report) {
            if (isShared) {
                stage.turn();
            }
            stage.record(report);
        }

        /** Notes down when a deletion is decided, and when a message comes to its place. */
        private FileSystem noting(FileSystem real) {
            return new ForwardingFileSystem(real) {
                @Override
                public void rename(String from, String to) throws IOException {
                    super.rename(from, to);
                    if (from.contains("/tmp/") && to.contains("/cur/")) {
                        String fileName = to.substring(to.lastIndexOf('/') + 1);
                        stage.record(new Report.Placed(fileName));
                    }
                }

                @Override
                public void link(String existing, String added) throws IOException {
                    super.link(existing, added);
                    if (added.matches(FolderScenario.TREE_LOG + "/.*/e[0-9]+")) {
                        deletion.ifPresent(deed -> stage.record(new Report.Decided(deed)));
                    }
                }
            };
        }

        String inbox() {
            return prepared.inbox();
        }

        String work() {
            return prepared.work();
        }

        /** Where nothing was prepared. */
        String inboxNow() throws MailException {
            return named(FolderTree.INBOX).orElseThrow();
        }

        private void selectAll() throws MailException, FolderGone {
            for (FolderTree.Node node : host.tree().folders().values()) {
                select(node.mailboxId());
            }
        }

        FolderState select(String folder) throws MailException, FolderGone {
            return told(host.look(folder));
        }

        private FolderState told(FolderState state) {
            if (isShared) {
                stage.turn();
            }
            Report.Seen seen = Report.Seen.of(name, state);
            testimony().requireFitting(seen);
            stage.record(seen);
            return state;
        }

        /** SELECT, and FETCH of everything. */
        void readAll(String folder) throws MailException, FolderGone, MessageGone, IOException {
            for (Message message : MailHost.messages(select(folder))) {
                String word = host.read(folder, message);
                note(new Report.Read(folder, message.key(), word));
            }
        }

        /** The last session leaves, and names are made to say what flags there are. */
        void leave(String folder) throws MailException, FolderGone {
            host.tidy(folder);
        }

        private <D extends Deed> D begun(D deed) {
            stage.record(new Report.Begun(deed));
            return deed;
        }

        void deliver(String word) throws MailException {
            Deed deed = begun(new Deed.Delivery(word));
            host.deliver(word);
            note(new Report.Done(deed));
        }

        void append(String folder, String word, Flags flags) throws MailException, FolderGone {
            Deed deed = begun(new Deed.Addition(folder, word, flags));
            Message message = host.append(folder, word, flags);
            long uidValidity = host.folder(folder).known().uidValidity();
            note(new Report.Arrived(deed, folder, uidValidity, message, word, 0));
        }

        void flag(String folder, Change.Mode mode, Flags flags, long... uids)
                throws MailException, FolderGone {
            change(
                    begun(
                            new Deed.Flagging(
                                    folder,
                                    NumberSet.of(uids),
                                    mode,
                                    flags,
                                    OptionalLong.empty())));
        }

        /** If it has not changed since before the schedule. */
        void flagUnchanged(String folder, Flags flags, long uid) throws MailException, FolderGone {
            long since = prepared.modSeq(folder, uid);
            change(
                    begun(
                            new Deed.Flagging(
                                    folder,
                                    NumberSet.of(uid),
                                    Change.Mode.REPLACE,
                                    flags,
                                    OptionalLong.of(since))));
        }

        private void change(Deed.Flagging deed) throws MailException, FolderGone {
            apply(
                    deed,
                    deed.folder(),
                    newest -> {
                        NumberSet.Builder uids = new NumberSet.Builder();
                        for (Message message : newest.messages(deed.uids())) {
                            if (message.modSeq() <= deed.since().orElse(Long.MAX_VALUE)) {
                                uids.add(message.uid());
                            }
                        }
                        return uids.build();
                    },
                    uids -> new Change.Flagged(uids, deed.mode(), deed.flags()));
        }

        void expunge(String folder, long... uids) throws MailException, FolderGone {
            NumberSet all = NumberSet.of(uids);
            Deed deed = begun(new Deed.Expunging(folder, all, false));
            apply(deed, folder, newest -> newest.present(all), Change.Expunged::new);
        }

        /** EXPUNGE of what bears {@code \Deleted}. */
        void expungeDeleted(String folder, long... uids)
                throws IOException, MailException, FolderGone {
            NumberSet all = NumberSet.of(uids);
            Deed deed = begun(new Deed.Expunging(folder, all, true));
            if (isMade(Mistake.UNLINKS_FIRST)) {
                unlinkInInbox(host.folder(folder).known().messages(all));
            }
            apply(
                    deed,
                    folder,
                    newest -> {
                        NumberSet.Builder deleted = new NumberSet.Builder();
                        newest.messages(all).stream()
                                .filter(message -> message.flags().has(Flags.System.DELETED))
                                .forEach(message -> deleted.add(message.uid()));
                        return deleted.build();
                    },
                    Change.Expunged::new);
        }

        private void unlinkInInbox(List<Message> messages) throws IOException {
            for (FileSystem.Entry entry : files.list(FolderScenario.HOME + "/cur")) {
                if (messages.stream().anyMatch(it -> entry.name().startsWith(it.key()))) {
                    files.unlink(FolderScenario.HOME + "/cur/" + entry.name());
                }
            }
        }

        private interface Choice {
            NumberSet of(FolderState newest);
        }

        private void apply(
                Deed deed, String folder, Choice choice, Function<NumberSet, Change> change)
                throws MailException, FolderGone {
            NumberSet[] chosen = {NumberSet.EMPTY};
            FolderState before = host.folder(folder).known();
            MailFolder.Decision decision =
                    newest -> {
                        boolean isOld = isMade(Mistake.DECIDES_ON_WHAT_IT_KNEW);
                        chosen[0] = choice.of(isOld ? before : newest);
                        return chosen[0].isEmpty() ? List.of() : List.of(change.apply(chosen[0]));
                    };
            FolderState after = told(host.folder(folder).change(decision));
            note(new Report.Changed(deed, after.uidValidity(), chosen[0], after.highestModSeq()));
        }

        void copy(String from, String to, long... uids) throws MailException, FolderGone {
            NumberSet all = NumberSet.of(uids);
            Deed deed = begun(new Deed.Copying(from, all, to));
            arrived(deed, from, to, host.folder(from).copy(all, host.folder(to)));
        }

        void move(String from, String to, long... uids) throws MailException, FolderGone {
            NumberSet all = NumberSet.of(uids);
            Deed deed = begun(new Deed.Moving(from, all, to));
            arrived(deed, from, to, host.folder(from).move(all, host.folder(to)));
        }

        private void arrived(Deed deed, String from, String to, MailFolder.Copied copied) {
            for (int i = 0; i < copied.copies().size(); i++) {
                long source = copied.sources().get(i);
                note(
                        new Report.Arrived(
                                deed,
                                to,
                                copied.uidValidity(),
                                copied.copies().get(i),
                                prepared.word(from, source),
                                source));
            }
        }

        void create(String folderName) throws MailException {
            request(new Deed.Creation(folderName), new TreeRequest.Create(folderName, Set.of()));
        }

        void rename(String from, String to) throws MailException {
            request(new Deed.Renaming(work(), to), new TreeRequest.Rename(from, to));
        }

        void delete(String folderName) throws MailException {
            Deed.Deletion deed = new Deed.Deletion(work());
            deletion = Optional.of(deed);
            request(deed, new TreeRequest.Delete(folderName));
            deletion = Optional.empty();
        }

        private void request(Deed deed, TreeRequest request) throws MailException {
            begun(deed);
            switch (host.request(request)) {
                case AccountFolders.Outcome.Done _ -> note(new Report.Done(deed));
                case AccountFolders.Outcome.Refused _ -> note(new Report.Refused(deed));
            }
        }

        /** The folder that has this name now. */
        Optional<String> named(String folderName) throws MailException {
            return host.tree().folder(folderName).map(FolderTree.Node::mailboxId);
        }
    }
}
