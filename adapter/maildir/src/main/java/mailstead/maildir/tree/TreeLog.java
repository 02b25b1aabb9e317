package mailstead.maildir.tree;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import mailstead.fs.Errno;
import mailstead.fs.FileFailure;
import mailstead.fs.log.LostLog;
import mailstead.fs.log.SharedLog;
import mailstead.fs.log.View;
import mailstead.mail.folder.FolderTree;
import mailstead.mail.folder.TreeChange;
import mailstead.maildir.binary.NewerFormat;
import mailstead.maildir.files.HomeMaker;
import mailstead.maildir.files.Mailbox;
import mailstead.maildir.folder.Workshop;

/**
 * An account's tree on the shared log. Makes the home and the log where they are missing, and a log
 * anew that was lost. Shared; what touches files runs on the volume's threads, as the owner.
 */
final class TreeLog {

    /** In the account's home. */
    static final String NAME = "mailstead.folders";

    private final Mailbox home;
    private final Workshop workshop;
    private final SharedLog<FolderTree> log;
    private volatile Optional<Indexed> indexed = Optional.empty();

    /** A tree whose folders are found by identity. Immutable. */
    record Indexed(FolderTree tree, Map<String, FolderTree.Node> byId) {
        static Indexed of(FolderTree tree) {
            Map<String, FolderTree.Node> byId = new HashMap<>();
            tree.folders().values().forEach(node -> byId.put(node.mailboxId(), node));
            return new Indexed(tree, byId);
        }

        Optional<FolderTree.Node> node(String mailboxId) {
            return Optional.ofNullable(byId.get(mailboxId));
        }
    }

    TreeLog(Mailbox home, FolderTree.Naming naming, TreeGenesis genesis, Workshop workshop) {
        this.home = home;
        this.workshop = workshop;
        this.log =
                new SharedLog<>(
                        home.files(),
                        home.folder(NAME),
                        new TreeCodec(),
                        salvaged -> genesis.of(home, naming, salvaged),
                        workshop.nonces(),
                        workshop.logPolicy());
    }

    /** The newest that this node knows; no call. */
    Optional<Indexed> known() {
        return log.known().map(this::index);
    }

    private Indexed index(View<FolderTree> view) {
        Optional<Indexed> last = indexed;
        if (last.isPresent() && last.get().tree() == view.state()) {
            return last.get();
        }
        Indexed next = Indexed.of(view.state());
        indexed = Optional.of(next);
        return next;
    }

    /** The newest that the server knows. */
    Indexed refresh() throws IOException {
        return index(whatever(log::refresh));
    }

    /**
     * Appends what is decided on the newest tree, if anything; called again on a newer one.
     *
     * @return a tree that holds it
     */
    Indexed append(Function<FolderTree, List<TreeChange>> decision) throws IOException {
        View<FolderTree> view =
                whatever(() ->
                                log.append(newest -> {
                                    List<TreeChange> changes = decision.apply(newest);
                                    return changes.isEmpty()
                                            ? Optional.empty()
                                            : Optional.of(TreeCodec.pack(changes));
                                }))
                        .view();
        if (log.isUpkeepDue()) {
            // If the volume is busy, the next append will ask again.
            home.runUnattended(() -> {
                log.upkeep();
                return log;
            });
        }
        return index(view);
    }

    private interface Call<T> {
        T run() throws IOException;
    }

    private <T> T whatever(Call<T> call) throws IOException {
        try {
            return call.run();
        } catch (LostLog lost) {
            if (NewerFormat.isBehind(lost)) {
                throw lost;
            }
            workshop.troubles().tellLost(home.volume().name(), home.home() + "/" + NAME, lost);
            withHome(() -> log.recreate(lost));
            return call.run();
        } catch (FileFailure e) {
            if (e.errno() != Errno.ENOENT) {
                throw e;
            }
            HomeMaker.make(home);
            return call.run();
        }
    }

    /** The home may be gone with the log. */
    private <T> T withHome(Call<T> call) throws IOException {
        try {
            return call.run();
        } catch (FileFailure e) {
            if (e.errno() != Errno.ENOENT) {
                throw e;
            }
            HomeMaker.make(home);
            return call.run();
        }
    }
}
