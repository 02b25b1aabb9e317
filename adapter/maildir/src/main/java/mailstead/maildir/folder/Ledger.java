package mailstead.maildir.folder;

import java.util.ArrayList;
import java.util.List;
import mailstead.mail.folder.Change;
import mailstead.mail.folder.Flags;
import mailstead.mail.folder.FolderState;

/**
 * What a folder's log keeps: its state, and what only its files need besides. Immutable.
 *
 * @param modSeqBase what an entry's number lacks to the modification sequence of its changes; 0
 *     unless the folder was taken over from other software
 * @param letters the keywords that stand in file names as {@code a} to {@code z}, in the order in
 *     which they were first used here; at most {@value #LETTERS_MAX}
 */
public record Ledger(FolderState state, long modSeqBase, List<String> letters) {

    /** As many as other Maildir software knows. */
    public static final int LETTERS_MAX = 26;

    public Ledger {
        letters = List.copyOf(letters);
    }

    /** A folder as it begins, with nothing taken over. */
    public static Ledger of(FolderState state) {
        return new Ledger(state, 0, List.of());
    }

    /** After the changes of one entry of the log, or some of them. */
    Ledger apply(List<Change> changes, long entryNumber) {
        // A log made anew counts on; what a folder was taken over with may be ahead.
        long modSeq = Math.max(modSeqBase + entryNumber, state.highestModSeq());
        FolderState changed = state;
        List<String> known = letters;
        for (Change change : changes) {
            changed = changed.apply(change, modSeq);
            known = withNew(known, change);
        }
        return new Ledger(changed, modSeqBase, known);
    }

    /** As {@link #apply} before the entry has its number: only modification sequences differ. */
    Ledger preview(Change change) {
        return apply(List.of(change), state.highestModSeq() + 1 - modSeqBase);
    }

    private static List<String> withNew(List<String> known, Change change) {
        return switch (change) {
            case Change.Added(List<Change.Arrival> arrivals) -> {
                List<String> all = known;
                Flags last = Flags.NONE;
                for (Change.Arrival arrival : arrivals) {
                    if (arrival.flags() != last) {
                        last = arrival.flags();
                        all = withNew(all, last);
                    }
                }
                yield all;
            }
            case Change.Flagged(_, Change.Mode mode, Flags flags) ->
                    mode == Change.Mode.REMOVE ? known : withNew(known, flags);
            case Change.Expunged _, Change.Vanished _ -> known;
        };
    }

    private static List<String> withNew(List<String> known, Flags flags) {
        List<String> all = known;
        for (String keyword : flags.keywords()) {
            if (all.size() < LETTERS_MAX
                    && !FlagLetters.isBuiltIn(keyword)
                    && all.stream().noneMatch(keyword::equalsIgnoreCase)) {
                all = new ArrayList<>(all);
                all.add(keyword);
            }
        }
        return all;
    }
}
