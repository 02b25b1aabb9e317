package mailstead.maildir.folder;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import mailstead.fs.log.Decision;
import mailstead.mail.folder.Change;
import mailstead.mail.folder.FolderState;
import mailstead.mail.folder.Message;
import mailstead.mail.folder.NumberSet;

/**
 * What is to be done with a folder in one entry of its log: what was found among its files, what
 * sessions want changed, and what they bring. Decided anew on every newer state; only the last
 * decision counts. Confined to one append.
 */
final class Proposal implements Decision<Ledger> {

    private final Findings findings;
    private final List<Edit> edits;
    private final List<Bringing> bringings;
    private final long clearedThrough;

    private boolean isStale;
    private boolean isUncleared;
    private List<Message> expunged = List.of();

    /**
     * What a look at the files showed.
     *
     * @param seenBy the state with which the files were compared
     * @param arrivals files that this state knows nothing of
     * @param vanished messages of this state without a file
     */
    record Findings(FolderState seenBy, List<Change.Arrival> arrivals, List<Message> vanished) {
        Findings {
            arrivals = List.copyOf(arrivals);
            vanished = List.copyOf(vanished);
        }

        boolean isEmpty() {
            return arrivals.isEmpty() && vanished.isEmpty();
        }
    }

    /** What one session wants. Confined to one append. */
    static final class Edit {

        private final mailstead.spi.MailFolder.Decision decision;
        private Optional<RuntimeException> bug = Optional.empty();

        Edit(mailstead.spi.MailFolder.Decision decision) {
            this.decision = decision;
        }

        /** What the decision threw instead of deciding: its session's trouble, nobody else's. */
        Optional<RuntimeException> bug() {
            return bug;
        }

        private List<Change> on(FolderState newest) {
            bug = Optional.empty();
            try {
                List<Change> changes = decision.on(newest);
                changes.forEach(Edit::requireAllowed);
                return changes;
            } catch (RuntimeException e) {
                bug = Optional.of(e);
                return List.of();
            }
        }

        private static void requireAllowed(Change change) {
            switch (change) {
                case Change.Flagged _, Change.Expunged _ -> {}
                case Change.Added _, Change.Vanished _ ->
                        throw new IllegalArgumentException("only the store knows of files");
            }
        }
    }

    /** Messages whose files are complete in {@code tmp}. Confined to one append. */
    static final class Bringing {

        private final List<Change.Arrival> arrivals;
        private final NumberSet replaced;
        private long firstUid;
        private boolean isRefused;
        private boolean isLate;

        /**
         * @param replaced messages that go when these come; if one of them is gone already, nothing
         *     is done
         */
        Bringing(List<Change.Arrival> arrivals, NumberSet replaced) {
            this.arrivals = List.copyOf(arrivals);
            this.replaced = replaced;
        }

        boolean isReplacing() {
            return !replaced.isEmpty();
        }

        List<String> keys() {
            return arrivals.stream().map(Change.Arrival::key).toList();
        }

        private boolean isLateFor(FolderState newest) {
            return newest.present(replaced).count() < replaced.count();
        }

        /** What is to be done; nothing if that is not possible. */
        private List<Change> on(FolderState newest) {
            firstUid = newest.uidNext();
            isRefused = !hasUids(newest, arrivals.size());
            isLate = isLateFor(newest);
            if (isRefused || isLate || arrivals.isEmpty()) {
                return List.of();
            }
            Change added = new Change.Added(arrivals);
            return isReplacing() ? List.of(added, new Change.Expunged(replaced)) : List.of(added);
        }

        /**
         * The messages that these have become, in their order; none if there was nothing to
         * replace. One that is not in the state any more is told as it was.
         */
        List<Message> messages(FolderState state) {
            List<Message> messages = new ArrayList<>();
            for (int i = 0; i < (isLate ? 0 : arrivals.size()); i++) {
                Change.Arrival arrival = arrivals.get(i);
                long uid = firstUid + i;
                messages.add(
                        state.byUid(uid)
                                .orElseGet(() -> arrival.message(uid, state.highestModSeq())));
            }
            return messages;
        }

        /** Whether there are no UIDs left. */
        boolean isRefused() {
            return isRefused;
        }
    }

