package mailstead.imap.server;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import mailstead.imap.codec.Command;
import mailstead.imap.codec.Extension;
import mailstead.imap.codec.FetchItem;
import mailstead.imap.codec.FetchModifiers;
import mailstead.imap.codec.Numbering;
import mailstead.imap.codec.PartialRange;
import mailstead.imap.codec.Response;
import mailstead.imap.codec.ResponseCode.Word;
import mailstead.mail.MailException;
import mailstead.mail.Reason;
import mailstead.mail.folder.Change;
import mailstead.mail.folder.Flags;
import mailstead.mail.folder.Message;
import mailstead.mail.folder.NumberSet;
import mailstead.service.mailbox.OpenFolder;
import mailstead.service.mailbox.Outcome;

/**
 * FETCH and UID FETCH (RFC 9051 section 6.4.5). A message that another session has removed is left
 * out if there is nothing left to read, and the command ends with NO [EXPUNGEISSUED] (RFC 2180
 * section 4.1.2): a client that then asks for news learns why.
 */
final class Fetch {

    /** After so many messages read, {@code \Seen} is stored, so that a break costs few of them. */
    private static final int SEEN_AT_ONCE = 1_000;

    private final Client client;
    private final SelectedFolder selected;

    Fetch(Client client, SelectedFolder selected) {
        this.client = client;
        this.selected = selected;
    }

    Answer answer(Command.Fetch command) throws MailException, IOException {
        FetchModifiers modifiers = command.modifiers();
        if (modifiers.isVanished()
                && (command.numbering() != Numbering.UID
                        || modifiers.changedSince().isEmpty()
                        || !client.has(Extension.QRESYNC))) {
            // RFC 7162 section 3.2.6
            return Answer.bad("VANISHED needs UID FETCH, CHANGEDSINCE and QRESYNC");
        }
        Optional<NumberSet> uids = selected.resolve(command.numbering(), command.messages());
        if (uids.isEmpty()) {
            return Answer.bad(SelectedFolder.NO_SUCH_NUMBER);
        }
        if (modifiers.changedSince().isPresent()
                || command.items().contains(new FetchItem.ModSeq())) {
            client.enable(Set.of(Extension.CONDSTORE)); // RFC 7162 section 3.1
        }
        if (modifiers.isVanished()) {
            tellVanished(command, modifiers.changedSince().orElse(0));
        }
        List<Message> messages = selected.shown().messages(uids.get());
        return fetch(chosen(messages, modifiers), items(command));
    }

    /** RFC 7162 section 3.2.6: which of the UIDs asked for have gone since. */
    private void tellVanished(Command.Fetch command, long since) throws IOException {
        NumberSet gone =
                selected.shown()
                        .removedSince(since)
                        .intersection(selected.sets().uids(command.messages()));
        if (!gone.isEmpty()) {
            client.send(new Response.Vanished(true, gone));
        }
    }

    /** RFC 9394 section 3.4: the part first, and of that what has changed. */
    private static List<Message> chosen(List<Message> messages, FetchModifiers modifiers) {
        List<Message> part =
                modifiers.partial().map(range -> part(messages, range)).orElse(messages);
        OptionalLong since = modifiers.changedSince();
        return since.isEmpty()
                ? part
                : part.stream().filter(message -> message.modSeq() > since.getAsLong()).toList();
    }

    /** RFC 9394 section 3.3. */
    private static List<Message> part(List<Message> messages, PartialRange range) {
        long from = Math.min(messages.size(), range.first() - 1);
        long to = Math.min(messages.size(), range.last());
        return range.isFromEnd()
                ? messages.subList((int) (messages.size() - to), (int) (messages.size() - from))
                : messages.subList((int) from, (int) to);
    }

    /** With those that must be there although they were not asked for. */
    private List<FetchItem> items(Command.Fetch command) {
        List<FetchItem> items = new ArrayList<>();
        if (command.numbering() == Numbering.UID
                && !client.isUidOnly()
                && !command.items().contains(new FetchItem.Uid())) {
            items.add(new FetchItem.Uid()); // RFC 9051 section 6.4.9
        }
        items.addAll(command.items());
        if (command.modifiers().changedSince().isPresent()
                && !command.items().contains(new FetchItem.ModSeq())) {
            items.add(new FetchItem.ModSeq()); // RFC 7162 section 3.1.4.1
        }
        return items;
    }

    private Answer fetch(List<Message> messages, List<FetchItem> items)
            throws MailException, IOException {
        FetchWriter writer = new FetchWriter(client, selected, items);
        boolean setsSeen = !selected.isReadOnly() && items.stream().anyMatch(Fetch::setsSeen);
        boolean anyGone = false;
        boolean anyUnknown = false;
        NumberSet.Builder read = new NumberSet.Builder();
        int unstored = 0;
        for (Message message : messages) {
            try {
                switch (writer.write(message)) {
                    case WRITTEN -> {
                        if (setsSeen && !message.flags().has(Flags.System.SEEN)) {
                            read.add(message.uid());
                            unstored++;
                        }
                    }
                    case PARTLY_GONE -> anyGone = true;
                    case UNKNOWN_ENCODING -> anyUnknown = true;
                }
            } catch (MailException failure) {
                if (failure.reason() != Reason.MESSAGE_GONE) {
                    throw failure;
                }
                anyGone = true;
            }
            if (unstored == SEEN_AT_ONCE) {
                storeSeen(read.build());
                read = new NumberSet.Builder();
                unstored = 0;
            }
        }
        storeSeen(read.build());
        if (anyUnknown) {
            return Answer.no(Word.UNKNOWN_CTE, "a part is encoded in a way unknown here");
        }
        return anyGone ? Failures.refused(Reason.MESSAGE_GONE) : Answer.ok("that is all");
    }

    private static boolean setsSeen(FetchItem item) {
        return switch (item) {
            case FetchItem.Body body -> !body.isPeek();
            case FetchItem.Rfc822(var part) -> !part.isPeek();
            case FetchItem.Binary binary -> !binary.isPeek();
            case FetchItem.Envelope _,
                    FetchItem.Flags _,
                    FetchItem.InternalDate _,
                    FetchItem.Size _,
                    FetchItem.Uid _,
                    FetchItem.BodyStructure _,
                    FetchItem.BinarySize _,
                    FetchItem.ModSeq _,
                    FetchItem.Preview _,
                    FetchItem.EmailId _,
                    FetchItem.ThreadId _,
                    FetchItem.SaveDate _ ->
                    false;
        };
    }

    /**
     * The news after the command tell of it. Who may not keep {@code \Seen} may read all the same.
     */
    private void storeSeen(NumberSet uids) throws MailException {
        if (!uids.isEmpty()) {
            Outcome<OpenFolder.Stored> _ =
                    selected.folder()
                            .store(
                                    uids,
                                    Change.Mode.ADD,
                                    Flags.of(Flags.System.SEEN),
                                    OptionalLong.empty());
        }
    }
}
