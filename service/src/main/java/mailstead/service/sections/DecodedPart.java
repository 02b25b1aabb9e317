package mailstead.service.sections;

import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import mailstead.mail.MailException;
import mailstead.mail.Reason;
import mailstead.mail.TemporaryFailure;
import mailstead.mail.folder.Message;
import mailstead.mail.mime.Part;
import mailstead.mail.mime.PartReader;
import mailstead.mail.mime.TransferEncoding;
import mailstead.service.mailbox.MessageSource;

/**
 * A part whose transfer encoding is undone. Its size is known only once it has been decoded, and
 * must be told before the first octet: so it is decoded once to count, and again to be sent, unless
 * it was small enough to be held meanwhile. Immutable.
 */
final class DecodedPart implements Binary.Content {

    /** What is held between counting and sending. */
    private static final int HELD_OCTETS_MAX = 64 * 1024;

    private final MessageSource source;
    private final Message message;
    private final Part part;
    private final long offset;
    private final long octets;
    private final boolean mayHaveNul;
    private final Optional<byte[]> held;

    private DecodedPart(
            MessageSource source, Message message, Part part, long offset, Count counted) {
        this.source = source;
        this.message = message;
        this.part = part;
        this.offset = offset;
        this.octets = counted.octets;
        this.mayHaveNul = counted.hasNul;
        this.held =
                counted.octets <= HELD_OCTETS_MAX
                        ? Optional.of(counted.beginning.toByteArray())
                        : Optional.empty();
    }

    /** What the first decoding finds. */
    private static final class Count {
        private final ByteArrayOutputStream beginning = new ByteArrayOutputStream();
        private long octets;
        private boolean hasNul;

        void add(byte[] more, int count) {
            if (octets + count <= HELD_OCTETS_MAX) {
                beginning.write(more, 0, count);
            }
            octets += count;
            for (int i = 0; i < count && !hasNul; i++) {
                hasNul = more[i] == 0;
            }
        }
    }

    /**
     * @param part with an encoding that can be undone
     * @param count at most so many octets
     */
    static DecodedPart of(MessageSource source, Message message, Part part, long offset, long count)
            throws MailException {
        Count counted = new Count();
        try (InputStream stream = open(source, message, part, offset, count)) {
            byte[] buffer = new byte[8 * 1024];
            for (int read = stream.read(buffer); read >= 0; read = stream.read(buffer)) {
                counted.add(buffer, read);
            }
        } catch (IOException e) {
            throw new TemporaryFailure(
                    Reason.STORAGE_UNAVAILABLE, "a message cannot be read just now", e);
        }
        return new DecodedPart(source, message, part, offset, counted);
    }

    @Override
    public long octets() {
        return octets;
    }

    @Override
    public boolean mayHaveNul() {
        return mayHaveNul;
    }

    @Override
    public InputStream open() throws MailException {
        if (held.isPresent()) {
            return new Excerpt.Held(held.get()).open(0, octets);
        }
        try {
            return open(source, message, part, offset, octets);
        } catch (IOException e) {
            throw new TemporaryFailure(
                    Reason.STORAGE_UNAVAILABLE, "a message cannot be read just now", e);
        }
    }

    private static InputStream open(
            MessageSource source, Message message, Part part, long offset, long count)
            throws MailException, IOException {
        long start = part.body().start();
        InputStream encoded = new TailStream(source.read(message, start), start);
        try {
            InputStream decoded = new PartReader(encoded).content(part);
            // RFC 3516 section 6: lines of text end with CRLF, whatever was encoded.
            boolean isEncodedText =
                    part.content().type().isText()
                            && part.content().transferEncoding() != TransferEncoding.IDENTITY;
            InputStream lines = isEncodedText ? new CrlfStream(decoded) : decoded;
            skip(lines, offset);
            return new BoundedStream(lines, count, encoded);
        } catch (IOException e) {
            encoded.close();
            throw e;
        }
    }

    private static void skip(InputStream stream, long octets) throws IOException {
        byte[] buffer = new byte[8 * 1024];
        long left = octets;
        while (left > 0) {
            int count = stream.read(buffer, 0, (int) Math.min(left, buffer.length));
            if (count < 0) {
                return;
            }
            left -= count;
        }
    }

    /** The end of a message in the place of all of it: what comes before can only be skipped. */
    private static final class TailStream extends FilterInputStream {

        private long missing;

        TailStream(InputStream tail, long missing) {
            super(tail);
            this.missing = missing;
        }

        @Override
        public long skip(long octets) throws IOException {
            if (missing == 0) {
                return super.skip(octets);
            }
            long skipped = Math.min(Math.max(octets, 0), missing);
            missing -= skipped;
            return skipped;
        }
    }
}
