package mailstead.imap.server;

import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import mailstead.imap.codec.Command;
import mailstead.imap.codec.Extension;
import mailstead.imap.codec.Numbering;
import mailstead.imap.codec.ResponseCode;
import mailstead.imap.codec.StoreAction;
import mailstead.mail.MailException;
import mailstead.mail.folder.Change;
import mailstead.mail.folder.NumberSet;
import mailstead.service.mailbox.OpenFolder;
import mailstead.service.mailbox.Outcome;
import mailstead.service.mailbox.Refusal;

/** STORE and UID STORE (RFC 9051 section 6.4.6, RFC 7162 section 3.1.3). */
final class Store {

    private final Client client;
    private final SelectedFolder selected;

    Store(Client client, SelectedFolder selected) {
        this.client = client;
        this.selected = selected;
    }

    Answer answer(Command.Store command) throws MailException, IOException {
        if (selected.isReadOnly()) {
            return Answer.no("this folder is open for reading only");
        }
        if (command.unchangedSince().isPresent()) {
            client.enable(Set.of(Extension.CONDSTORE)); // RFC 7162 section 3.1
        }
        Optional<NumberSet> uids = selected.resolve(command.numbering(), command.messages());
        if (uids.isEmpty()) {
            return Answer.bad(SelectedFolder.NO_SUCH_NUMBER);
        }
        StoreAction action = command.action();
        Change.Mode mode = action.mode();
        return switch (selected.folder()
                .store(uids.get(), mode, action.flags(), command.unchangedSince())) {
            case Outcome.Refused<OpenFolder.Stored>(Refusal why) -> Failures.refused(why);
            case Outcome.Done<OpenFolder.Stored>(OpenFolder.Stored stored) -> {
                NumberSet done = uids.get().minus(stored.modified());
                Telling plain =
                        command.numbering() == Numbering.UID
                                ? Telling.EVERYTHING
                                : Telling.NO_REMOVALS;
                boolean anyGone = stored.state().present(uids.get()).count() < uids.get().count();
                NumberSet failed = selected.numbers(command.numbering(), stored.modified());
                selected.tell(
                        stored.state(),
                        action.isSilent()
                                ? plain.withSilent(done, mode, action.flags())
                                : plain.withStored(done));
                // RFC 2180 section 4.2.1: who wants to hear nothing is told nothing of it.
                boolean isTold =
                        anyGone && !action.isSilent() && command.unchangedSince().isEmpty();
                yield answer(failed, isTold);
            }
        };
    }

    private static Answer answer(NumberSet failed, boolean isAnyGone) {
        if (!failed.isEmpty()) {
            return Answer.ok(
                    new ResponseCode.Modified(failed), "others were quicker with some of them");
        }
        // RFC 2180 sections 4.2.2 and 4.2.3: the rest has been done.
        return isAnyGone
                ? Answer.no(
                        ResponseCode.Word.EXPUNGEISSUED,
                        "some messages have been removed by another session")
                : Answer.ok("stored");
    }
}
