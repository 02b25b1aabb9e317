package mailstead.imap.server;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import mailstead.imap.codec.Command;
import mailstead.imap.codec.EventGroup;
import mailstead.imap.codec.EventGroup.Event;
import mailstead.imap.codec.ResponseCode;
import mailstead.imap.codec.ResponseCode.Word;
import mailstead.mail.MailException;

/** NOTIFY SET (RFC 5465 section 3.1). */
final class Notify {

    /** There are no annotations of messages here. */
    private static final List<Event> SUPPORTED =
            Arrays.stream(Event.values())
                    .filter(event -> event != Event.ANNOTATION_CHANGE)
                    .toList();

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
        List<EventGroup> groups = command.groups();
        if (groups.stream().anyMatch(group -> !SUPPORTED.containsAll(group.events()))) {
            return refused(unsupported());
        }
        List<EventGroup> ofSelected = groups.stream().filter(Notifications::isOfSelected).toList();
        if (ofSelected.size() > 1) {
            return refused(Answer.bad("there is only one selected folder"));
        }
        if (ofSelected.stream().anyMatch(Notify::hasOthersThanMessages)) {
            // RFC 5465 section 6.1
            return refused(Answer.bad("of the selected folder only messages are told"));
        }
        Notifications notifications = new Notifications(client, user, groups, newsWithin);
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
                new ResponseCode.BadEvent(SUPPORTED), "nobody can tell of such an event here");
    }

    private static Result refused(Answer answer) {
        return new Result(Optional.empty(), answer);
    }

    private static boolean hasOthersThanMessages(EventGroup group) {
        return group.events().stream()
                .anyMatch(event ->
                        switch (event) {
                            case MESSAGE_NEW, MESSAGE_EXPUNGE, FLAG_CHANGE, ANNOTATION_CHANGE ->
                                    false;
                            case MAILBOX_NAME,
                                    SUBSCRIPTION_CHANGE,
                                    MAILBOX_METADATA_CHANGE,
                                    SERVER_METADATA_CHANGE ->
                                    true;
                        });
    }
}
