package mailstead.imap.server;

import java.util.Optional;
import mailstead.imap.codec.Command;
import mailstead.imap.codec.MailboxName;
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

    Answer create(Command.Create command) throws MailException {
        if (command.hasUnknownUse()) {
            return Answer.no(ResponseCode.Word.USEATTR, "there is no such special use here");
        }

        return switch (mailboxes.create(command.mailbox().text(), command.uses())) {
            case Outcome.Refused<String>(Refusal why) -> Failures.refused(why);
            case Outcome.Done<String>(String mailboxId) ->
                    Answer.ok(new ResponseCode.MailboxId(mailboxId), "created");
        };
    }

    Answer delete(MailboxName name) throws MailException {
        return answer(mailboxes.delete(name.text()), "deleted");
    }

    Answer rename(MailboxName from, MailboxName to) throws MailException {
        return answer(mailboxes.rename(from.text(), to.text()), "renamed");
    }

    Answer subscribe(MailboxName name, boolean isOn) throws MailException {
        return answer(mailboxes.subscribe(name.text(), isOn), isOn ? "subscribed" : "unsubscribed");
    }

    private static Answer answer(Optional<Refusal> refusal, String done) {
        return refusal.isPresent() ? Failures.refused(refusal.get()) : Answer.ok(done);
    }
}
