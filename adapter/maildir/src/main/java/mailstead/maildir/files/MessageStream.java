package mailstead.maildir.files;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;
import mailstead.fs.FileSystem;
import mailstead.fs.VolumeThreads;
import mailstead.spi.MailFolder;

/**
 * A message's octets with CRLF line ends from one octet on, piece by piece: one visit to the
 * volume's threads for each, and only one for a small message. Stays readable when the message is
 * removed or renamed meanwhile. Confined to its session.
 */
public final class MessageStream extends InputStream {

    private static final int PIECE_OCTETS = 64 * 1024;

    private final Mailbox mailbox;
    private final String message;
    private final MessageName name;
    private final Checkpoints checkpoints;
    private Optional<FileSystem.File> file;
    private Optional<LineEnds.ToCrlf> conversion = Optional.empty();

    /** Where the piece at hand begins. */
    private Checkpoints.Checkpoint start;

    /** The octets in the file that the piece at hand was made from. */
    private int stored;

    private byte[] piece;
    private int position;

    /**
     * @param file empty if nothing is left in it
     */
    private record First(Optional<FileSystem.File> file, byte[] octets, int count) {}

    private MessageStream(
            Mailbox mailbox,
            String message,
            MessageName name,
            Checkpoints checkpoints,
            Checkpoints.Checkpoint start,
            First first) {
        this.mailbox = mailbox;
        this.message = message;
        this.name = name;
        this.checkpoints = checkpoints;
        this.start = start;
        this.file = first.file();
        if (!name.isVerbatim()) {
            conversion = Optional.of(new LineEnds.ToCrlf(start.isAfterCr()));
        }
        this.stored = first.count();
        this.piece = converted(first.octets(), first.count());
    }

    /**
     * Opens a message's file and reads its first piece.
     *
     * @param path absolute; ENOENT if there is no such file
     * @param message says which message it is, on all volumes
     * @param from 0 to the size
     */
    public static MessageStream open(
            Mailbox mailbox,
            String path,
            MessageName name,
            String message,
            long from,
            Checkpoints checkpoints)
            throws IOException {
        Checkpoints.Checkpoint start =
                name.isVerbatim()
                        ? new Checkpoints.Checkpoint(from, from, false)
                        : checkpoints.before(message, from);
        First first =
                mailbox.volume().threads().call(new Opening(mailbox, path, name, start.stored()));
        MessageStream stream = new MessageStream(mailbox, message, name, checkpoints, start, first);
        try {
            stream.skipNBytes(from - start.read());
        } catch (EOFException _) {
            // Nothing is left from there on.
        } catch (IOException e) {
            stream.close();
            throw e;
        }
        return stream;
    }

    private record Opening(Mailbox mailbox, String path, MessageName name, long position)
            implements VolumeThreads.Task<First> {
        @Override
        public First run() throws IOException {
            return mailbox.run(() -> {
                FileSystem.File file = mailbox.files().open(path);
                try {
                    if (position > 0) {
                        file.seek(position);
                    }
                    // One octet more: a short read tells the end without asking again.
                    long left = name.stored().orElse(Long.MAX_VALUE) - position;
                    byte[] octets = new byte[(int) Math.clamp(left, 0, PIECE_OCTETS - 1) + 1];
                    int count = Math.max(0, file.read(octets, 0, octets.length));
                    if (count < octets.length) {
                        file.close();
                        return new First(Optional.empty(), octets, count);
                    }
                    return new First(Optional.of(file), octets, count);
                } catch (IOException e) {
                    mailbox.volume().threads().closeLater(file);
                    throw e;
                }
            });
        }

        @Override
        public void abandoned(First unwanted) throws IOException {
            if (unwanted.file().isPresent()) {
                unwanted.file().get().close();
            }
        }
    }

    private byte[] converted(byte[] octets, int count) {
        return conversion.isPresent()
                ? conversion.get().convert(octets, 0, count)
                : count == octets.length ? octets : Arrays.copyOf(octets, count);
    }

    @Override
    public int read() throws IOException {
        return fill() ? piece[position++] & 0xFF : -1;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int count = Math.min(length, piece.length - position);
        System.arraycopy(piece, position, buffer, offset, count);
        position += count;
        return count;
    }

    private boolean fill() throws MailFolder.Unreadable {
        while (position == piece.length) {
            Checkpoints.Checkpoint reached =
                    new Checkpoints.Checkpoint(
                            start.read() + piece.length,
                            start.stored() + stored,
                            conversion.map(LineEnds.ToCrlf::isAfterCr).orElse(false));
            if (file.isEmpty()) {
                requireWhole(reached.read());
                return false;
            }
            start = reached;
            next(file.get());
        }
        return true;
    }

    private void next(FileSystem.File open) throws MailFolder.Unreadable {
        byte[] octets = new byte[PIECE_OCTETS];
        try {
            int count =
                    Math.max(
                            0,
                            mailbox.volume()
                                    .threads()
                                    .call(() -> open.read(octets, 0, octets.length)));
            if (count < octets.length) {
                mailbox.volume().threads().closeLater(open);
                file = Optional.empty();
            }
            stored = count;
            piece = converted(octets, count);
            position = 0;
        } catch (IOException e) {
            throw new MailFolder.Unreadable(e);
        }
    }

    /** A file that ends before its name says it does was cut off. */
    private void requireWhole(long end) throws MailFolder.Unreadable {
        if (end < name.onWire().orElse(0)) {
            throw new MailFolder.Unreadable(
                    new EOFException(name.text() + " ends after " + end + " octets"));
        }
    }

    /** Does not wait: the file is closed by a thread of the volume when one is free. */
    @Override
    public void close() {
        if (conversion.isPresent() && name.onWire().orElse(Long.MAX_VALUE) > PIECE_OCTETS) {
            checkpoints.put(message, start);
        }
        file.ifPresent(mailbox.volume().threads()::closeLater);
        file = Optional.empty();
        piece = new byte[0];
        position = 0;
        start = Checkpoints.Checkpoint.START;
        stored = 0;
    }
}
