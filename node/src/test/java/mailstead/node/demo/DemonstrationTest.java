package mailstead.node.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The whole demonstration, as a user starts it. It takes seconds; the bound is for machines that do
 * much else.
 */
class DemonstrationTest {

    private static final long BOUND_SECONDS = 240;

    /** The founding exercise; each further role adds some. */
    private static final int STEPS_MIN = 14;

    @TempDir Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"central", "distributed"})
    void passesEveryStepAndLeavesNothingBehind(String directory) throws Exception {
        // Run as root, the demonstration gives the mailbox an owner, who must be able to get there.
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
        Path printed = folder.resolve("printed");
        Process demo =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx256m",
                                "--enable-native-access=ALL-UNNAMED",
                                "-Djava.io.tmpdir=" + Files.createDirectory(folder.resolve("tmp")),
                                "-cp",
                                System.getProperty("java.class.path"),
                                "mailstead.node.Main",
                                "demo",
                                "--once",
                                "--directory",
                                directory,
                                "--port-base",
                                "41000")
                        .redirectErrorStream(true)
                        .redirectOutput(printed.toFile())
                        .start();
        try {
            boolean ended = demo.waitFor(BOUND_SECONDS, TimeUnit.SECONDS);
            List<String> lines = Files.readAllLines(printed, StandardCharsets.UTF_8);
            assertThat(ended).as(String.join("\n", lines)).isTrue();
            long steps = lines.stream().filter(line -> line.matches("\\[ ?\\d+] .*")).count();
            assertThat(steps).isGreaterThanOrEqualTo(STEPS_MIN);
            assertThat(lines.getLast())
                    .as(String.join("\n", lines))
                    .isEqualTo("demo: " + steps + " steps passed");
            assertThat(demo.exitValue()).isZero();
            try (var left = Files.list(folder.resolve("tmp"))) {
                assertThat(left.filter(path -> path.toString().contains("mailstead-demo")))
                        .isEmpty();
            }
        } finally {
            demo.destroy(); // lets it end its own children
            if (!demo.waitFor(10, TimeUnit.SECONDS)) {
                demo.destroyForcibly();
            }
        }
    }
}
