package mailstead.directory.replica;

import java.io.IOException;
import mailstead.fs.FileImage;
import mailstead.fs.MappedFile;

/** Makes a complete file of the local disk readable where it lies. Shared. */
@FunctionalInterface
public interface Mapper {

    /** By the memory of this process. */
    Mapper LOCAL =
            path -> {
                MappedFile file = new MappedFile(path);
                return new Mapped(file, file::close);
            };

    /**
     * @param path absolute
     */
    Mapped map(String path) throws IOException;

    /**
     * @param closing ends the mapping; nobody may read it any more
     */
    record Mapped(FileImage image, Runnable closing) {}
}
