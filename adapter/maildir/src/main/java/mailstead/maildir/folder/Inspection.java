package mailstead.maildir.folder;

import java.util.List;
import mailstead.mail.folder.FolderState;
import mailstead.mail.folder.Message;

/**
 * What a look at a folder's files showed. Immutable.
 *
 * @param ledger with which they were compared
 * @param unknown files without a UID, oldest first
 * @param vanished messages that have no file, wherever it was looked for
 * @param untidy how many names do not say what the state says
 * @param isWhole whether {@code cur} was listed, too
 */
record Inspection(
        Ledger ledger,
        List<Comparison.Unknown> unknown,
        List<Message> vanished,
        int untidy,
        boolean isWhole) {

    /** Nothing was looked at. */
    static final Inspection NONE =
            new Inspection(
                    Ledger.of(FolderState.empty("nowhere", 1)), List.of(), List.of(), 0, false);

    Inspection {
        unknown = List.copyOf(unknown);
        vanished = List.copyOf(vanished);
    }

    boolean isEmpty() {
        return unknown.isEmpty() && vanished.isEmpty();
    }

    /** The vanished, and no more of the unknown than so many. */
    Inspection first(int unknownMax) {
        return unknown.size() <= unknownMax
                ? this
                : new Inspection(ledger, unknown.subList(0, unknownMax), vanished, untidy, isWhole);
    }

    /** What {@link #first} leaves. */
    Inspection rest(int unknownMax) {
        List<Comparison.Unknown> left =
                unknown.subList(Math.min(unknownMax, unknown.size()), unknown.size());
        return new Inspection(ledger, left, List.of(), untidy, isWhole);
    }
}
