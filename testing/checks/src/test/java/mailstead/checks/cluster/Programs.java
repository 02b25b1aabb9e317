package mailstead.checks.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Runs programs that people use, in a folder of the test's own, which is their home. */
final class Programs {

    private static final int SECONDS_MAX = 60;

    private final Path folder;
    private final Supplier<String> log;

    /**
     * @param log what the nodes say, for when a program is not content
     */
    Programs(Path folder, Supplier<String> log) {
        this.folder = folder;
        this.log = log;
    }

    /** Runs a program to its end, which must be a good one; gives what it printed. */
    String run(String... command) throws IOException, InterruptedException {
        return runWithInput(Path.of("/dev/null"), command);
    }

    String runWithInput(Path input, String... command) throws IOException, InterruptedException {
        assumeTrue(isInstalled(command[0]), "left out: " + command[0] + " is not installed");
        Path output = Files.createTempFile(folder, "output", ".txt");
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectInput(input.toFile())
                        .redirectOutput(output.toFile());
        builder.environment().put("HOME", folder.toString());
        builder.environment().put("TERM", "xterm");
        Process process = builder.start();
        if (!process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError(command[0] + " hangs:\n" + Files.readString(output));
        }
        String text = Files.readString(output, java.nio.charset.StandardCharsets.ISO_8859_1);
        assertThat(process.exitValue())
                .as("%s said:%n%s%nthe node said:%n%s", command[0], text, log.get())
                .isZero();
        return text;
    }

    /** A file that only its owner can read. */
    Path ownerOnly(String name, String text) throws IOException {
        Path file = Files.writeString(folder.resolve(name), text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return file;
    }

    static boolean isInstalled(String program) {
        return Stream.of(System.getenv("PATH").split(":", -1))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
    }
}
