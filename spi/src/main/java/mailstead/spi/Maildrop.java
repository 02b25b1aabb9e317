package mailstead.spi;

import java.util.List;
import mailstead.mail.Content;
import mailstead.mail.MailException;

/**
 * One session's picture of a mailbox (RFC 1939 section 3's word), fixed when it was opened. No
 * lock: other sessions may read and remove the same messages meanwhile. Confined to its session.
 */
public interface Maildrop {

    /** Fixed for this maildrop's life, oldest first. */
    List<Entry> entries();

    /**
     * The message's octets with CRLF line ends; an opened stream stays readable even if the message
     * is removed meanwhile. Reading it obeys the storage deadline. {@link Gone} if another session
     * has removed the message.
     */
    Content read(Entry entry) throws MailException, Gone;

    /**
     * Removes these messages for good. One that is already gone counts as removed. Fails with what
     * could not be removed.
     */
    void remove(List<Entry> entries) throws MailException;

    /**
     * @param uid the unique id of RFC 1939 section 7: 1 to 70 characters of 0x21 to 0x7E, the same
     *     in every session
     * @param octets size with CRLF line ends
     */
    record Entry(String uid, long octets) {}

    /** Another session has removed the message since this maildrop was opened. */
    final class Gone extends Exception {
        private static final long serialVersionUID = 1L;

        public Gone() {
            super("the message has been removed by another session");
        }
    }
}
