package mailstead.pop3.server;

import java.io.IOException;
import java.io.InputStream;
import java.util.OptionalInt;
import mailstead.mail.Content;
import mailstead.mail.MailException;
import mailstead.mail.Reason;
import mailstead.mail.TemporaryFailure;
import mailstead.pop3.codec.DotStuffer;
import mailstead.pop3.codec.Sink;
import mailstead.pop3.codec.TopLimit;
import org.jspecify.annotations.Nullable;

/**
 * A message on its way to the client, a buffer at a time. Its first piece is read before anything
 * is promised, so that most storage failures can still be told; one that comes later is {@link
 * CutShort}. Confined to its session.
 */
final class Outgoing implements AutoCloseable {

    private static final int BUFFER_OCTETS_MAX = 64 * 1024;
    private static final int BUFFER_OCTETS_MIN = 1024;

    private final InputStream input;
    private final byte[] buffer;
    private final @Nullable TopLimit limit;
    private int buffered;

    private Outgoing(InputStream input, int bufferOctets, @Nullable TopLimit limit) {
        this.input = input;
        this.buffer = new byte[bufferOctets];
        this.limit = limit;
    }

    /**
     * @param bodyLines how much of the body TOP wants; empty for all of it
     */
    static Outgoing open(Content content, OptionalInt bodyLines) throws MailException {
        int octets = (int) Math.clamp(content.size(), BUFFER_OCTETS_MIN, BUFFER_OCTETS_MAX);
        TopLimit limit = bodyLines.isPresent() ? new TopLimit(bodyLines.getAsInt()) : null;
        try {
            Outgoing outgoing = new Outgoing(content.open(), octets, limit);
            try {
                outgoing.buffered = outgoing.input.read(outgoing.buffer);
                return outgoing;
            } catch (IOException | RuntimeException unreadable) {
                outgoing.close();
                throw unreadable;
            }
        } catch (IOException unreadable) {
            throw new TemporaryFailure(
                    Reason.STORAGE_UNAVAILABLE, "the message cannot be read now", unreadable);
        }
    }

    /** Sends all of it, dot-stuffed and ended. */
    void sendTo(Sink sink) throws IOException {
        DotStuffer stuffer = new DotStuffer(sink);
        while (buffered >= 0) {
            int length = limit == null ? buffered : limit.take(buffer, 0, buffered);
            stuffer.write(buffer, 0, length);
            if (limit != null && limit.isReached()) {
                break;
            }
            refill();
        }
        stuffer.finish();
    }

    @SuppressWarnings(
            "CatchingUnchecked") // a bug in the middle of a message must cut it short as well
    private void refill() throws CutShort {
        try {
            buffered = input.read(buffer);
        } catch (IOException | RuntimeException unreadable) {
            throw new CutShort(unreadable);
        }
    }

    @Override
    public void close() {
        try {
            input.close();
        } catch (IOException _) {
            // Nothing was written to it: there is nothing to lose.
        }
    }

    /**
     * The message could not be read to its end after a part was sent. The connection must end
     * without the terminating dot, so that the client cannot take the part for the whole.
     */
    static final class CutShort extends IOException {
        private static final long serialVersionUID = 1L;

        CutShort(Exception cause) {
            super("the message could not be read to its end", cause);
        }
    }
}
