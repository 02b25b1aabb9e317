package mailstead.checks.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code mailstead torture}, shortly: it finds nothing wrong, and it is no toothless judge. Longer
 * ones, and those on NFS, are for {@code testing/nfslab/torture}.
 */
@Timeout(900)
final class TortureTest {

    private static final Pattern VERDICT =
            Pattern.compile("torture: (\\d+) operations, (\\d+) violations");

    /** After its time the torture waits for slow answers, then looks at everything. */
    private static final long SECONDS_MORE_MAX = 180;

    /** A machine that is busy with other things may come to nothing in a few seconds. */
    private static final List<Integer> SECONDS = List.of(10, 20, 40, 80);

    @TempDir private Path folder;

    private record Verdict(int status, int operations, int violations, String output) {}

    @Test
    void findsNothingWrong() throws Exception {
        Verdict verdict = torture(10, "--clients=6");
        assertThat(verdict.violations()).as(verdict.output()).isZero();
        assertThat(verdict.status()).as(verdict.output()).isZero();
        assertThat(verdict.operations()).as(verdict.output()).isPositive();
    }

    @Test
    void findsAPlantedBug() throws Exception {
        String last = "";
        for (int seconds : SECONDS) {
            Verdict verdict = torture(seconds, "--accounts=1", "--planted", "link-overwrites");
            assertThat(verdict.status() == 0)
                    .as(verdict.output())
                    .isEqualTo(verdict.violations() == 0);
            if (verdict.violations() > 0) {
                return;
            }
            last = verdict.output();
        }
        assertThat(last).as("a link that overwrites").contains("violation: ");
    }

    private Verdict torture(int seconds, String... more) throws IOException, InterruptedException {
        Path output = Files.createTempFile(folder, "torture", ".txt");
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx192m",
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "--enable-native-access=ALL-UNNAMED",
                                "-Djava.io.tmpdir=" + folder,
                                "-cp",
                                System.getProperty("java.class.path"),
                                "mailstead.node.Main",
                                "torture",
                                "--scenario=mailbox",
                                "--nodes=2",
                                "--seed=1",
                                "--seconds=" + seconds));
        command.addAll(List.of(more));
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        try {
            boolean isOver = process.waitFor(seconds + SECONDS_MORE_MAX, TimeUnit.SECONDS);
            String text = Files.readString(output);
            assertThat(isOver).as("over in time:%n%s", text).isTrue();
            Optional<Matcher> last =
                    text.lines()
                            .reduce((_, line) -> line)
                            .map(VERDICT::matcher)
                            .filter(Matcher::matches);
            assertThat(last).as(text).isPresent();
            return new Verdict(
                    process.exitValue(),
                    Integer.parseInt(last.get().group(1)),
                    Integer.parseInt(last.get().group(2)),
                    text);
        } finally {
            end(process);
        }
    }

    /** By SIGTERM first: then it ends its nodes, too. */
    private static void end(Process process) throws InterruptedException {
        process.destroy();
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }
}
