package mailstead.imap.server;

import java.util.Optional;
import mailstead.imap.codec.Command;
import mailstead.imap.codec.ResponseCode;
import mailstead.mail.MailException;
import mailstead.service.mailbox.Outcome;
import mailstead.service.mailbox.Refusal;
import mailstead.service.mailbox.UserMailboxes;

/** CREATE, DELETE, RENAME, SUBSCRIBE and UNSUBSCRIBE (RFC 9051 sections 6.3.4 to 6.3.8). */
final class ManageFolders {

    private final UserMailboxes mailboxes;

    ManageFolders(UserMailboxes mailboxes) {
        this.mailboxes = mailboxes;
    }

    Answer answer(Command.OfNames command) throws MailException {
        return switch (command) {
            case Command.Create create -> create(create);
            case Command.Delete(var name) -> answer(mailboxes.delete(name.text()), "deleted");
            case Command.Rename(var from, var to) ->
                    answer(mailboxes.rename(from.text(), to.text()), "renamed");
            case Command.Subscribe(var name) ->
                    answer(mailboxes.subscribe(name.text(), true), "subscribed");
            case Command.Unsubscribe(var name) ->
                    answer(mailboxes.subscribe(name.text(), false), "unsubscribed");
        };
    }

    private Answer create(Command.Create command) throws MailException {
        if (command.hasUnknownUse()) {
            return Answer.no(ResponseCode.Word.USEATTR, "there is no such special use here");
        }
        return switch (mailboxes.create(command.mailbox().text(), command.uses())) {
            case Outcome.Refused<String>(Refusal why) -> Failures.refused(why);
            case Outcome.Done<String>(String mailboxId) ->
                    Answer.ok(new ResponseCode.MailboxId(mailboxId), "created");
        };
    }

    private static Answer answer(Optional<Refusal> refusal, String done) {
        return refusal.isPresent() ? Failures.refused(refusal.get()) : Answer.ok(done);
    }
}
