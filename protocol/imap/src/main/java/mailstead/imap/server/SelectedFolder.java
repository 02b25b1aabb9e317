package mailstead.imap.server;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import mailstead.imap.codec.FetchData;
import mailstead.imap.codec.FetchItem;
import mailstead.imap.codec.Numbering;
import mailstead.imap.codec.Response;
import mailstead.imap.codec.ResponseCode;
import mailstead.mail.MailException;
import mailstead.mail.PermanentFailure;
import mailstead.mail.Reason;
import mailstead.mail.folder.Flags;
import mailstead.mail.folder.FolderState;
import mailstead.mail.folder.Message;
import mailstead.mail.folder.NumberSet;
import mailstead.mail.folder.Right;
import mailstead.mail.folder.Rights;
import mailstead.mail.search.SequenceSet;
import mailstead.service.mailbox.OpenFolder;

/**
 * The folder that a client has selected, and what the client has been told of it: sequence numbers
 * are positions in {@link #shown}. A folder that is gone, or begins its UIDs anew, is {@code
 * FOLDER_GONE}. Confined to its session.
 */
final class SelectedFolder {

    /** RFC 9051 section 9, seq-number: the answer is BAD. */
    static final String NO_SUCH_NUMBER = "there is no message with such a number";

    private final OpenFolder folder;
    private final boolean isReadOnly;
    private final Client client;
    private final Recents recents;
    private final Tally tally;

    private FolderState shown;
    private NumberSet recent = NumberSet.EMPTY;

    /** UIDs that {@code $} stands for (RFC 5182 section 2.1). */
    private NumberSet saved = NumberSet.EMPTY;

