package mailstead.service.mailbox;

import mailstead.mail.MailException;
import mailstead.spi.MailFolder;

/**
 * A message on its way into a folder; nobody sees it before {@link OpenFolder#append}. Confined to
 * its session.
 */
public final class Upload implements AutoCloseable {

    private final MailFolder.Upload inner;
    private long octets;

    Upload(MailFolder.Upload inner) {
        this.inner = inner;
    }

    /** More octets of the message, with CRLF line ends as they come. */
    public void write(byte[] content, int offset, int length) throws MailException {
        inner.write(content, offset, length);
        octets += length;
    }

    /** How many have been written. */
    public long octets() {
        return octets;
    }

    /** Throws away what was not appended; afterwards or twice it does nothing. */
    @Override
    public void close() {
        inner.close();
    }

    MailFolder.Upload inner() {
        return inner;
    }
}
