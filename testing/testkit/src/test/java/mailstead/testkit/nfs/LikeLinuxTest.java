package mailstead.testkit.nfs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import mailstead.fs.FileFailure;
import mailstead.fs.FileSystem;
import mailstead.fs.LinuxFileSystem;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Without faults the simulated file system answers like the one of this machine. */
final class LikeLinuxTest {

    private static final int CALLS = 1_500;
    private static final List<String> PATHS =
            List.of("/a", "/b", "/c", "/a/x", "/a/y", "/b/x", "/a/x/z", "/a//y");

    @TempDir Path real;

    /** One side: makes calls and tells what it was told, in words that both sides share. */
    private static final class Side {
        private final FileSystem files;
        private final String top;
        private final List<FileSystem.File> open = new ArrayList<>();
        private final Set<FileSystem.File> opened = new HashSet<>();

        Side(FileSystem files, String top) {
            this.files = files;
            this.top = top;
        }

        String act(int call, String first, String second, int number) {
            try {
                return answer(call, top + first, top + second, number);
            } catch (FileFailure e) {
                return e.errno().toString();
            } catch (IOException e) {
                return e.toString();
            }
        }

        private String answer(int call, String first, String second, int number)
                throws IOException {
            switch (call) {
                case 0 -> open.add(files.create(first, 0600));
                case 1 -> {
                    open.add(files.open(first));
                    opened.add(open.getLast());
                }
                case 2 -> files.link(first, second);
                case 3 -> files.rename(first, second);
                case 4 -> files.unlink(first);
                case 5 -> files.mkdir(first, 0700);
                case 6 -> files.rmdir(first);
                case 7 -> {
                    return "list "
                            + files.list(first).stream()
                                    .map(entry -> entry.name() + " " + entry.kind())
                                    .sorted()
                                    .toList();
                }
                case 8 -> {
                    FileSystem.Stat stat = files.stat(first);
                    return stat.kind()
                            + " "
                            + stat.mode()
                            + (stat.kind() == FileSystem.Kind.FILE ? " " + stat.size() : "");
                }
                case 9 -> {
                    return "same file: "
                            + (files.stat(first).inode() == files.stat(second).inode());
                }
                case 10 -> files.syncFolder(first);
                case 11 -> files.chmod(first, number % 2 == 0 ? 0600 : 0640);
                default -> {
                    return open.isEmpty()
                            ? ""
                            : handled(call, number, open.get(number % open.size()));
                }
            }
            return "done";
        }

        private String handled(int call, int number, FileSystem.File file) throws IOException {
            switch (call) {
                case 12, 13 -> {
                    byte[] octets = "text".getBytes(StandardCharsets.US_ASCII);
                    file.write(octets, 0, octets.length);
                }
                case 14 -> {
                    byte[] buffer = new byte[7];
                    int count = file.read(buffer, 0, buffer.length);
                    return count + " " + new String(buffer, StandardCharsets.US_ASCII);
                }
                case 15 -> file.sync();
                case 16 -> {
                    if (opened.contains(file)) {
                        file.seek(number % 9);
                    }
                }
                default -> {
                    file.close();
                    open.remove(file);
                }
            }
            return "done";
        }

        void close() throws IOException {
            for (FileSystem.File file : open) {
                file.close();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void answersAlike(long seed) throws IOException {
        SimulatedNfs server = new SimulatedNfs(Mount.LOCAL);
        server.newcomer().mkdir("/top", 0700);
        Side simulated = new Side(server.client("host", Oracle.PLAIN), "/top");
        Side linux = new Side(new LinuxFileSystem(), real.toString());
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < CALLS; i++) {
            int call = random.nextInt(18);
            String first = pick(random);
            String second = pick(random);
            int number = random.nextInt(100);
            assertThat(simulated.act(call, first, second, number))
                    .as("call %d: kind %d, %s, %s", i, call, first, second)
                    .isEqualTo(linux.act(call, first, second, number));
        }
        simulated.close();
        linux.close();
    }

    private static String pick(SplittableRandom random) {
        return PATHS.get(random.nextInt(PATHS.size()));
    }
}
