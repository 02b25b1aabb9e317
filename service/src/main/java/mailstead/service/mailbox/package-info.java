/**
 * A logged-in user's folders and messages, as the retrieval protocols see them: {@link
 * mailstead.service.mailbox.Maildrops} for POP3, {@link mailstead.service.mailbox.Mailboxes} for
 * IMAP and JMAP. What a user may do is decided here. Refusals are values ({@link
 * mailstead.service.mailbox.Outcome}); what the environment does is a {@code MailException}.
 */
@NullMarked
package mailstead.service.mailbox;

import org.jspecify.annotations.NullMarked;
