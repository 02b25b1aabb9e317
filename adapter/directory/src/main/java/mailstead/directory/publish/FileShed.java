package mailstead.directory.publish;

import java.io.IOException;
import java.nio.ByteBuffer;
import mailstead.directory.cdb.CdbWriter;
import mailstead.fs.FileSystem;

/**
 * Blocks in a file that nobody else sees: it has lost its name when {@link #close} returns.
 * Confined.
 */
final class FileShed implements CdbWriter.Shed, AutoCloseable {

    private final FileSystem files;
    private final String path;
    private final FileSystem.File added;
    private final FileSystem.File read;
    private int blocks;
    private int blockOctets;

    /**
     * @param path of a file that is not there
     */
    FileShed(FileSystem files, String path) throws IOException {
        this.files = files;
        this.path = path;
        this.added = files.create(path, 0600);
        try {
            this.read = files.open(path);
        } catch (IOException e) {
            added.close();
            throw e;
        }
    }

    @Override
    public int put(int[] block) throws IOException {
        ByteBuffer octets = ByteBuffer.allocate(block.length * Integer.BYTES);
        octets.asIntBuffer().put(block);
        blockOctets = octets.capacity();
        added.write(octets.array(), 0, blockOctets);
        return blocks++;
    }

    @Override
    public int[] get(int number) throws IOException {
        byte[] octets = new byte[blockOctets];
        read.seek((long) number * blockOctets);
        int got = 0;
        while (got < blockOctets) {
            int more = read.read(octets, got, blockOctets - got);
            if (more < 0) {
                throw new IOException(path + " is shorter than what was written");
            }
            got += more;
        }
        int[] block = new int[blockOctets / Integer.BYTES];
        ByteBuffer.wrap(octets).asIntBuffer().get(block);
        return block;
    }

    @Override
    public void close() throws IOException {
        try (FileSystem.File first = added;
                FileSystem.File second = read) {
            files.unlink(path);
        }
    }
}
