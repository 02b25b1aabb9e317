package mailstead.imap.server;

import java.io.IOException;
import java.util.Optional;
import mailstead.imap.codec.Numbering;
import mailstead.mail.MailException;
import mailstead.mail.folder.Flags;
import mailstead.mail.folder.FolderState;
import mailstead.mail.folder.Message;
import mailstead.mail.folder.NumberSet;
import mailstead.mail.search.SequenceSet;
import mailstead.service.mailbox.Outcome;
import mailstead.service.mailbox.Refusal;

/** EXPUNGE (RFC 9051 section 6.4.3), UID EXPUNGE (section 6.4.9) and what CLOSE removes. */
final class Expunge {

    private final SelectedFolder selected;

    Expunge(SelectedFolder selected) {
        this.selected = selected;
    }

    Answer answer() throws MailException, IOException {
        return expunge(Optional.empty());
    }

    Answer answer(SequenceSet uids) throws MailException, IOException {
        return expunge(selected.resolve(Numbering.UID, uids));
    }

    private Answer expunge(Optional<NumberSet> uids) throws MailException, IOException {
        if (selected.isReadOnly()) {
            return Answer.no("this folder is open for reading only");
        }
        NumberSet marked = marked(uids);
        return switch (selected.folder().expunge(uids)) {
            case Outcome.Refused<FolderState>(Refusal why) -> Failures.refused(why);
            case Outcome.Done<FolderState>(FolderState state) -> {
                count(marked, state);
                selected.tell(state, Telling.EVERYTHING);
                yield selected.removed("expunged");
            }
        };
    }

    /** RFC 9051 section 6.4.1: without a word, and not where nothing may be removed. */
    Answer close() throws MailException {
        if (!selected.isReadOnly()) {
            NumberSet marked = marked(Optional.empty());
            if (selected.folder().expunge(Optional.empty())
                    instanceof Outcome.Done<FolderState>(FolderState state)) {
                count(marked, state);
            }
        }
        return Answer.ok("closed");
    }

    /** What the client knows to be marked, as far as it is to go. */
    private NumberSet marked(Optional<NumberSet> uids) {
        NumberSet.Builder marked = new NumberSet.Builder();
        if (selected.shown().deleted() > 0) {
            for (Message message : selected.shown()) {
                if (message.flags().has(Flags.System.DELETED)
                        && (uids.isEmpty() || uids.get().contains(message.uid()))) {
                    marked.add(message.uid());
                }
            }
        }
        return marked.build();
    }

    private void count(NumberSet marked, FolderState after) {
        long left = after.present(marked).count();
        selected.tally().countExpunged((int) (marked.count() - left));
    }
}
