package mailstead.directory.publish;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import mailstead.directory.cdb.Cdb;
import mailstead.directory.cdb.CdbWriter;
import mailstead.fs.FileImage;
import mailstead.fs.FileSystem;
import mailstead.testkit.fs.MemoryFileSystem;
import org.junit.jupiter.api.Test;

final class FileShedTest {

    private final MemoryFileSystem files = new MemoryFileSystem();

    /** Keys of one hash table, so many that several blocks of it are put away. */
    private static List<String> keys() {
        List<String> keys = new ArrayList<>();
        for (int i = 0; keys.size() < 3_000; i++) {
            String key = "user" + i + "@x.example";
            int hash = 5381;
            for (byte octet : key.getBytes(UTF_8)) {
                hash = hash * 33 ^ octet;
            }
            if ((hash & 0xff) == 7 || i % 1_000 == 0) {
                keys.add(key);
            }
        }
        return keys;
    }

    private byte[] write(List<String> keys, CdbWriter writer) throws IOException {
        for (String key : keys) {
            writer.add(key.getBytes(UTF_8), ("of " + key).getBytes(UTF_8));
        }
        writer.finish();
        return PublishedCopy.content(files, "/x.cdb");
    }

    @Test
    void whatWaitsInAFileComesBackAsFromMemory() throws Exception {
        List<String> keys = keys();
        byte[] withShed;
        try (FileSystem.File file = files.create("/x.cdb", 0600);
                FileShed shed = new FileShed(files, "/shed")) {
            withShed = write(keys, new CdbWriter(file, shed));
            assertThat(files.stat("/shed").size()).isGreaterThanOrEqualTo(4 * 4096);
        }
        assertThat(files.list("/")).extracting(FileSystem.Entry::name).containsExactly("x.cdb");
        files.unlink("/x.cdb");
        byte[] inMemory;
        try (FileSystem.File file = files.create("/x.cdb", 0600)) {
            inMemory = write(keys, new CdbWriter(file));
        }
        assertThat(withShed).isEqualTo(inMemory);
        Cdb cdb = new Cdb(FileImage.of(withShed));
        for (String key : keys) {
            assertThat(cdb.find(key.getBytes(UTF_8)))
                    .hasValueSatisfying(
                            v -> assertThat(new String(v, UTF_8)).isEqualTo("of " + key));
        }
    }
}
