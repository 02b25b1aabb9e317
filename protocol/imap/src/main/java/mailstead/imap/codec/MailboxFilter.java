package mailstead.imap.codec;

import java.util.List;

/** A choice of mailboxes (RFC 5465 section 6, RFC 7377 section 2.2). Immutable. */
public sealed interface MailboxFilter {

    record Selected() implements MailboxFilter {}

    /** The selected one, told when the client is ready for expunges (RFC 5465 section 6.1). */
    record SelectedDelayed() implements MailboxFilter {}

    record Inboxes() implements MailboxFilter {}

    record Personal() implements MailboxFilter {}

    record Subscribed() implements MailboxFilter {}

    /** These and everything below them. */
    record Subtree(List<MailboxName> mailboxes) implements MailboxFilter {
        public Subtree {
            mailboxes = List.copyOf(mailboxes);
        }
    }

    /** These and what is right below them; ESEARCH only. */
    record SubtreeOne(List<MailboxName> mailboxes) implements MailboxFilter {
        public SubtreeOne {
            mailboxes = List.copyOf(mailboxes);
        }
    }

    record Mailboxes(List<MailboxName> mailboxes) implements MailboxFilter {
        public Mailboxes {
            mailboxes = List.copyOf(mailboxes);
        }
    }
}
