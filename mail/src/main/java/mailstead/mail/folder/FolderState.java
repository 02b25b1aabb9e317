package mailstead.mail.folder;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Everything that is true of one folder at one point of its history. Immutable: a session keeps the
 * one it has told its client about while others go on. States share what did not change ({@link
 * Chunks}).
 */
public final class FolderState implements Iterable<Message> {

    private final String mailboxId;
    private final long uidValidity;
    private final long uidNext;
    private final long highestModSeq;
    private final Chunks messages;
    private final Removals removals;

    private FolderState(
            String mailboxId,
            long uidValidity,
            long uidNext,
            long highestModSeq,
            Chunks messages,
            Removals removals) {
        this.mailboxId = mailboxId;
        this.uidValidity = uidValidity;
        this.uidNext = uidNext;
        this.highestModSeq = highestModSeq;
        this.messages = messages;
        this.removals = removals;
    }

    /**
     * A new folder.
     *
     * @param mailboxId RFC 8474 section 4, 1 to 255 characters of {@code A-Z a-z 0-9 _ -}
     * @param uidValidity 1 to 2^32-1
     */
    public static FolderState empty(String mailboxId, long uidValidity) {
        return of(mailboxId, uidValidity, 1, 1, List.of(), Removals.noneSince(1));
    }

    /**
     * A folder as it was kept or taken over.
     *
     * @param messages by ascending UID, all below {@code uidNext}
     */
    public static FolderState of(
            String mailboxId,
            long uidValidity,
            long uidNext,
            long highestModSeq,
            List<Message> messages,
            Removals removals) {
        long last = 0;
        for (Message message : messages) {
            if (message.uid() <= last || message.uid() >= uidNext) {
                throw new IllegalArgumentException("UIDs must ascend below UIDNEXT");
            }
            last = message.uid();
        }
        return new FolderState(
                mailboxId, uidValidity, uidNext, highestModSeq, Chunks.of(messages), removals);
    }

    /** The folder's own identity, kept when it is renamed (RFC 8474 section 4). */
    public String mailboxId() {
        return mailboxId;
    }

    public long uidValidity() {
        return uidValidity;
    }

    public long uidNext() {
        return uidNext;
    }

    /** RFC 7162 section 3.1.2.1; 1 or more. */
    public long highestModSeq() {
        return highestModSeq;
    }

    /** How many messages there are. */
    public int size() {
        return messages.size();
    }

    public int unseen() {
        return messages.unseen();
    }

    public int deleted() {
        return messages.deleted();
    }

    /** Of those messages whose size is known, with CRLF line ends. */
    public long octets() {
        return messages.octets();
    }

    /**
     * @param index the sequence number less 1, {@code 0 <= index < size()}
     */
    public Message get(int index) {
        return messages.get(index);
    }

    public Optional<Message> byUid(long uid) {
        int index = indexOf(uid);
        return index >= 0 ? Optional.of(get(index)) : Optional.empty();
    }

    /**
     * The sequence number less 1 of a message, or {@code -(where it would stand) - 1} if it is not
     * there.
     */
    public int indexOf(long uid) {
        return messages.indexOf(uid);
    }

    /** Which of these UIDs are there; costs as much as there are messages between its ends. */
    public NumberSet present(NumberSet uids) {
        NumberSet.Builder present = new NumberSet.Builder();
        for (Message message : messages(uids)) {
            present.add(message.uid());
        }
        return present.build();
    }

    /** The messages with these UIDs, ascending; passes over those far from them. */
    public List<Message> messages(NumberSet uids) {
        return messages.messages(uids);
    }

    /** Messages changed or added after this modification sequence, ascending by UID. */
    public List<Message> changedSince(long modSeq) {
        return messages.changedSince(modSeq);
    }

    /**
     * UIDs removed after this modification sequence: exactly those, or, when it lies too far back,
     * all that are not there (RFC 7162 section 3.2.5.2 allows it).
     */
    public NumberSet removedSince(long modSeq) {
        if (modSeq < removals.knownSince()) {
            NumberSet given = uidNext == 1 ? NumberSet.EMPTY : NumberSet.range(1, uidNext - 1);
            return given.minus(uids());
        }
        return removals.uidsSince(modSeq);
    }

