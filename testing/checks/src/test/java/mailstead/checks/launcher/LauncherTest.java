package mailstead.checks.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the launcher runs, and when. Programs in a folder that comes first note how they are called.
 */
@Timeout(60)
final class LauncherTest {

    private static final Path LAUNCHER = Path.of("..", "..", "mailstead");

    /** What {@code test} looks for, but swaks. */
    private static final List<String> CLIENTS =
            List.of(
                    "msmtp",
                    "mpop",
                    "fetchmail",
                    "curl",
                    "strace",
                    "mutt",
                    "mbsync",
                    "dovecot",
                    "python3");

    @TempDir private Path folder;
    private Path root;
    private Path programs;
    private Path jdk;
    private Path calls;
    private Path exim;

    private record Run(int status, String output) {}

    @BeforeEach
    void prepare() throws IOException {
        root = Files.createDirectories(folder.resolve("clone with spaces"));
        programs = Files.createDirectories(folder.resolve("programs"));
        jdk = folder.resolve("jdk");
        Files.createDirectories(jdk.resolve("bin"));
        calls = Files.createFile(folder.resolve("calls"));
        Files.copy(LAUNCHER, root.resolve("mailstead"));
        Files.createDirectories(root.resolve("node/src/main"));
        age(Files.writeString(root.resolve("node/src/main/Main.java"), "class Main {}"));
        Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"25.0.1\"\n");
        program(
                jdk.resolve("bin/java"),
                """
                for word in "$@"; do
                    case $word in -XX:AOTCacheOutput=*) : >"${word#*=}" ;; esac
                done
                echo java >>"$CALLS"
                printf '%s\\n' "$@" >>"$CALLS"
                """);
        program(jdk.resolve("bin/javac"), "");
        exim = root.resolve(".build/exim/usr/sbin/exim4");
        Files.createDirectories(exim.getParent());
        program(exim, "");
        program(jdk.resolve("bin/jar"), "exit 1\n");
        program(
                programs.resolve("mvn"),
                """
                echo "mvn $*" >>"$CALLS"
                for word in "$@"; do
                    case $word in -Dmailstead.lib=*) lib=${word#*=} && mkdir -p "$lib" && : >"$lib/some.jar" ;; esac
                done
                mkdir -p node/target && : >node/target/mailstead-node-1.jar
                """);
    }

    @Test
    void buildsWhenThereIsNothingOrSourcesHaveChanged() throws Exception {
        assertThat(run("version").status()).isZero();
        assertThat(calls("mvn")).hasSize(1);
        assertThat(calls("rehearse")).hasSize(1);

        assertThat(run("version").output()).as("nothing to tell").isEmpty();
        assertThat(calls("mvn")).hasSize(1);
        assertThat(calls("rehearse")).hasSize(1);

        Files.setLastModifiedTime(
                root.resolve("node/src/main/Main.java"),
                FileTime.from(Instant.now().plus(Duration.ofMinutes(1))));
        run("version");
        assertThat(calls("mvn")).hasSize(2);
        run("version", "MAILSTEAD_NO_BUILD=yes");
        assertThat(calls("mvn")).hasSize(2);
    }

    @Test
    void handsOnArgumentsAsTheyAreAndTheStatus() throws Exception {
        run("version");
        program(
                jdk.resolve("bin/java"),
                """
                printf '<%s>' "$@" >>"$CALLS"
                exit 75
                """);
        assertThat(run("customer", "add", "c 1", "--name", "*", "").status()).isEqualTo(75);
        assertThat(Files.readString(calls))
                .endsWith("<mailstead.node.Main><customer><add><c 1><--name><*><>");
    }

    @Test
    void aBuildThatFailsIsToldAndNothingIsRun() throws Exception {
        program(
                programs.resolve("mvn"),
                """
                echo '[ERROR] this does not compile'
                exit 1
                """);
        Run run = run("version");
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.output())
                .contains("[ERROR] this does not compile", "the build failed", ".build/log");
        assertThat(calls).isEmptyFile();
    }

    @Test
    void recordsAStartAgainWhereTheOldRecordIsOfNoUse() throws Exception {
        run("version");
        Path moved = folder.resolve("moved");
        Files.move(root, moved);
        root = moved;
        assertThat(run("version").output()).contains("preparing quick starts");
        assertThat(run("version").output()).isEmpty();
        assertThat(calls("rehearse")).as("after a move").hasSize(2);

        Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"25.0.2\"\n");
        run("version");
        run("version");
        assertThat(calls("rehearse")).as("after an update of Java").hasSize(3);
        assertThat(calls("mvn")).hasSize(1);
    }

    @Test
    void aStartThatCannotBeRecordedIsTriedOnce() throws Exception {
        program(
                jdk.resolve("bin/java"),
                """
                printf '%s\\n' "$@" >>"$CALLS"
                case "$*" in *rehearse) exit 1 ;; esac
                """);
        assertThat(run("version").output()).contains("starts will not be quick");
        assertThat(run("version").output()).isEmpty();
        assertThat(calls("rehearse")).hasSize(1);
        assertThat(calls("-XX:AOTCache=")).isEmpty();
    }

    @Test
    void installsWhatTheTestsUseOfRealClients() throws Exception {
        for (String there : CLIENTS) {
            program(programs.resolve(there), "");
        }
        program(programs.resolve("swaks"), "echo '*** TLS not available: requires Net::SSLeay'\n");
        program(programs.resolve("apt-get"), "echo \"apt-get $*\" >>\"$CALLS\"\n");
        program(programs.resolve("id"), "echo 0\n");
        run("test");
        assertThat(calls("apt-get")).hasSize(1);
        assertThat(calls("apt-get").getFirst()).endsWith("install-recommends libnet-ssleay-perl");

        program(programs.resolve("id"), "echo 1000\n");
        program(programs.resolve("python3"), "exit 1\n");
        assertThat(run("test").output())
                .contains("apt-get install -y python3 libnet-ssleay-perl\n");
        assertThat(calls("apt-get")).hasSize(1);

        program(programs.resolve("python3"), "");
        program(programs.resolve("swaks"), "echo '=== TLS supported'\n");
        assertThat(run("test").output()).doesNotContain("apt-get");
    }

    @Test
    void unpacksEximWithTheLibrariesThatAreNotThere() throws Exception {
        for (String there : CLIENTS) {
            program(programs.resolve(there), "");
        }
        program(programs.resolve("swaks"), "echo '=== TLS supported'\n");
        program(
                programs.resolve("apt-get"),
                """
                echo "apt-get $*" >>"$CALLS"
                for package in "$@"; do : >"${package}_1.deb"; done
                """);
        program(
                programs.resolve("dpkg"),
                """
                case $1 in
                    -f) echo 'exim4-base (>= 4.96), debconf (>= 0.5) | debconf-2.0, libthere (>= 1), libmissing2' ;;
                    -s) [ "$2" = libthere ] ;;
                    -x) mkdir -p "$3/usr/sbin" && : >"$3/usr/sbin/exim4" ;;
                esac
                """);
        Files.delete(exim);
        run("test");
        assertThat(calls("apt-get"))
                .containsExactly(
                        "apt-get download -q exim4-daemon-heavy libnss-wrapper",
                        "apt-get download -q libmissing2");
        assertThat(exim).isExecutable();
        run("test");
        assertThat(calls("apt-get")).hasSize(2);
        program(programs.resolve("apt-get"), "exit 1\n");
        Files.delete(exim);
        assertThat(run("test").output()).contains("tests that need it are left out");
    }

    @Test
    void testsThatFailAreTheStatus() throws Exception {
        for (String there : CLIENTS) {
            program(programs.resolve(there), "");
        }
        program(programs.resolve("swaks"), "echo '=== TLS supported'\n");
        run("version");
        program(
                programs.resolve("mvn"),
                """
                echo '[WARNING] Tests run: 7, Failures: 0, Errors: 0, Skipped: 2'
                echo '[ERROR] Tests run: 5, Failures: 1, Errors: 1, Skipped: 0'
                reports=node/target/surefire-reports && mkdir -p $reports
                echo '<skipped><![CDATA[org.opentest4j.TestAbortedException: Assumption failed: left out: no corpus' |
                    tee $reports/TEST-One.xml >$reports/TEST-Two.xml
                exit 1
                """);
        Run run = run("test");
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.output())
                .endsWith(
                        """
                        Tests run: 12, failed: 2, skipped: 2, in all modules
                        left out: no corpus (2)
                        """);
    }

    /** Arguments; those of the form {@code MAILSTEAD_X=value} are put into the environment. */
    private Run run(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("sh", root.resolve("mailstead").toString()));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeIf(name -> name.startsWith("MAILSTEAD_"));
        builder.environment().put("PATH", programs + ":" + System.getenv("PATH"));
        builder.environment().put("JAVA_HOME", jdk.toString());
        builder.environment().put("CALLS", calls.toString());
        for (String argument : arguments) {
            if (argument.startsWith("MAILSTEAD_")) {
                int end = argument.indexOf('=');
                builder.environment().put(argument.substring(0, end), argument.substring(end + 1));
            } else {
                command.add(argument);
            }
        }
        Path output = Files.createTempFile(folder, "output", ".txt");
        Process process =
                builder.directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).as("%s ends", command).isTrue();
        return new Run(process.exitValue(), Files.readString(output));
    }

    private List<String> calls(String beginning) throws IOException {
        try (var lines = Files.lines(calls)) {
            return lines.filter(line -> line.startsWith(beginning)).toList();
        }
    }

    /** Replaced as a whole: one that is running now goes on as it was. */
    private static void program(Path file, String body) throws IOException {
        Files.deleteIfExists(file);
        Files.writeString(file, "#!/bin/sh\n" + body);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** The launcher compares times of a second's precision on some file systems. */
    private static void age(Path file) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(Duration.ofHours(1))));
    }
}
