package mailstead.maildir.files;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import mailstead.fs.Errno;
import mailstead.fs.FileFailure;
import mailstead.fs.FileSystem;
import mailstead.fs.VolumeThreads;

/**
 * A long message, piece by piece: one visit to the volume's threads for each. Confined to its
 * session.
 */
public final class FileStream extends InputStream {

    private final Mailbox mailbox;
    private final FileSystem.File file;
    private final Optional<LineEnds.ToCrlf> conversion;
    private byte[] piece = new byte[0];
    private int position;
    private boolean isAtEnd;

    private FileStream(Mailbox mailbox, FileSystem.File file, boolean isVerbatim) {
        this.mailbox = mailbox;
        this.file = file;
        this.conversion = isVerbatim ? Optional.empty() : Optional.of(new LineEnds.ToCrlf());
    }

    public static FileStream open(Mailbox mailbox, Located located) throws IOException {
        FileSystem.File file =
                mailbox.volume()
                        .threads()
                        .call(new Opening(mailbox, located))
                        .orElseThrow(() -> new FileFailure("open", located.path(), Errno.ENOENT));
        return new FileStream(mailbox, file, located.name().isVerbatim());
    }

    private record Opening(Mailbox mailbox, Located located)
            implements VolumeThreads.Task<Optional<FileSystem.File>> {
        @Override
        public Optional<FileSystem.File> run() throws IOException {
            return mailbox.run(
                    () -> MessageReader.whereverItIs(mailbox, located, mailbox.files()::open));
        }

        @Override
        public void abandoned(Optional<FileSystem.File> unwanted) throws IOException {
            if (unwanted.isPresent()) {
                unwanted.get().close();
            }
        }
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

    private boolean fill() throws IOException {
        while (position == piece.length && !isAtEnd) {
            byte[] buffer = new byte[MessageReader.CHUNK_OCTETS];
            int count = mailbox.volume().threads().call(() -> file.read(buffer, 0, buffer.length));
            isAtEnd = count < buffer.length;
            int used = Math.max(0, count);
            piece =
                    conversion.isPresent()
                            ? conversion.get().convert(buffer, 0, used)
                            : java.util.Arrays.copyOf(buffer, used);
            position = 0;
        }
        return position < piece.length;
    }

    /** Does not wait: the file is closed by a thread of the volume when one is free. */
    @Override
    public void close() {
        isAtEnd = true;
        position = piece.length;
        mailbox.volume().threads().closeLater(file);
    }
}
