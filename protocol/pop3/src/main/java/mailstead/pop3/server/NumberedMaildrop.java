package mailstead.pop3.server;

import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import mailstead.mail.MailException;
import mailstead.service.mailbox.Maildrops.Entry;
import mailstead.service.mailbox.Maildrops.Opened;

/**
 * The maildrop of a session in TRANSACTION state: the picture of its log-in with numbers from 1 and
 * the marks of DELE (RFC 1939 section 5). Confined to its session.
 */
final class NumberedMaildrop {

    private final Opened opened;
    private final List<Entry> entries;
    private final BitSet deleted = new BitSet();
    private long octetsLeft;
    private int retrieved;

    NumberedMaildrop(Opened opened) {
        this.opened = opened;
        this.entries = opened.entries();
        this.octetsLeft = sum(entries);
    }

    private static long sum(List<Entry> entries) {
        long octets = 0;
        for (Entry entry : entries) {
            octets += entry.octets();
        }
        return octets;
    }

    /** Messages not marked as deleted. */
    int count() {
        return entries.size() - deleted.cardinality();
    }

    /** Their octets. */
    long octets() {
        return octetsLeft;
    }

    /** The highest number there is, marked or not. */
    int numberMax() {
        return entries.size();
    }

    /** The message with this number, if there is one and it is not marked. */
    Optional<Entry> find(int number) {
        return number < 1 || number > entries.size() || deleted.get(number)
                ? Optional.empty()
                : Optional.of(entries.get(number - 1));
    }

    /** Calls {@code action} for each message not marked, in order of their numbers. */
    void forEach(Action action) throws IOException {
        int number = 0;
        for (Entry entry : entries) {
            number++;
            if (!deleted.get(number)) {
                action.take(number, entry);
            }
        }
    }

    /** What is done with each message. */
    @FunctionalInterface
    interface Action {
        void take(int number, Entry entry) throws IOException;
    }

    /**
     * @param bodyLines how much of the body TOP wants; empty for all of it
     */
    Outgoing read(Entry entry, OptionalInt bodyLines) throws MailException {
        return Outgoing.open(opened.read(entry), bodyLines);
    }

    void countRetrieved() {
        retrieved++;
    }

    int retrieved() {
        return retrieved;
    }

    /** Marks a message that {@link #find} gave. */
    void mark(int number) {
        deleted.set(number);
        octetsLeft -= entries.get(number - 1).octets();
    }

    /** RSET: takes all marks back. */
    void unmarkAll() {
        deleted.clear();
        octetsLeft = sum(entries);
    }

    /** RFC 1939 section 6: removes what is marked, for good. Gives how many. */
    int removeMarked() throws MailException {
        List<Entry> marked = new ArrayList<>();
        for (int number = deleted.nextSetBit(0);
                number > 0;
                number = deleted.nextSetBit(number + 1)) {
            marked.add(entries.get(number - 1));
        }
        if (!marked.isEmpty()) {
            opened.remove(marked);
        }
        return marked.size();
    }
}
