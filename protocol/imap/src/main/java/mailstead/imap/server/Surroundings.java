package mailstead.imap.server;

import mailstead.mail.EventSink;
import mailstead.service.account.Authentication;
import mailstead.service.mailbox.Mailboxes;

/** What all sessions of a listener share. Immutable. */
record Surroundings(
        ImapSettings settings,
        Authentication authentication,
        Mailboxes mailboxes,
        Recents recents,
        EventSink events) {}
