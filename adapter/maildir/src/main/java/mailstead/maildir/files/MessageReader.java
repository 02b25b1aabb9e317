package mailstead.maildir.files;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;
import mailstead.fs.Errno;
import mailstead.fs.FileFailure;
import mailstead.fs.FileSystem;
import mailstead.mail.Content;
import mailstead.mail.MailException;
import mailstead.spi.Maildrop;

/**
 * Reads messages of one mailbox, wherever other sessions have moved them meanwhile. Confined to its
 * session.
 */
public final class MessageReader {

    /**
     * Messages up to this size on disk are read in one visit to the volume's threads; longer ones
     * in such pieces.
     */
    public static final int CHUNK_OCTETS = 64 * 1024;

    /** How often a message may move between being found and being opened. */
    private static final int ATTEMPTS_MAX = 5;

    private final Mailbox mailbox;
    private final Troubles troubles;

    /** Something done with a message's file. */
    @FunctionalInterface
    public interface Use<T> {
        T with(String path) throws IOException;
    }

    public MessageReader(Mailbox mailbox, Troubles troubles) {
        this.mailbox = mailbox;
        this.troubles = troubles;
    }

    public Content read(Located located, long octets) throws MailException, Maildrop.Gone {
        try {
            Start start =
                    mailbox.volume()
                            .threads()
                            .call(() ->
                                    mailbox.run(() ->
                                            whereverItIs(
                                                    located, path -> start(located.name(), path))))
                            .orElseThrow(Maildrop.Gone::new);
            return start.isWhole()
                    ? new Held(convert(located.name(), start))
                    : new Streamed(located, octets);
        } catch (IOException e) {
            throw troubles.explain(mailbox.volume().name(), e);
        }
    }

    /** The first octets of a file. */
    private record Start(byte[] buffer, int count) {
        boolean isWhole() {
            return count < buffer.length;
        }
    }

    private Start start(MessageName name, String path) throws IOException {
        // One octet more than there should be: a short read tells the end without asking again.
        long expected = Math.min(name.stored().orElse(CHUNK_OCTETS), CHUNK_OCTETS) + 1;
        try (FileSystem.File file = mailbox.files().open(path)) {
            byte[] buffer = new byte[(int) expected];
            return new Start(buffer, Math.max(0, file.read(buffer, 0, buffer.length)));
        }
    }

    private static byte[] convert(MessageName name, Start start) {
        return name.isVerbatim()
                ? Arrays.copyOf(start.buffer(), start.count())
                : new LineEnds.ToCrlf().convert(start.buffer(), 0, start.count());
    }

    public <T> Optional<T> whereverItIs(Located located, Use<T> use) throws IOException {
        return whereverItIs(mailbox, located, use);
    }

    /**
     * Uses the file where it was last seen, or where it is now. Empty if it is gone. On the
     * volume's threads, as the owner.
     */
    static <T> Optional<T> whereverItIs(Mailbox mailbox, Located located, Use<T> use)
            throws IOException {
        Optional<Located> place = Optional.of(located);
        for (int i = 0; i < ATTEMPTS_MAX; i++) {
            if (place.isEmpty()) {
                return Optional.empty();
            }
            String path = place.get().path();
            Optional<T> result = Listing.unlessGone(() -> use.with(path));
            if (result.isPresent()) {
                return result;
            }
            place = Listing.find(mailbox, located.name().key());
        }
        throw new FileFailure("find", located.path(), Errno.ESTALE);
    }

    /** A small message. */
    private record Held(byte[] octets) implements Content {
        @Override
        public long size() {
            return octets.length;
        }

        @Override
        public InputStream open() {
            return new ByteArrayInputStream(octets);
        }
    }

    /**
     * A message too long to be held. Each stream keeps its file open, so that a removal elsewhere
     * does not end it.
     */
    private final class Streamed implements Content {

        private final Located located;
        private final long octets;

        Streamed(Located located, long octets) {
            this.located = located;
            this.octets = octets;
        }

        @Override
        public long size() {
            return octets;
        }

        @Override
        public InputStream open() throws IOException {
            return FileStream.open(mailbox, located);
        }
    }
}
