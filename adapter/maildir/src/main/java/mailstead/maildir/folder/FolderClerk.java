package mailstead.maildir.folder;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongConsumer;
import mailstead.fs.log.Appended;
import mailstead.fs.log.UnknownOutcome;
import mailstead.fs.log.View;
import mailstead.mail.folder.FolderState;
import mailstead.maildir.files.Mailbox;

/**
 * Does for one folder what sessions ask, together what they ask at the same time: reads its log,
 * looks at its files, and appends what follows from both. On the volume's threads, one at a time;
 * what others read is published whole.
 */
final class FolderClerk implements Desk.Clerk<FolderRequest<?>> {

    /** Messages that get their UIDs in one entry of the log. */
    private static final int ARRIVALS_AT_ONCE = 4_000;

    /** Files removed, renamed or linked in one visit to the volume's threads. */
    static final int FILES_AT_ONCE = 64;

    private static final int ATTEMPTS_MAX = 4;

    private final Mailbox folder;
    private final FolderLog log;
    private final Workshop workshop;
    private final FolderFiles files;
    private final Whereabouts whereabouts = new Whereabouts();
    private final Sweeper sweeper;
    private final Inspector inspector;
    private final Tidying tidying;
    private final Unwanted unwanted = new Unwanted();
    private final Runnable changed;
    private final LongConsumer tidyLater;

    private volatile Optional<Glance> glance = Optional.empty();

    /**
     * @param home the account's INBOX, for which usage is counted
     * @param changed called whenever there is a new state
     * @param tidyLater called with a UID from which on names are to be made tidy by and by
     */
    FolderClerk(
            Mailbox home,
            Mailbox folder,
            FolderLog log,
            Workshop workshop,
            Runnable changed,
            LongConsumer tidyLater) {
        this.folder = folder;
        this.log = log;
        this.workshop = workshop;
        this.files = new FolderFiles(folder, workshop.nanoClock());
        this.sweeper = new Sweeper(home, files, whereabouts, workshop.usages());
        this.inspector = new Inspector(files, whereabouts, sweeper);
        this.tidying = new Tidying(files, whereabouts, workshop);
        this.changed = changed;
        this.tidyLater = tidyLater;
    }

    /** What is known now; empty before the first look. */
    Optional<Glance> glance() {
        return glance;
    }

    /** What sessions were told is not there, for the next time that something is done. */
    Unwanted unwanted() {
        return unwanted;
    }

    FolderFiles files() {
        return files;
    }

    Whereabouts whereabouts() {
        return whereabouts;
    }

    @Override
    public void serve(List<FolderRequest<?>> requests) throws IOException {
        folder.run(() -> {
            serveAsOwner(requests);
            return folder;
        });
    }

    private void serveAsOwner(List<FolderRequest<?>> requests) throws IOException {
        List<FolderRequest.Look> looks = new ArrayList<>();
        List<FolderRequest.Edit> edits = new ArrayList<>();
        List<FolderRequest.Bring> brings = new ArrayList<>();
        OptionalLong tidyFrom = OptionalLong.empty();
        for (FolderRequest<?> request : requests) {
            switch (request) {
                case FolderRequest.Look look -> looks.add(look);
                case FolderRequest.Edit edit -> edits.add(edit);
                case FolderRequest.Bring bring -> brings.add(bring);
                case FolderRequest.Tidy tidy -> {
                    tidyFrom = OptionalLong.of(tidy.fromUid());
                    tidy.answer().keep(tidy.fromUid());
                }
            }
        }
        Runnable progress = () -> requests.forEach(request -> request.answer().prolong());
        long now = workshop.nanoClock().getAsLong();
        Inspection found = Inspection.NONE;
        if (!looks.isEmpty()) {
            boolean isWhole = looks.stream().anyMatch(FolderRequest.Look::isWhole);
            found = look(isWhole ? Inspector.Care.WHOLE : Inspector.Care.ARRIVALS, progress);
        }
        Optional<Unwanted.Removing> removing = unwanted.settled(log::settle);
        Work work =
                new Work(removing.map(Unwanted.Removing::edit).stream().toList(), edits, brings);
        Inspection rest = change(found, work, progress);
        removing.ifPresent(Unwanted.Removing::done);
        while (!rest.isEmpty()) {
            progress.run();
            rest = change(rest, Work.NONE, progress);
        }
        if (!looks.isEmpty()) {
            asked(now, found.isWhole());
        }
        for (FolderRequest.Look look : looks) {
            look.answer().keep(known().state());
        }
        if (tidyFrom.isPresent() && glance.isPresent()) {
            tidying.tidy(known().ledger(), tidyFrom.getAsLong()).ifPresent(tidyLater);
        }
        if (!looks.isEmpty()) {
            tidying.collectIfDue(this::readAnew);
            if (tidying.isDue(known())) {
                tidyLater.accept(1);
            }
        }
    }

    private Glance known() {
        return glance.orElseThrow();
    }

