package mailstead.directory.replica;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import mailstead.directory.copy.Head;
import mailstead.directory.copy.Names;
import mailstead.fs.FileSystem;

/** A folder that anything fills: a shared volume, rsync. Shared. */
public final class FolderSource implements Source {

    private static final int BUFFER_OCTETS = 256 * 1024;

    private final FileSystem files;
    private final String folder;

    /**
     * @param folder absolute
     */
    public FolderSource(FileSystem files, String folder) {
        this.files = files;
        this.folder = folder;
    }

    @Override
    public byte[] head(String nonce) throws IOException {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        read(Names.HEAD, Head.OCTETS_MAX, Duration.ZERO, octets::write);
        return octets.toByteArray();
    }

    @Override
    public boolean isAsked() {
        return false;
    }

    @Override
    public void read(String path, long octetsMax, Duration within, Sink sink) throws IOException {
        byte[] buffer = new byte[BUFFER_OCTETS];
        long left = octetsMax;
        try (FileSystem.File file = files.open(folder + "/" + path)) {
            for (int got = file.read(buffer, 0, buffer.length);
                    got >= 0;
                    got = file.read(buffer, 0, buffer.length)) {
                if (got > left) {
                    throw new IOException(path + " is longer than " + octetsMax + " octets");
                }
                left -= got;
                sink.put(buffer, 0, got);
            }
        }
    }

    @Override
    public String toString() {
        return folder;
    }

    @Override
    public void close() {}
}
