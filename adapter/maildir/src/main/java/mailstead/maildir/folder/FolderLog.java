package mailstead.maildir.folder;

import java.io.IOException;
import java.util.Optional;
import mailstead.fs.Errno;
import mailstead.fs.FileFailure;
import mailstead.fs.log.Appended;
import mailstead.fs.log.Decision;
import mailstead.fs.log.LostLog;
import mailstead.fs.log.SharedLog;
import mailstead.fs.log.UnknownOutcome;
import mailstead.fs.log.View;
import mailstead.mail.folder.FolderState;
import mailstead.maildir.binary.NewerFormat;
import mailstead.maildir.files.Mailbox;

/**
 * A folder's state on the shared log. Runs on the volume's threads, as the owner, one at a time.
 * Makes the folder's directories and its log where they are missing, and a log anew that was lost.
 */
public final class FolderLog {

    /** In the folder's directory. */
    public static final String NAME = "mailstead.log";

    private final Mailbox folder;
    private final Registry registry;
    private final Workshop workshop;
    private final SharedLog<Ledger> log;

    /** The UIDVALIDITY for which the tree is known to say that UIDs may have been given. */
    private long numberedUidValidity;

    FolderLog(Mailbox folder, String mailboxId, Registry registry, Workshop workshop) {
        this.folder = folder;
        this.registry = registry;
        this.workshop = workshop;
        this.log =
                new SharedLog<>(
                        folder.files(),
                        folder.folder(NAME),
                        FolderCodec.of(mailboxId),
                        salvaged -> birth(mailboxId, salvaged),
                        workshop.nonces(),
                        workshop.logPolicy());
    }

    private Ledger birth(String mailboxId, Optional<Ledger> salvaged) throws IOException {
        Ledger first =
                workshop.genesis().of(folder, mailboxId, registry.uidValidityOfBirth(), salvaged);
        if (salvaged.isPresent()) {
            // What is left of a lost log is numbered at once, and another time may be differently.
            registry.requireNumbered();
        }
        return first;
    }

    /** As {@link SharedLog#refresh}. */
    View<Ledger> refresh() throws IOException {
        return whatever(log::refresh);
    }

    /** As {@link SharedLog#append}; looks after the log now and then. */
    Appended<Ledger> append(Decision<Ledger> decision) throws IOException {
        Numbering numbering = new Numbering(decision);
        Appended<Ledger> appended = whatever(() -> log.append(numbering));
        while (numbering.isWanting()) {
            // The log is there now: from here on, who finds none takes it for lost.
            registry.requireNumbered();
            numberedUidValidity = appended.view().state().state().uidValidity();
            appended = whatever(() -> log.append(numbering));
        }
        if (log.isUpkeepDue()) {
            // If the volume is busy, the next append will ask again.
            folder.runUnattended(() -> {
                log.upkeep();
                return log;
            });
        }
        return appended;
    }

    /** As {@link SharedLog#settle}; an entry of a log that was lost since is forgotten. */
    SharedLog.Verdict settle(UnknownOutcome doubt) throws IOException {
        try {
            return log.settle(doubt);
        } catch (LostLog _) {
            return SharedLog.Verdict.FORGOTTEN;
        }
    }

    /** Gives no UID before the tree says that there may be some. */
    private final class Numbering implements Decision<Ledger> {

        private final Decision<Ledger> decision;
        private boolean isWanting;

        Numbering(Decision<Ledger> decision) {
            this.decision = decision;
        }

        boolean isWanting() {
            return isWanting;
        }

        @Override
        public Optional<byte[]> decide(Ledger newest) {
            isWanting = newest.state().uidValidity() != numberedUidValidity;
            return isWanting ? Optional.empty() : decision.decide(newest);
        }
    }

    private interface Call<T> {
        T run() throws IOException;
    }

    private <T> T whatever(Call<T> call) throws IOException {
        try {
            return call.run();
        } catch (LostLog lost) {
            remake(lost);
        } catch (FileFailure e) {
            if (e.errno() != Errno.ENOENT) {
                throw e;
            }
            registry.requireThere();
            registry.makeDirectories();
        }
        return call.run();
    }

    private void remake(LostLog lost) throws IOException {
        if (NewerFormat.isBehind(lost)) {
            throw lost;
        }
        // The log of a deleted folder is gone, too.
        registry.requireThere();
        workshop.troubles().tellLost(folder.volume().name(), folder.home(), lost);
        try {
            log.recreate(lost);
        } catch (FileFailure e) {
            if (e.errno() != Errno.ENOENT) {
                throw e;
            }
            registry.makeDirectories();
            log.recreate(lost);
        }
    }

    /**
     * What a folder's log says that the folder is; empty if there is none, or none that can be
     * read.
     */
    public static Optional<FolderState> written(Mailbox folder, Workshop workshop)
            throws IOException {
        SharedLog<Ledger> log =
                new SharedLog<>(
                        folder.files(),
                        folder.folder(NAME),
                        FolderCodec.asWritten(),
                        _ -> {
                            throw new NoLog();
                        },
                        workshop.nonces(),
                        workshop.logPolicy());
        try {
            return Optional.of(log.refresh().state().state());
        } catch (NoLog | LostLog _) {
            return Optional.empty();
        }
    }

    /** Nothing is to be made where there is nothing. */
    private static final class NoLog extends IOException {
        private static final long serialVersionUID = 1L;
    }
}