    private void asked(long now, boolean isWhole) {
        Glance known = known();
        glance =
                Optional.of(
                        new Glance(
                                known.view(),
                                now,
                                isWhole ? now : known.askedWholeAt(),
                                known.changedAt()));
    }

    /** Whether file names may not say what is known. */
    boolean isUntidy() {
        return glance.isPresent() && tidying.mayHelp(known().state());
    }

    private Ledger readAnew() throws IOException {
        publish(log.refresh());
        return known().ledger();
    }

    private Inspection look(Inspector.Care care, Runnable progress) throws IOException {
        View<Ledger> view = log.refresh();
        Inspection inspection = inspector.inspect(view.state(), care, progress);
        publish(view);
        tidying.noticed(inspection);
        return inspection;
    }

    /**
     * What is to be changed in one entry.
     *
     * @param own the folder's own edits, which nobody waits for
     */
    private record Work(
            List<Proposal.Edit> own,
            List<FolderRequest.Edit> edits,
            List<FolderRequest.Bring> brings) {

        static final Work NONE = new Work(List.of(), List.of(), List.of());

        /** Without what nobody waits for any more. */
        Work wanted() {
            return new Work(
                    own,
                    edits.stream().filter(edit -> edit.answer().isWanted()).toList(),
                    brings.stream().filter(bring -> bring.answer().isWanted()).toList());
        }

        List<Proposal.Edit> allEdits() {
            List<Proposal.Edit> all = new ArrayList<>(own);
            edits.forEach(edit -> all.add(edit.edit()));
            return all;
        }

        List<Proposal.Bringing> bringings() {
            return brings.stream().map(FolderRequest.Bring::bringing).toList();
        }

        /** Messages whose arrival can be taken back without taking anything else. */
        List<String> keys() {
            return bringings().stream()
                    .filter(bringing -> !bringing.isReplacing())
                    .flatMap(bringing -> bringing.keys().stream())
                    .toList();
        }
    }

    /**
     * One entry of the log, if there is anything to be said.
     *
     * @return what of the inspection is left to be said
     */
    private Inspection change(Inspection inspection, Work asked, Runnable progress)
            throws IOException {
        Inspection whole = inspection;
        for (int attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
            Inspection rest = whole.rest(ARRIVALS_AT_ONCE);
            Work work = asked.wanted();
            Proposal proposal = proposal(whole.first(ARRIVALS_AT_ONCE), work);
            if (proposal.isEmpty()) {
                return rest;
            }
            Appended<Ledger> appended = append(proposal, work);
            if (proposal.isUncleared()) {
                whole = look(Inspector.Care.CLEAR, progress);
                continue;
            }
            publish(appended.view());
            try {
                sweeper.remove(proposal.expunged());
            } finally {
                answer(work);
            }
            return proposal.isStale() ? look(Inspector.Care.WHOLE, progress) : rest;
        }
        throw new IOException(folder.home() + ": files of expunged messages do not go away");
    }

    private Appended<Ledger> append(Proposal proposal, Work work) throws IOException {
        try {
            return log.append(proposal);
        } catch (UnknownOutcome e) {
            unwanted.doubt(e, work.keys());
            throw e;
        }
    }

    private Proposal proposal(Inspection part, Work work) throws IOException {
        return new Proposal(
                new Proposal.Findings(
                        part.ledger().state(), inspector.arrivals(part), part.vanished()),
                work.allEdits(),
                work.bringings(),
                inspector.clearedThrough());
    }

    private void publish(View<Ledger> view) {
        long now = workshop.nanoClock().getAsLong();
        if (glance.isEmpty()) {
            glance = Optional.of(new Glance(view, now, now, now));
            return;
        }
        Glance known = known();
        if (isNewer(view, known.view()) && view.state().state() != known.state()) {
            glance = Optional.of(new Glance(view, known.askedAt(), known.askedWholeAt(), now));
            changed.run();
        }
    }

    /** A log that was made anew begins to count anew, but in a larger UIDVALIDITY. */
    private static boolean isNewer(View<Ledger> view, View<Ledger> than) {
        long its = view.state().state().uidValidity();
        long others = than.state().state().uidValidity();
        return its > others || its == others && view.isAtLeast(than);
    }

    private void answer(Work work) {
        FolderState state = known().state();
        for (FolderRequest.Edit edit : work.edits()) {
            Optional<RuntimeException> bug = edit.edit().bug();
            if (bug.isPresent()) {
                edit.answer().fail(bug.get());
            } else {
                edit.answer().keep(state);
            }
        }
        for (FolderRequest.Bring bring : work.brings()) {
            Proposal.Bringing bringing = bring.bringing();
            if (bringing.isRefused()) {
                bring.answer().fail(new IOException(folder.home() + " has no UIDs left"));
            } else if (!bring.answer().keep(bringing.messages(state)) && !bringing.isReplacing()) {
                // Who brought them has given up waiting, and says that they are not there.
                unwanted.add(bringing.keys());
                tidyLater.accept(1);
            }
        }
    }
}
