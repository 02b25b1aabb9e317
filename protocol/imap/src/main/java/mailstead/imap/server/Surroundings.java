package mailstead.imap.server;

import java.time.InstantSource;
import mailstead.mail.EventSink;
import mailstead.service.account.Authentication;
import mailstead.service.mailbox.Mailboxes;
import mailstead.service.search.Search;

/** What all sessions of a listener share. Immutable. */
record Surroundings(
        ImapSettings settings,
        Authentication authentication,
        Mailboxes mailboxes,
        Search finder,
        InstantSource clock,
        Recents recents,
        EventSink events) {}
