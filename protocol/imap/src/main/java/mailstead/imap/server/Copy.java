package mailstead.imap.server;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import mailstead.imap.codec.MailboxName;
import mailstead.imap.codec.Numbering;
import mailstead.imap.codec.Response.Notice.Kind;
import mailstead.imap.codec.ResponseCode;
import mailstead.mail.MailException;
import mailstead.mail.folder.Message;
import mailstead.mail.folder.NumberSet;
import mailstead.mail.folder.Right;
import mailstead.mail.search.SequenceSet;
import mailstead.service.mailbox.OpenFolder;
import mailstead.service.mailbox.Outcome;
import mailstead.service.mailbox.Refusal;

/** COPY (RFC 9051 section 6.4.7) and MOVE (section 6.4.8), by number and by UID. */
final class Copy {

    private final Client client;
    private final User user;
    private final SelectedFolder selected;
    private final Recents recents;
    private final InProgress progress;

    Copy(Client client, User user, SelectedFolder selected, Recents recents, InProgress progress) {
        this.client = client;
        this.user = user;
        this.selected = selected;
        this.recents = recents;
        this.progress = progress;
    }

    Answer copy(Numbering numbering, SequenceSet messages, MailboxName target)
            throws MailException, IOException {
        return transfer(numbering, messages, target, false);
    }

    Answer move(Numbering numbering, SequenceSet messages, MailboxName target)
            throws MailException, IOException {
        return selected.isReadOnly()
                ? Answer.no("this folder is open for reading only")
                : transfer(numbering, messages, target, true);
    }

    private Answer transfer(
            Numbering numbering, SequenceSet messages, MailboxName target, boolean isMove)
            throws MailException, IOException {
        Optional<NumberSet> uids = selected.resolve(numbering, messages);
        if (uids.isEmpty()) {
            return Answer.bad(SelectedFolder.NO_SUCH_NUMBER);
        }
        return switch (user.mailboxes().open(target.text(), Right.INSERT)) {
            case Outcome.Refused<OpenFolder>(Refusal why) -> Failures.refusedTarget(why);
            case Outcome.Done<OpenFolder>(OpenFolder folder) ->
                    uids.get().isEmpty()
                            ? Answer.ok("no such messages") // RFC 9051 section 6.4.9
                            : transfer(uids.get(), folder, isMove);
        };
    }

    private Answer transfer(NumberSet uids, OpenFolder target, boolean isMove)
            throws MailException, IOException {
        recents.look(target);
        Outcome<OpenFolder.Copied> outcome =
                isMove
                        ? selected.folder().move(uids, target, progress.unstoppable())
                        : selected.folder().copy(uids, target, progress.unstoppable());
        return switch (outcome) {
            case Outcome.Refused<OpenFolder.Copied>(Refusal why) -> Failures.refusedTarget(why);
            case Outcome.Done<OpenFolder.Copied>(OpenFolder.Copied copied) ->
                    transferred(copied, isMove);
        };
    }

    private Answer transferred(OpenFolder.Copied copied, boolean isMove)
            throws MailException, IOException {
        if (copied.copies().isEmpty()) {
            return Failures.refused(Refusal.MESSAGES_GONE);
        }
        user.tally().countCopied(copied.copies().size());
        ResponseCode code =
                new ResponseCode.CopyUid(
                        copied.uidValidity(),
                        numbers(copied.sources()),
                        numbers(copied.copies().stream().map(Message::uid).toList()));
        if (!isMove) {
            return Answer.ok(code, "copied");
        }
        user.tally().countExpunged(copied.copies().size());
        // RFC 6851 section 4.3: before the removals that it explains.
        client.notice(Kind.OK, code, "moved");
        selected.tell(selected.folder().known(), Telling.EVERYTHING);
        return selected.removed("moved");
    }

    private static long[] numbers(List<Long> list) {
        return list.stream().mapToLong(Long::longValue).toArray();
    }
}
