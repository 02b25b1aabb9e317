package mailstead.imap.codec;

import java.util.List;
import java.util.Set;

/**
 * Which events of which mailboxes NOTIFY asks for (RFC 5465 section 3). Immutable.
 *
 * @param events empty: none of them
 * @param newMessage what to tell of new messages in the selected mailbox
 */
public record EventGroup(MailboxFilter mailboxes, Set<Event> events, List<FetchItem> newMessage) {

    public EventGroup {
        events = Set.copyOf(events);
        newMessage = List.copyOf(newMessage);
    }

    /** RFC 5465 section 5; messages have no annotations here, so nothing is told of them. */
    public enum Event {
        MESSAGE_NEW("MessageNew"),
        MESSAGE_EXPUNGE("MessageExpunge"),
        FLAG_CHANGE("FlagChange"),
        MAILBOX_NAME("MailboxName"),
        SUBSCRIPTION_CHANGE("SubscriptionChange"),
        MAILBOX_METADATA_CHANGE("MailboxMetadataChange"),
        SERVER_METADATA_CHANGE("ServerMetadataChange");

        /** Those that say something of messages. */
        static final Set<Event> OF_MESSAGES = Set.of(MESSAGE_NEW, MESSAGE_EXPUNGE, FLAG_CHANGE);

        private final String wireText;

        Event(String wireText) {
            this.wireText = wireText;
        }

        public String wireText() {
            return wireText;
        }
    }
}
