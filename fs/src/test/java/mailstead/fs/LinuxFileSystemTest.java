package mailstead.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LinuxFileSystemTest {

    @TempDir Path folder;

    private final LinuxFileSystem files = new LinuxFileSystem();
    private String top = "";

    @BeforeEach
    void begin() {
        top = folder.toString();
    }

    private static void assertErrno(Errno errno, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        FileFailure.class, e -> assertThat(e.errno()).isEqualTo(errno));
    }

    private void write(String path, byte[] octets) throws IOException {
        try (FileSystem.File file = files.create(path, 0600)) {
            file.write(octets, 0, octets.length);
            file.sync();
        }
    }

    @Test
    void contentOfAnySizeComesBack() throws IOException {
        for (int size : List.of(0, 1, 65_535, 65_536, 65_537, 200_000)) {
            byte[] octets = new byte[size];
            for (int i = 0; i < size; i++) {
                octets[i] = (byte) (i * 31);
            }
            String path = top + "/" + size;
            write(path, octets);
            byte[] back = new byte[size + 1];
            try (FileSystem.File file = files.open(path)) {
                assertThat(file.read(back, 0, back.length)).isEqualTo(size == 0 ? -1 : size);
                assertThat(file.read(back, 0, 1)).isEqualTo(-1);
            }
            assertThat(files.stat(path).size()).isEqualTo(size);
            assertThat(Files.readAllBytes(Path.of(path))).isEqualTo(octets);
        }
    }

    @Test
    void errorsArePrecise() throws IOException {
        write(top + "/a", new byte[1]);
        files.mkdir(top + "/d", 0700);
        assertErrno(Errno.EEXIST, () -> files.create(top + "/a", 0600));
        assertErrno(Errno.ENOENT, () -> files.create(top + "/no/a", 0600));
        assertErrno(Errno.ENOENT, () -> files.open(top + "/b"));
        assertErrno(Errno.EEXIST, () -> files.link(top + "/a", top + "/a"));
        assertErrno(Errno.EEXIST, () -> files.mkdir(top + "/d", 0700));
        assertErrno(Errno.ENOTDIR, () -> files.list(top + "/a"));
        assertErrno(Errno.ENOENT, () -> files.unlink(top + "/b"));
        assertErrno(Errno.EINVAL, () -> files.unlink(top + "/b\0c"));
        assertErrno(Errno.ENAMETOOLONG, () -> files.stat("/" + "x".repeat(5000)));
        files.link(top + "/a", top + "/d/b");
        assertErrno(Errno.ENOTEMPTY, () -> files.rmdir(top + "/d"));
        Files.createSymbolicLink(folder.resolve("s"), folder.resolve("a"));
        assertErrno(Errno.ELOOP, () -> files.open(top + "/s"));
        assertThat(files.stat(top + "/a").inode()).isEqualTo(files.stat(top + "/d/b").inode());
    }

    @Test
    void readingBeginsWhereItIsTold() throws IOException {
        write(top + "/a", "0123456789".getBytes(StandardCharsets.US_ASCII));
        try (FileSystem.File file = files.open(top + "/a")) {
            byte[] buffer = new byte[4];
            file.seek(7);
            assertThat(file.read(buffer, 0, 4)).isEqualTo(3);
            assertThat(buffer).startsWith('7', '8', '9');
            file.seek(0);
            assertThat(file.read(buffer, 0, 1)).isEqualTo(1);
            assertThat(buffer[0]).isEqualTo((byte) '0');
            file.seek(1L << 40);
            assertThat(file.read(buffer, 0, 4)).isEqualTo(-1);
        }
    }

    @Test
    void aLinkToAnOldFileMakesItNewAgain() throws IOException {
        write(top + "/a", new byte[1]);
        Files.setLastModifiedTime(
                folder.resolve("a"), java.nio.file.attribute.FileTime.fromMillis(1000));
        files.link(top + "/a", top + "/b");
        FileSystem.Stat stat = files.stat(top + "/b");
        assertThat(stat.modified()).isEqualTo(Instant.ofEpochSecond(1));
        assertThat(stat.changed()).isAfter(Instant.ofEpochSecond(1_700_000_000));
    }

    @Test
    void listingsAreWholeAndTellKinds() throws IOException {
        Set<String> expected = new HashSet<>();
        for (int i = 0; i < 3000; i++) {
            String name = i + "." + "n".repeat(i % 200);
            files.create(top + "/" + name, 0600).close();
            expected.add(name);
        }
        files.mkdir(top + "/folder", 0700);
        assertThat(files.list(top))
                .contains(new FileSystem.Entry("folder", FileSystem.Kind.FOLDER));
        files.rmdir(top + "/folder");
        assertThat(files.list(top).stream().map(FileSystem.Entry::name).collect(Collectors.toSet()))
                .isEqualTo(expected);
    }

    @Test
    void namesThatAreNotUtf8SurviveARoundTrip() throws IOException {
        String stray = new String(new char[] {'a', 0xDCE9, 'b'});
        write(top + "/" + stray, "x".getBytes(StandardCharsets.US_ASCII));
        write(top + "/é\uD83D\uDE00", new byte[0]);
        assertThat(files.list(top).stream().map(FileSystem.Entry::name))
                .containsExactlyInAnyOrder(stray, "é\uD83D\uDE00");
        files.unlink(top + "/" + stray);
        assertThat(files.list(top)).hasSize(1);
    }

    @Test
    void aClosedFileRefuses() throws IOException {
        FileSystem.File file = files.create(top + "/a", 0600);
        file.close();
        file.close();
        assertErrno(Errno.EBADF, () -> file.write(new byte[1], 0, 1));
    }

    @Test
    void theMarkerIsWrittenOnceAndNeverChanged() throws IOException {
        assertThat(MountedVolume.readMarker(files, top)).isEmpty();
        assertThat(MountedVolume.initialise(files, top, "one")).isEqualTo("one");
        assertThat(MountedVolume.initialise(files, top, "one")).isEqualTo("one");
        assertThat(MountedVolume.initialise(files, top, "two")).isEqualTo("one");
        assertThat(files.list(top)).hasSize(1);
        assertThat(files.space(top).total()).isGreaterThan(files.space(top).usable() - 1);
    }
}
