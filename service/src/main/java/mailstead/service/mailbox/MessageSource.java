package mailstead.service.mailbox;

import java.io.InputStream;
import mailstead.mail.MailException;
import mailstead.mail.folder.Message;
import mailstead.mail.mime.Digest;
import mailstead.mail.mime.KeptFields;

/** What there is to know of a folder's messages beyond what the folder itself knows. */
public interface MessageSource {

    /**
     * What one pass over the message finds out; cheap where it has been found out before.
     *
     * @throws MailException {@code MESSAGE_GONE} if it has been removed meanwhile
     */
    Digest digest(Message message) throws MailException;

    /**
     * A part of {@link #digest}, and cheaper.
     *
     * @throws MailException {@code MESSAGE_GONE} if it has been removed meanwhile
     */
    default KeptFields fields(Message message) throws MailException {
        return digest(message).fields();
    }

    /**
     * The message's octets with CRLF line ends from one octet on; stays readable even if the
     * message is removed meanwhile.
     *
     * @param from 0 to the size
     * @throws MailException {@code MESSAGE_GONE} if it has been removed meanwhile
     */
    InputStream read(Message message, long from) throws MailException;
}
