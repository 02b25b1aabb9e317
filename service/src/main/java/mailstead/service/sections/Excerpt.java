package mailstead.service.sections;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import mailstead.mail.MailException;
import mailstead.mail.folder.Message;
import mailstead.mail.mime.Span;
import mailstead.service.mailbox.MessageSource;

/** Octets of a message that have been found and not yet read. Immutable. */
public sealed interface Excerpt {

    /** How many there are. */
    long octets();

    /**
     * Gives some of them; none if {@code offset} lies behind them. The caller closes the stream. It
     * ends too early only if the message is damaged meanwhile.
     *
     * @param offset 0 or more
     * @param count at most so many
     * @throws MailException {@code MESSAGE_GONE} if the message has been removed meanwhile
     */
    InputStream open(long offset, long count) throws MailException;

    /** How many {@link #open} would give. */
    default long octets(long offset, long count) {
        return Math.max(0, Math.min(count, octets() - offset));
    }

    /** Those between two places of the message. */
    record Stretch(MessageSource source, Message message, Span span) implements Excerpt {

        @Override
        public long octets() {
            return span.length();
        }

        @Override
        public InputStream open(long offset, long count) throws MailException {
            long octets = octets(offset, count);
            if (octets == 0) {
                return InputStream.nullInputStream();
            }
            InputStream stream = source.read(message, span.start() + offset);
            return new BoundedStream(stream, octets, stream);
        }
    }

    /** Few enough to be held. */
    record Held(byte[] content) implements Excerpt {

        @Override
        public long octets() {
            return content.length;
        }

        @Override
        public InputStream open(long offset, long count) {
            int from = (int) Math.min(offset, content.length);
            return new ByteArrayInputStream(content, from, (int) octets(offset, count));
        }
    }
}