    /** All UIDs that are there. */
    public NumberSet uids() {
        NumberSet.Builder uids = new NumberSet.Builder();
        for (Message message : this) {
            uids.add(message.uid());
        }
        return uids.build();
    }

    /** What is remembered of messages that are gone. */
    public Removals removals() {
        return removals;
    }

    /** All keywords in use, sorted without regard to case. */
    public SortedSet<String> keywords() {
        SortedSet<String> keywords = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        for (Message message : this) {
            keywords.addAll(message.flags().keywords());
        }
        return keywords;
    }

    @Override
    public Iterator<Message> iterator() {
        return messages.iterator();
    }

    /**
     * The state after a change.
     *
     * @param modSeq the change's own modification sequence, not below {@link #highestModSeq}
     */
    public FolderState apply(Change change, long modSeq) {
        if (modSeq < highestModSeq) {
            throw new IllegalArgumentException("modification sequences never go back");
        }
        return switch (change) {
            case Change.Added(List<Change.Arrival> arrivals) -> added(arrivals, modSeq);
            case Change.Flagged flagged -> flagged(flagged, modSeq);
            case Change.Expunged(NumberSet uids) -> removed(uids, modSeq, true);
            case Change.Vanished(NumberSet uids) -> removed(uids, modSeq, false);
        };
    }

    private FolderState with(long nextUid, long modSeq, Chunks changed, Removals remembered) {
        return new FolderState(mailboxId, uidValidity, nextUid, modSeq, changed, remembered);
    }

    private FolderState added(List<Change.Arrival> arrivals, long modSeq) {
        if (arrivals.isEmpty()) {
            return this;
        }
        List<Message> added = new ArrayList<>(arrivals.size());
        long uid = uidNext;
        for (Change.Arrival arrival : arrivals) {
            added.add(arrival.message(uid++, modSeq));
        }
        return with(uid, modSeq, messages.plus(added), removals);
    }

    private FolderState flagged(Change.Flagged change, long modSeq) {
        Chunks changed =
                messages.with(
                        change.uids(),
                        message -> {
                            Flags before = message.flags();
                            Flags after = after(before, change.mode(), change.flags());
                            return after.equals(before) ? message : message.with(after, modSeq);
                        });
        return changed == messages ? this : with(uidNext, modSeq, changed, removals);
    }

    private static Flags after(Flags before, Change.Mode mode, Flags flags) {
        return switch (mode) {
            case ADD -> before.plus(flags);
            case REMOVE -> before.minus(flags);
            // By way of what was there, so that keywords keep their spelling.
            case REPLACE -> before.intersection(flags).plus(flags);
        };
    }

    private FolderState removed(NumberSet uids, long modSeq, boolean isExpunged) {
        NumberSet.Builder gone = new NumberSet.Builder();
        List<String> keys = new ArrayList<>();
        for (Message message : messages(uids)) {
            gone.add(message.uid());
            if (isExpunged) {
                keys.add(message.key());
            }
        }
        NumberSet removed = gone.build();
        return removed.isEmpty()
                ? this
                : with(
                        uidNext,
                        modSeq,
                        messages.without(removed),
                        removals.plus(new Removals.Removal(modSeq, removed, keys)));
    }

    /** What a client that knows one state must be told to know another, later one. */
    public record Difference(NumberSet removed, List<Message> changed, List<Message> added) {}

    /** From an earlier state of the same folder to this one; passes over what both share. */
    public Difference since(FolderState earlier) {
        return messages.since(earlier.messages);
    }

    /**
     * This state with the messages of an earlier one that have been removed since: what a session
     * shows while its client must not be told of removals (RFC 9051 section 7.5.1).
     */
    public FolderState keeping(FolderState earlier) {
        NumberSet removed = since(earlier).removed();
        if (removed.isEmpty()) {
            return this;
        }
        List<Message> all = new ArrayList<>(size() + (int) removed.count());
        List<Message> kept = earlier.messages(removed);
        int next = 0;
        for (Message message : this) {
            while (next < kept.size() && kept.get(next).uid() < message.uid()) {
                all.add(kept.get(next++));
            }
            all.add(message);
        }
        all.addAll(kept.subList(next, kept.size()));
        return of(mailboxId, uidValidity, uidNext, highestModSeq, all, removals);
    }

    @Override
    public String toString() {
        return "FolderState[" + mailboxId + ", " + size() + " messages, UIDNEXT " + uidNext + "]";
    }
}
