package mailstead.imap.server;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import mailstead.imap.codec.Command;
import mailstead.imap.codec.EventGroup.Event;
import mailstead.imap.codec.ResponseCode;
import mailstead.imap.codec.ResponseCode.Word;
import mailstead.mail.MailException;

/** NOTIFY SET (RFC 5465 section 3.1). */
final class Notify {

    private final Client client;
    private final User user;
    private final Duration newsWithin;

    Notify(Client client, User user, Duration newsWithin) {
        this.client = client;
        this.user = user;
        this.newsWithin = newsWithin;
    }

    /**
     * @param notifications from now on; absent if it was refused, and then nothing changes
     */
    record Result(Optional<Notifications> notifications, Answer answer) {}

    Result answer(Command.NotifySet command, Optional<SelectedFolder> selected)
            throws MailException, IOException {
        Notifications notifications = new Notifications(client, user, command.groups(), newsWithin);
        boolean isEnough =
                notifications.begin(
                        command.isStatus(), selected.map(folder -> folder.folder().mailboxId()));
        if (!isEnough) {
            notifications.close();
            return refused(
                    Answer.no(Word.NOTIFICATIONOVERFLOW, "these are too many folders to watch"));
        }
        return new Result(Optional.of(notifications), Answer.ok("you will be told"));
    }

    static Answer unsupported() {
        return Answer.no(
                new ResponseCode.BadEvent(List.of(Event.values())),
                "nobody can tell of such an event here");
    }

    private static Result refused(Answer answer) {
        return new Result(Optional.empty(), answer);
    }
}
