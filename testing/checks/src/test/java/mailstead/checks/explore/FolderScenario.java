package mailstead.checks.explore;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import mailstead.fs.FileSystem;
import mailstead.fs.MountedVolume;
import mailstead.mail.MailException;
import mailstead.mail.folder.Change;
import mailstead.mail.folder.Flags;
import mailstead.mail.folder.FolderState;
import mailstead.mail.folder.FolderTree;
import mailstead.mail.folder.Message;
import mailstead.mail.folder.NumberSet;
import mailstead.mail.folder.TreeRequest;
import mailstead.spi.FolderGone;
import mailstead.spi.MessageGone;
import mailstead.testkit.explore.Scenario;
import mailstead.testkit.explore.Stage;
import mailstead.testkit.nfs.Mount;
import mailstead.testkit.nfs.SimulatedNfs;

/**
 * An account with two messages in INBOX and one in the folder Work, and hosts that serve it. Not
 * shared: remembers what was prepared.
 */
final class FolderScenario implements Scenario {

    static final String WORK = "Work";

    static final String HOME = MailHost.VOLUME + "/" + MailHost.HOME;
    static final String INBOX_LOG = HOME + "/mailstead.log";
    static final String TREE_LOG = HOME + "/mailstead.folders";

    private final String name;
    private final Mount mount;
    private final Preparation preparation;
    private final Optional<Mistake> mistake;
    private final Consumer<FolderStage> cast;
    private Optional<Prepared> prepared = Optional.empty();

    /**
     * What was there before.
     *
     * @param inbox and {@code work} are the folders' identities; empty where there is nothing yet
     */
    record Prepared(String inbox, String work, List<Testimony.Original> originals) {

        static final Prepared NOTHING = new Prepared("", "", List.of());

        Prepared {
            originals = List.copyOf(originals);
        }

        String word(String folder, long uid) {
            return original(folder, uid).word();
        }

        long modSeq(String folder, long uid) {
            return original(folder, uid).message().modSeq();
        }

        private Testimony.Original original(String folder, long uid) {
            return originals.stream()
                    .filter(it -> it.folder().equals(folder) && it.message().uid() == uid)
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** What one host does before. */
    interface Preparation {
        void by(SimulatedNfs server, MailHost host) throws IOException, MailException, FolderGone;
    }

    private FolderScenario(
            String name,
            Mount mount,
            Preparation preparation,
            Optional<Mistake> mistake,
            Consumer<FolderStage> cast) {
        this.name = name;
        this.mount = mount;
        this.preparation = preparation;
        this.mistake = mistake;
        this.cast = cast;
    }

    static FolderScenario of(String name, Consumer<FolderStage> cast) {
        return new FolderScenario(
                name, Mount.NFS4_POSITIVE, (_, host) -> fill(host), Optional.empty(), cast);
    }

    FolderScenario after(Preparation more) {
        return new FolderScenario(
                name,
                mount,
                (server, host) -> {
                    preparation.by(server, host);
                    more.by(server, host);
                },
                mistake,
                cast);
    }

    FolderScenario fromNothing() {
        return new FolderScenario(name, mount, (_, _) -> {}, mistake, cast);
    }

    FolderScenario on(Mount another) {
        return new FolderScenario(name, another, preparation, mistake, cast);
    }

    FolderScenario with(Mistake made) {
        return new FolderScenario(name, mount, preparation, Optional.of(made), cast);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Mount mount() {
        return mount;
    }

    @Override
    public String toString() {
        return name + " on " + mount;
    }

    @Override
    public void prepare(SimulatedNfs server) throws IOException {
        FileSystem files = server.newcomer();
        files.mkdir(MailHost.VOLUME, 0700);
        files.syncFolder("/");
        MountedVolume.initialise(files, MailHost.VOLUME, MailHost.MARKER);
        MailHost host = new MailHost(files, "before", _ -> {});
        try {
            preparation.by(server, host);
            prepared = Optional.of(prepared(host));
        } catch (MailException | FolderGone | MessageGone e) {
            throw new IOException(e);
        }
    }

    private static void fill(MailHost host) throws MailException, FolderGone {
        String inbox = inbox(host);
        for (String word : List.of("m1", "m2")) {
            host.deliver(word);
            host.look(inbox);
        }
        host.tidy(inbox);
        host.request(new TreeRequest.Create(WORK, Set.of()));
        host.append(work(host), "w1", Flags.NONE);
    }

    private static String inbox(MailHost host) throws MailException {
        return host.tree().folder(FolderTree.INBOX).orElseThrow().mailboxId();
    }

    private static String work(MailHost host) throws MailException {
        return host.tree().folder(WORK).orElseThrow().mailboxId();
    }

    static void flag(MailHost host, Change.Mode mode, Flags flags, long uid)
            throws MailException, FolderGone {
        host.folder(inbox(host))
                .change(_ -> List.of(new Change.Flagged(NumberSet.of(uid), mode, flags)));
    }

    private Prepared prepared(MailHost host)
            throws MailException, FolderGone, MessageGone, IOException {
        List<Testimony.Original> originals = new ArrayList<>();
        FolderTree tree = host.tree();
        if (tree.folder(WORK).isEmpty()) {
            return Prepared.NOTHING;
        }
        for (FolderTree.Node node : tree.folders().values()) {
            FolderState state = host.look(node.mailboxId());
            for (Message message : MailHost.messages(state)) {
                String word = host.read(node.mailboxId(), message);
                originals.add(
                        new Testimony.Original(
                                node.mailboxId(), state.uidValidity(), message, word));
            }
        }
        return new Prepared(inbox(host), work(host), originals);
    }

    @Override
    public void play(Stage stage) {
        cast.accept(new FolderStage(stage, prepared.orElseThrow(), mistake));
    }
}
