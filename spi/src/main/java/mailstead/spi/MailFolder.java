package mailstead.spi;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import mailstead.mail.MailException;
import mailstead.mail.Reason;
import mailstead.mail.TemporaryFailure;
import mailstead.mail.folder.Change;
import mailstead.mail.folder.Flags;
import mailstead.mail.folder.FolderState;
import mailstead.mail.folder.Message;
import mailstead.mail.folder.NumberSet;
import mailstead.mail.mime.Digest;
import mailstead.mail.mime.KeptFields;

/**
 * One folder. Shared by all sessions of this node; what it knows only moves forward. States are
 * ordered by their highest modification sequence.
 */
public interface MailFolder {

    String mailboxId();

    /** The newest state this node knows; asks nobody if it knows one. */
    FolderState known() throws MailException, FolderGone;

    /**
     * Asks the server for what other nodes did and what has arrived, and gives UIDs to the latter.
     * Not asked again if this node has asked less than {@code ageMax} ago; {@link Duration#ZERO}
     * always asks. Where nothing changed: two calls, or three for an INBOX when {@code ageMax} is
     * zero. What other software than nodes removed from a folder's files may be noticed a minute
     * later.
     */
    FolderState refresh(Duration ageMax) throws MailException, FolderGone;

    /**
     * Changes flags or expunges, durably. Concurrent changes of this node share one entry of the
     * log.
     *
     * @return the state with the changes; the newest one if there was nothing to change
     */
    FolderState change(Decision decision) throws MailException, FolderGone;

    /** Called on the newest state, again if another node was faster: free of side effects. */
    @FunctionalInterface
    interface Decision {
        /** Only {@link Change.Flagged} and {@link Change.Expunged}; empty for nothing to do. */
        List<Change> on(FolderState newest);
    }

    /**
     * The message's octets with CRLF line ends from one octet on; stays readable even if the
     * message is removed meanwhile.
     *
     * @param from 0 to the size; further reading from where an earlier stream ended is cheap
     */
    InputStream read(Message message, long from) throws MailException, MessageGone;

    /**
     * What the message says about itself: from memory or a cache where it was asked for before,
     * else by reading all of it once.
     */
    default Digest digest(Message message) throws MailException, MessageGone {
        try (InputStream in = read(message, 0)) {
            return Digest.read(in);
        } catch (IOException e) {
            throw new TemporaryFailure(
                    Reason.STORAGE_UNAVAILABLE, "the message cannot be read now", e);
        }
    }

    /** A part of {@link #digest}, and cheaper where that is remembered. */
    default KeptFields fields(Message message) throws MailException, MessageGone {
        return digest(message).fields();
    }

    /** Begins a message that will be added; nobody sees it before {@link #add}. */
    Upload upload() throws MailException, FolderGone;

    /** A message on its way in. Confined to its session. */
    interface Upload extends AutoCloseable {

        /** More octets of the message, with CRLF line ends as they come. */
        void write(byte[] octets, int offset, int length) throws MailException;

        /** Throws away what was not added; afterwards or twice it does nothing. */
        @Override
        void close();
    }

    /**
     * Adds uploaded messages, all or none, durably. Refused as {@code MAILBOX_FULL} where they do
     * not fit into the account's quota.
     *
     * @return the new messages in this order
     */
    List<Message> add(List<Addition> additions) throws MailException, FolderGone;

    /**
     * @param upload of this folder, complete
     * @param internalDate empty for now
     */
    record Addition(Upload upload, Flags flags, Optional<Instant> internalDate) {}

    /**
     * Adds an uploaded message and expunges another in one step: whoever looks sees both or neither
     * (RFC 8508 section 3). Only what it takes more counts for the quota.
     *
     * @return the new message; empty if the other one is not there (any more): then nothing was
     *     added
     */
    Optional<Message> replace(long uid, Addition addition) throws MailException, FolderGone;

    /**
     * Copies messages into a folder, of this or another account, all or none; they share the
     * content where they lie on one volume. Messages that are gone meanwhile are left out.
     */
    Copied copy(NumberSet uids, MailFolder target, Headway headway)
            throws MailException, FolderGone;

    default Copied copy(NumberSet uids, MailFolder target) throws MailException, FolderGone {
        return copy(uids, target, Headway.UNTOLD);
    }

    /**
     * As {@link #copy}, and then expunges here what was copied (RFC 6851 section 3.3). What
     * somebody else has expunged or moved in between is left out: its copy does not stay.
     */
    Copied move(NumberSet uids, MailFolder target, Headway headway)
            throws MailException, FolderGone;

    default Copied move(NumberSet uids, MailFolder target) throws MailException, FolderGone {
        return move(uids, target, Headway.UNTOLD);
    }

    /**
     * @param uidValidity of the target
     * @param sources UIDs in the source, ascending
     * @param copies the new messages, in the same order
     */
    record Copied(long uidValidity, List<Long> sources, List<Message> copies) {
        public Copied {
            sources = List.copyOf(sources);
            copies = List.copyOf(copies);
        }
    }

    /**
     * From now on {@code listener} is called whenever this node learns of a new state, until
     * closed: quickly, on any thread. It does not ask the server: whoever watches calls {@link
     * #refresh} now and then.
     */
    Watch watch(Runnable listener);

    interface Watch extends AutoCloseable {
        @Override
        void close();
    }

    /** A stream ended before its message did, or could not be read. */
    final class Unreadable extends IOException {
        private static final long serialVersionUID = 1L;

        public Unreadable(Throwable cause) {
            super("the message could not be read to its end", cause);
        }
    }
}
