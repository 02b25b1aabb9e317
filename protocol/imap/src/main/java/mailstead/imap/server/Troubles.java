package mailstead.imap.server;

import java.util.Optional;
import mailstead.imap.codec.Command;
import mailstead.mail.Event;
import mailstead.mail.EventSink;
import mailstead.mail.MailException;
import mailstead.mail.Reason;
import mailstead.mail.Subscriber;

/** Tells the operator what kept a session from doing a command. Immutable. */
record Troubles(EventSink events, String session) {

    /**
     * @param subscriber whose command it was; empty if nobody has logged in
     */
    void failed(Optional<Subscriber> subscriber, MailException failure) {
        switch (failure.reason()) {
            case FOLDER_GONE, MESSAGE_GONE, MAILBOX_FULL -> {}
            case STORAGE_UNAVAILABLE, DIRECTORY_UNAVAILABLE, MAILBOX_SUSPENDED ->
                    // What is away tells so itself, once for all who wait.
                    events.emit(
                            new Event.MailboxUnavailable(
                                    session, subscriber, "use", failure.reason()));
            case MAILBOX_UNKNOWN,
                    MESSAGE_TOO_BIG,
                    LOOP_DETECTED,
                    CREDENTIALS_WRONG,
                    ACCOUNT_SUSPENDED,
                    SERVICE_NOT_ALLOWED,
                    TLS_REQUIRED,
                    RELAY_DENIED,
                    SENDER_NOT_ALLOWED,
                    SENDING_LIMIT,
                    OVER_LIMIT,
                    INTERNAL_ERROR ->
                    events.emit(
                            new Event.Trouble(
                                    session,
                                    failure.reason(),
                                    "a mailbox could not be used",
                                    "look for the cause",
                                    Optional.of(failure)));
        }
    }

    void cutShort(FetchWriter.CutShort cut) {
        events.emit(
                new Event.Trouble(
                        session,
                        Reason.STORAGE_UNAVAILABLE,
                        "a message could not be read to its end, so the client was cut off",
                        "look at the volume",
                        Optional.of(cut)));
    }

    void bug(Command command, RuntimeException bug) {
        events.emit(new Event.Bug(session, command.getClass().getSimpleName(), bug));
    }
}
