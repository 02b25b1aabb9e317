package mailstead.directory.replica;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import mailstead.fs.FileImage;
import mailstead.fs.FileSystem;

/** Whole files of a file system in memory. */
final class Disk {

    private Disk() {}

    static byte[] content(FileSystem files, String path) throws IOException {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        byte[] buffer = new byte[8192];
        try (FileSystem.File file = files.open(path)) {
            for (int got = file.read(buffer, 0, buffer.length);
                    got >= 0;
                    got = file.read(buffer, 0, buffer.length)) {
                octets.write(buffer, 0, got);
            }
        }
        return octets.toByteArray();
    }

    static void write(FileSystem files, String path, byte[] octets) throws IOException {
        try (FileSystem.File file = files.create(path, 0600)) {
            file.write(octets, 0, octets.length);
            file.sync();
        }
    }

    /** By copying. */
    static Mapper mapper(FileSystem files) {
        return path -> new Mapper.Mapped(FileImage.of(content(files, path)), () -> {});
    }
}
