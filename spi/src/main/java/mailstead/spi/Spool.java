package mailstead.spi;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import mailstead.mail.Content;
import mailstead.mail.MailException;
import mailstead.mail.queue.Hold;
import mailstead.mail.queue.QueueId;
import mailstead.mail.queue.QueuedEnvelope;
import mailstead.mail.queue.QueuedMessage;
import mailstead.mail.queue.RecipientState;

/**
 * Where messages wait that are not yet where they belong. One spool belongs to one node. Shared.
 * Whatever a call says it has done is durable: it outlives the process, and the machine as far as
 * its disk keeps what was synced. Each call is whole or not at all. Throws {@code TemporaryFailure}
 * with {@code STORAGE_UNAVAILABLE} when the disk is away, full or below its reserve.
 */
public interface Spool {

    /**
     * Takes a message: when this returns, it is ours and will not be lost. All recipients wait,
     * until {@link QueuedEnvelope#notBefore}. When it fails the message is refused: it is not seen
     * again, but for a power cut in that instant, after which it may be there once.
     *
     * @param prefix header fields to put before the content, CRLF line ends, possibly empty
     * @param content read during the call only; CRLF line ends
     * @param hold when it is not to be tried until released
     */
    QueueId add(QueuedEnvelope envelope, byte[] prefix, Content content, Optional<Hold> hold)
            throws MailException;

    /**
     * Takes several messages as one step: all or none. For notices that must be there exactly when
     * what they tell of is noted.
     *
     * @param change what else changes in the same step
     * @return one id for each message, in order
     */
    List<QueueId> add(List<Draft> drafts, Change change) throws MailException;

    /**
     * Notes what became of recipients, or of a hold; in one step. Unknown ids are ignored.
     *
     * @throws IndexOutOfBoundsException for a recipient that a message does not have; nothing is
     *     noted then
     */
    void note(Change change) throws MailException;

    /**
     * Notes that these are done with, and forgets them. Their octets go when it suits; ids that are
     * unknown are ignored.
     */
    void remove(List<QueueId> ids) throws MailException;

    /**
     * Every message there is, in the order of arrival, as of the call; used once at start. Adding,
     * noting and removing go on meanwhile; what they touch may be seen before or after.
     */
    void each(Consumer<QueuedMessage> seen) throws MailException;

    /** One message as it stands, or empty when it is not, or no longer, here. */
    Optional<QueuedMessage> find(QueueId id) throws MailException;

    /**
     * The octets of a message, with the fields put before it, CRLF line ends. Readable until it is
     * removed; opening one that was removed meanwhile is an {@code IOException}, reading on in one
     * that was opened before may be. Fails with {@code MESSAGE_GONE} for an id that is not here.
     */
    Content content(QueueId id) throws MailException;

    /** Whether there is room for a message of this size just now; cheap, for MAIL FROM. */
    void checkRoom(long octets) throws MailException;

    /**
     * @param states recipients by their index in the envelope, with their new states
     * @param hold the new hold, empty inside for released; absent key means unchanged
     */
    record Change(
            Map<QueueId, Map<Integer, RecipientState>> states, Map<QueueId, Optional<Hold>> hold) {

        public static final Change NONE = new Change(Map.of(), Map.of());

        public Change {
            states = Map.copyOf(states);
            hold = Map.copyOf(hold);
        }
    }

    /** A message to be added. */
    record Draft(QueuedEnvelope envelope, byte[] prefix, Content content, Optional<Hold> hold) {}
}
