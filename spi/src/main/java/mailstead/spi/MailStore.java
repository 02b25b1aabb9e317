package mailstead.spi;

import java.util.List;
import mailstead.mail.Content;
import mailstead.mail.MailException;

/**
 * Where messages are kept. Shared. Calls wait for storage no longer than the store's deadline;
 * storage that is away, hung, full, read-only or foreign is {@code TemporaryFailure} with {@code
 * STORAGE_UNAVAILABLE}, and hurts the accounts on it only.
 */
public interface MailStore {

    /**
     * Stores one copy per drop, each durable when its result says {@link Result.Stored}. All copies
     * are first written and synced unseen; only when every one of them succeeded (or {@code mode}
     * is {@link Mode#EACH}) do they become visible. {@code content} is read during the call only
     * and has CRLF line ends.
     *
     * @return one result per drop, in order
     */
    List<Result> deliver(List<Drop> drops, Content content, Mode mode);

    /**
     * Whether a delivery of this size has a chance just now; cheap, for RCPT. Throws MAILBOX_FULL
     * or STORAGE_UNAVAILABLE.
     */
    void checkRoom(Account account, long octets) throws MailException;

    /**
     * What is in the account's INBOX now, oldest first, as POP3 shows it. A mailbox not yet used is
     * empty.
     */
    Maildrop open(Account account) throws MailException;

    /**
     * One copy to be stored.
     *
     * @param prefix header fields to put before the content, CRLF line ends, possibly empty
     */
    record Drop(Account account, byte[] prefix) {}

    enum Mode {
        /**
         * One reply answers for all copies (SMTP): none becomes visible unless all could be
         * written.
         */
        ALL,
        /** Each copy has its own reply (LMTP). */
        EACH
    }

    sealed interface Result {
        /**
         * @param name the message's unique name in its mailbox
         */
        record Stored(String name) implements Result {}

        record Failed(MailException why) implements Result {}

        /** Another copy failed before this one became visible; nothing of it is left. */
        record Withdrawn() implements Result {}
    }
}
