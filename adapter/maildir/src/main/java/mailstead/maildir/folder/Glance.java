package mailstead.maildir.folder;

import mailstead.fs.log.View;
import mailstead.mail.folder.FolderState;

/**
 * What this node knows of a folder. Immutable.
 *
 * @param askedAt when the server was last asked, on the monotonic clock
 * @param askedWholeAt when it was last asked about {@code cur}, too
 * @param changedAt when this state was met
 */
record Glance(View<Ledger> view, long askedAt, long askedWholeAt, long changedAt) {

    Ledger ledger() {
        return view.state();
    }

    FolderState state() {
        return view.state().state();
    }
}
