package mailstead.imap.server;

import java.io.IOException;
import java.util.Optional;
import mailstead.imap.codec.Numbering;
import mailstead.mail.MailException;
import mailstead.mail.folder.FolderState;
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
        return switch (selected.folder().expunge(uids)) {
            case Outcome.Refused<FolderState>(Refusal why) -> Failures.refused(why);
            case Outcome.Done<FolderState>(FolderState state) -> {
                selected.tell(state, Telling.EVERYTHING);
                yield selected.removed("expunged");
            }
        };
    }

    /** RFC 9051 section 6.4.1: without a word, and not where nothing may be removed. */
    Answer close() throws MailException {
        if (!selected.isReadOnly()) {
            selected.folder().expunge(Optional.empty());
        }
        return Answer.ok("closed");
    }
}
