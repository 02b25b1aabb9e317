package mailstead.maildir.folder;

import java.util.List;
import mailstead.fs.VolumeThreads;
import mailstead.mail.folder.FolderState;
import mailstead.mail.folder.Message;

/** What sessions ask of a folder's {@link FolderClerk}. */
abstract sealed class FolderRequest<T> extends Desk.Request<T> {

    private FolderRequest(VolumeThreads threads) {
        super(threads);
    }

    /** For the newest state and what has arrived. */
    static final class Look extends FolderRequest<FolderState> {

        private final boolean isWhole;

        /**
         * @param isWhole whether {@code cur} must be looked at, too
         */
        Look(VolumeThreads threads, boolean isWhole) {
            super(threads);
            this.isWhole = isWhole;
        }

        boolean isWhole() {
            return isWhole;
        }
    }

    /** To change flags or expunge. */
    static final class Edit extends FolderRequest<FolderState> {

        private final Proposal.Edit edit;

        Edit(VolumeThreads threads, Proposal.Edit edit) {
            super(threads);
            this.edit = edit;
        }

        Proposal.Edit edit() {
            return edit;
        }
    }

    /** To give UIDs to files in {@code tmp}; all or none. */
    static final class Bring extends FolderRequest<List<Message>> {

        private final Proposal.Bringing bringing;

        Bring(VolumeThreads threads, Proposal.Bringing bringing) {
            super(threads);
            this.bringing = bringing;
        }

        Proposal.Bringing bringing() {
            return bringing;
        }
    }

    /** To make file names say what the state says; nobody waits for it. */
    static final class Tidy extends FolderRequest<Long> {

        private final long fromUid;

        Tidy(VolumeThreads threads, long fromUid) {
            super(threads);
            this.fromUid = fromUid;
        }

        long fromUid() {
            return fromUid;
        }
    }
}