    /**
     * @param clearedThrough no file is left of messages that were removed up to this modification
     *     sequence
     */
    Proposal(Findings findings, List<Edit> edits, List<Bringing> bringings, long clearedThrough) {
        this.findings = findings;
        this.edits = edits;
        this.bringings = bringings;
        this.clearedThrough = clearedThrough;
    }

    boolean isEmpty() {
        return findings.isEmpty() && edits.isEmpty() && bringings.isEmpty();
    }

    /** Whether so much has happened since the files were looked at that they must be again. */
    boolean isStale() {
        return isStale;
    }

    /**
     * Whether nothing was decided because messages would have been forgotten whose files may still
     * be there, and would then look like new ones.
     */
    boolean isUncleared() {
        return isUncleared;
    }

    /** Messages that sessions expunged: their files are to be removed. */
    List<Message> expunged() {
        return expunged;
    }

    @Override
    public Optional<byte[]> decide(Ledger newest) {
        isStale = false;
        isUncleared = false;
        List<Change> changes = new ArrayList<>();
        Ledger ledger = newest;
        for (Change change : found(newest.state())) {
            ledger = ledger.preview(change);
            changes.add(change);
        }
        List<Message> removed = new ArrayList<>();
        for (Edit edit : edits) {
            ledger = extended(ledger, edit.on(ledger.state()), changes, removed);
        }
        for (Bringing bringing : bringings) {
            ledger = extended(ledger, bringing.on(ledger.state()), changes, removed);
        }
        if (!removed.isEmpty() && ledger.state().removals().knownSince() > clearedThrough) {
            isUncleared = true;
            return Optional.empty();
        }
        expunged = removed;
        return changes.isEmpty() ? Optional.empty() : Optional.of(FolderCodec.pack(changes));
    }

    /** With further changes, as far as they change anything. */
    private static Ledger extended(
            Ledger before, List<Change> further, List<Change> changes, List<Message> removed) {
        Ledger ledger = before;
        for (Change change : further) {
            if (change instanceof Change.Expunged(NumberSet uids)) {
                removed.addAll(ledger.state().messages(uids));
            }
            Ledger after = ledger.preview(change);
            if (after.state() != ledger.state()) {
                changes.add(change);
                ledger = after;
            }
        }
        return ledger;
    }

    private static boolean hasUids(FolderState state, int count) {
        return state.uidNext() + count - 1 <= NumberSet.MAX;
    }

    /** What of the findings is still true. */
    private List<Change> found(FolderState newest) {
        List<Change> changes = new ArrayList<>();
        NumberSet.Builder vanished = new NumberSet.Builder();
        for (Message message : findings.vanished()) {
            // By key too: a log that was made anew has given the UIDs anew.
            if (newest.byUid(message.uid())
                    .filter(its -> its.key().equals(message.key()))
                    .isPresent()) {
                vanished.add(message.uid());
            }
        }
        NumberSet uids = vanished.build();
        if (!uids.isEmpty()) {
            changes.add(new Change.Vanished(uids));
        }
        List<Change.Arrival> arrivals = arrivals(newest);
        if (!arrivals.isEmpty() && hasUids(newest, arrivals.size())) {
            changes.add(new Change.Added(arrivals));
        }
        return changes;
    }

    /**
     * Those whose keys no state has known since the files were seen: another node may have added
     * and expunged one of them meanwhile, and its file may be one that has yet to go.
     */
    private List<Change.Arrival> arrivals(FolderState newest) {
        if (findings.arrivals().isEmpty() || newest == findings.seenBy()) {
            return findings.arrivals();
        }
        if (newest.uidValidity() != findings.seenBy().uidValidity()
                || newest.removals().knownSince() > findings.seenBy().highestModSeq()) {
            isStale = true;
            return List.of();
        }
        Set<String> keys = new HashSet<>();
        findings.arrivals().forEach(arrival -> keys.add(arrival.key()));
        for (Message message : newest) {
            keys.remove(message.key());
        }
        keys.removeAll(newest.removals().expungedKeys());
        return findings.arrivals().stream()
                .filter(arrival -> keys.contains(arrival.key()))
                .toList();
    }
}