    private final SortedSet<String> keywordsTold = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);

    /**
     * @param shown as it is now; the caller tells the client of it
     */
    SelectedFolder(
            OpenFolder folder,
            boolean isReadOnly,
            Client client,
            Recents recents,
            Tally tally,
            FolderState shown) {
        this.folder = folder;
        this.isReadOnly = isReadOnly;
        this.client = client;
        this.recents = recents;
        this.tally = tally;
        this.shown = shown;
        noteRecent(shown);
    }

    OpenFolder folder() {
        return folder;
    }

    Tally tally() {
        return tally;
    }

    /** EXAMINEd, or not this user's to change. */
    boolean isReadOnly() {
        return isReadOnly;
    }

    /** Whether it certainly is not there any more. */
    boolean isGone() {
        try {
            folder.refresh(Duration.ZERO);
            return false;
        } catch (MailException failure) {
            return failure.reason() == Reason.FOLDER_GONE;
        }
    }

    /** What the client knows. */
    FolderState shown() {
        return shown;
    }

    boolean isRecent(long uid) {
        return recent.contains(uid);
    }

    NumberSet recent() {
        return recent;
    }

    private void noteRecent(FolderState newest) {
        String id = folder.mailboxId();
        long first =
                isReadOnly
                        ? recents.first(id, newest.uidNext())
                        : recents.claim(id, newest.uidNext());
        if (first < newest.uidNext()) {
            recent = recent.plus(newest.present(NumberSet.range(first, newest.uidNext() - 1)));
        }
    }

    /** The answer to a command that removes messages (RFC 7162 section 3.2.7). */
    Answer removed(String text) {
        return client.knowsModSeqs()
                ? Answer.ok(new ResponseCode.HighestModSeq(shown.highestModSeq()), text)
                : Answer.ok(text);
    }

    // ---- which messages

    void save(NumberSet uids) {
        saved = uids;
    }

    /**
     * The UIDs of the messages that a set stands for, those which the client knows. Empty if a
     * sequence number is none: that is the client's mistake (RFC 9051 section 9, seq-number).
     */
    Optional<NumberSet> resolve(Numbering numbering, SequenceSet set) {
        return switch (numbering) {
            case UID -> Optional.of(shown.present(sets().uids(set)));
            case SEQUENCE -> sets().uidsAt(set);
        };
    }

    MessageSets sets() {
        return new MessageSets(shown, saved);
    }

    /** How a message is called in answers to a command. */
    long number(Numbering numbering, long uid) {
        return numbering == Numbering.UID ? uid : shown.indexOf(uid) + 1;
    }

    /** UIDs, or the sequence numbers of these messages. */
    NumberSet numbers(Numbering numbering, NumberSet uids) {
        if (numbering == Numbering.UID) {
            return uids;
        }
        NumberSet.Builder numbers = new NumberSet.Builder();
        for (int i = 0; i < uids.ranges(); i++) {
            int index = indexFrom(uids.first(i));
            while (index < shown.size() && shown.get(index).uid() <= uids.last(i)) {
                numbers.add(++index);
            }
        }
        return numbers.build();
    }

    private int indexFrom(long uid) {
        int index = shown.indexOf(uid);
        return index >= 0 ? index : -index - 1;
    }

    // ---- news

    /** Asks for what others did, unless this node asked a moment ago, and tells the client. */
    void update(Duration ageMax, Telling telling) throws MailException, IOException {
        tell(folder.refresh(ageMax), telling);
    }

    /** Tells the client what it does not know yet. */
    void tell(FolderState newest, Telling telling) throws MailException, IOException {
        if (newest.uidValidity() != shown.uidValidity()) {
            throw new PermanentFailure(Reason.FOLDER_GONE, "the folder begins its UIDs anew");
        }
        FolderState before = shown;
        boolean isNews = newest != before && newest.highestModSeq() >= before.highestModSeq();
        if (isNews) {
            FolderState.Difference news = newest.since(before);
            shown = telling.isRemovalAllowed() ? newest : newest.keeping(before);
            if (telling.isRemovalAllowed() && !news.removed().isEmpty()) {
                tellRemoved(before, news.removed());
            }
            if (!news.added().isEmpty()) {
                tellAdded(newest);
            }
            if (telling.areFlagsTold()) {
                tellKeywords(news);
                tellChanged(before, news.changed(), telling);
            }
            tellNew(news.added(), telling.newItems());
        }
        tellStored(newest, telling);
    }

    private void tellRemoved(FolderState before, NumberSet removed) throws IOException {
        if (client.hearsVanished()) {
            client.send(new Response.Vanished(false, removed));
            return;
        }
        // Downwards, so that no removal changes the number of another.
        for (int i = removed.ranges() - 1; i >= 0; i--) {
            int index = before.indexOf(removed.last(i));
            while (index >= 0 && before.get(index).uid() >= removed.first(i)) {
                client.send(new Response.Expunge(index + 1L));
                index--;
            }
        }
    }

    private void tellAdded(FolderState newest) throws IOException {
        noteRecent(newest);
        client.send(new Response.Exists(shown.size()));
        tellRecent();
    }

    /** RFC 5465 section 5.2. */
    private void tellNew(List<Message> added, List<FetchItem> items)
            throws MailException, IOException {
        if (items.isEmpty()) {
            return;
        }
        FetchWriter writer = new FetchWriter(client, this, items);
        for (Message message : added) {
            try {
                writer.write(message);
            } catch (MailException failure) {
                if (failure.reason() != Reason.MESSAGE_GONE) {
                    throw failure;
                }
                // It has left before it was told of; that comes next.
            }
        }
    }

    void tellRecent() throws IOException {
        if (!client.isRevision2()) {
            client.send(new Response.Recent(shown.present(recent).count()));
        }
    }

    /** RFC 9051 section 7.3.5: before the client meets a flag that it was not told of. */
    private void tellKeywords(FolderState.Difference news) throws IOException {
        boolean isNew = false;
        for (List<Message> messages : List.of(news.changed(), news.added())) {
            for (Message message : messages) {
                isNew |= keywordsTold.addAll(message.flags().keywords());
            }
        }
        if (isNew) {
            tellFlags();
        }
    }

    /** All flags that there are, and those that the client may change. */
    void tellAllFlags() throws IOException {
        keywordsTold.addAll(shown.keywords());
        tellFlags();
    }

    private void tellFlags() throws IOException {
        client.send(new Response.Flags(Flags.of(EnumSet.allOf(Flags.System.class), keywordsTold)));
        client.notice(
                Response.Notice.Kind.OK,
                permanentFlags(),
                isReadOnly ? "nothing can be changed" : "these can be changed");
    }

    /** RFC 4314 section 5.1.2. */
    private ResponseCode.PermanentFlags permanentFlags() {
        if (isReadOnly) {
            return new ResponseCode.PermanentFlags(Flags.NONE, false);
        }
        Rights rights = folder.rights();
        Set<Flags.System> system = EnumSet.noneOf(Flags.System.class);
        boolean mayWrite = rights.has(Right.WRITE);
        for (Flags.System flag : Flags.System.values()) {
            boolean mayChange =
                    switch (flag) {
                        case SEEN -> rights.has(Right.SEEN);
                        case DELETED -> rights.has(Right.DELETE_MESSAGES);
                        case ANSWERED, FLAGGED, DRAFT -> mayWrite;
                    };
            if (mayChange) {
                system.add(flag);
            }
        }
        return new ResponseCode.PermanentFlags(
                Flags.of(system, mayWrite ? keywordsTold : Set.of()), mayWrite);
    }

    private void tellChanged(FolderState before, List<Message> changed, Telling telling)
            throws IOException {
        for (Message message : changed) {
            if (telling.always().contains(message.uid())) {
                continue; // comes with the others of its command
            }
            boolean isExpected =
                    before.byUid(message.uid())
                            .filter(was -> telling.isExpected(was, message))
                            .isPresent();
            if (!isExpected) {
                tellFlags(message);
            } else if (client.knowsModSeqs()) {
                // RFC 7162 section 3.1.3: even .SILENT gives the new modification sequence.
                fetch(
                        message,
                        List.of(
                                new FetchData.Uid(message.uid()),
                                new FetchData.ModSeq(message.modSeq())));
            }
        }
    }

    private void tellStored(FolderState newest, Telling telling) throws IOException {
        if (!telling.always().isEmpty()) {
            for (Message message : newest.messages(telling.always())) {
                tellFlags(message);
            }
        }
    }

    private void tellFlags(Message message) throws IOException {
        List<FetchData> items = new ArrayList<>();
        items.add(new FetchData.Uid(message.uid()));
        items.add(new FetchData.Flags(message.flags(), isRecent(message.uid())));
        if (client.knowsModSeqs()) {
            items.add(new FetchData.ModSeq(message.modSeq()));
        }
        fetch(message, items);
    }

    private void fetch(Message message, List<FetchData> items) throws IOException {
        client.send(
                new Response.Fetch(
                        client.numbering(), number(client.numbering(), message.uid()), items));
    }
}
