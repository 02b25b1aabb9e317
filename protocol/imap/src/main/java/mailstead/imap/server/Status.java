package mailstead.imap.server;

import java.io.IOException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import mailstead.imap.codec.Command;
import mailstead.imap.codec.Extension;
import mailstead.imap.codec.MailboxName;
import mailstead.imap.codec.Response;
import mailstead.imap.codec.StatusItem;
import mailstead.mail.MailException;
import mailstead.mail.Reason;
import mailstead.mail.folder.Flags;
import mailstead.mail.folder.FolderState;
import mailstead.mail.folder.Message;
import mailstead.mail.folder.Right;
import mailstead.service.mailbox.OpenFolder;
import mailstead.service.mailbox.Outcome;
import mailstead.service.mailbox.Refusal;

/** STATUS (RFC 9051 section 6.3.11), also of the folders that LIST finds (RFC 5819). */
final class Status {

    private final Client client;
    private final User user;
    private final Recents recents;
    private final OptionalLong messageOctetsMax;

    Status(Client client, User user, Recents recents, OptionalLong messageOctetsMax) {
        this.client = client;
        this.user = user;
        this.recents = recents;
        this.messageOctetsMax = messageOctetsMax;
    }

    Answer answer(Command.Status command) throws MailException, IOException {
        Optional<Refusal> refusal = tell(command.mailbox(), command.items(), Duration.ZERO);
        return refusal.isPresent() ? Failures.refused(refusal.get()) : Answer.ok("that is all");
    }

    /**
     * Sends the response, unless it is refused.
     *
     * @param ageMax how old the news may be
     */
    Optional<Refusal> tell(MailboxName mailbox, Set<StatusItem> items, Duration ageMax)
            throws MailException, IOException {
        switch (user.mailboxes().open(mailbox.text(), Right.READ)) {
            case Outcome.Refused<OpenFolder>(Refusal why) -> {
                return Optional.of(why);
            }
            case Outcome.Done<OpenFolder>(OpenFolder folder) -> {
                if (items.contains(StatusItem.HIGHESTMODSEQ)) {
                    client.enable(Set.of(Extension.CONDSTORE)); // RFC 7162 section 3.1
                }
                long firstRecent = recents.look(folder);
                FolderState state = folder.refresh(ageMax);
                client.send(
                        new Response.Status(
                                mailbox,
                                values(folder, state, items, firstRecent),
                                items.contains(StatusItem.MAILBOXID)
                                        ? Optional.of(folder.mailboxId())
                                        : Optional.empty()));
                return Optional.empty();
            }
        }
    }

    private Map<StatusItem, Long> values(
            OpenFolder folder, FolderState state, Set<StatusItem> items, long firstRecent)
            throws MailException {
        Map<StatusItem, Long> values = new EnumMap<>(StatusItem.class);
        for (StatusItem item : items) {
            switch (item) {
                case MESSAGES -> values.put(item, (long) state.size());
                case RECENT -> values.put(item, countFrom(state, firstRecent));
                case UIDNEXT -> values.put(item, state.uidNext());
                case UIDVALIDITY -> values.put(item, state.uidValidity());
                case UNSEEN -> values.put(item, (long) state.unseen());
                case DELETED -> values.put(item, (long) state.deleted());
                case SIZE -> values.put(item, octets(folder, state));
                case HIGHESTMODSEQ -> values.put(item, state.highestModSeq());
                case APPENDLIMIT ->
                        values.put(item, messageOctetsMax.orElse(Response.Status.NO_LIMIT));
                case DELETED_STORAGE -> values.put(item, deletedOctets(folder, state));
                case MAILBOXID -> {} // beside the numbers
            }
        }
        return values;
    }

    private static long countFrom(FolderState state, long uid) {
        int index = state.indexOf(uid);
        return state.size() - (index >= 0 ? index : -index - 1);
    }

    /** RFC 8438 section 3: not less than the messages have together. */
    private static long octets(OpenFolder folder, FolderState state) throws MailException {
        long octets = state.octets();
        for (Message message : state) {
            if (message.size().isEmpty()) {
                octets += octets(folder, message);
            }
        }
        return octets;
    }

    private static long deletedOctets(OpenFolder folder, FolderState state) throws MailException {
        long octets = 0;
        if (state.deleted() > 0) {
            for (Message message : state) {
                if (message.flags().has(Flags.System.DELETED)) {
                    octets += octets(folder, message);
                }
            }
        }
        return octets;
    }

    private static long octets(OpenFolder folder, Message message) throws MailException {
        if (message.size().isPresent()) {
            return message.size().getAsLong();
        }
        try {
            return folder.digest(message).octets();
        } catch (MailException failure) {
            if (failure.reason() == Reason.MESSAGE_GONE) {
                return 0;
            }
            throw failure;
        }
    }
}
