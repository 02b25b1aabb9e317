package mailstead.imap.server;

import mailstead.mail.Event;
import mailstead.mail.Subscriber;

/** What a user did from log-in to log-out, for the log. Confined to its session. */
final class Tally {

    private int selected;
    private int fetched;
    private int appended;
    private int copied;
    private int expunged;

    void countSelected() {
        selected++;
    }

    /** A message of which content was sent. */
    void countFetched() {
        fetched++;
    }

    void countAppended(int messages) {
        appended += messages;
    }

    void countCopied(int messages) {
        copied += messages;
    }

    void countExpunged(int messages) {
        expunged += messages;
    }

    Event event(String session, Subscriber subscriber) {
        return new Event.FoldersUsed(
                session, subscriber, selected, fetched, appended, copied, expunged);
    }
}
