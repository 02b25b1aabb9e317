package mailstead.directory.publish;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import mailstead.directory.copy.SigningKey;
import mailstead.directory.copy.TrustedKeys;
import mailstead.directory.copy.Version;
import mailstead.directory.sql.SqliteDirectory;
import mailstead.directory.sql.SqliteSettings;
import mailstead.fs.LinuxFileSystem;
import mailstead.mail.EventSink;
import mailstead.spi.Status;
import mailstead.testkit.contract.Examples;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Publishers as real processes, on a real file system. */
@Timeout(120)
final class PublisherProcessTest {

    private static final SigningKey.Pair PAIR = SigningKey.Pair.generate();

    @TempDir private Path folder;

    private final LinuxFileSystem files = new LinuxFileSystem();
    private TrustedKeys keys;
    private SqliteDirectory directory;

    @BeforeEach
    void fill() throws Exception {
        keys = TrustedKeys.parse(PAIR.open());
        Files.writeString(folder.resolve("key"), PAIR.secret() + PAIR.open());
        Files.createDirectory(folder.resolve("copies"));
        directory = SqliteDirectory.open(SqliteSettings.of(file(), SqliteSettings.Mode.CREATE));
        Examples.fill(directory);
        directory.addAccount(Examples.account("tevie", "tevie@x.example"));
    }

    @AfterEach
    void close() {
        directory.close();
    }

    private Path file() {
        return folder.resolve("directory.sqlite");
    }

    private String top() {
        return folder.resolve("copies").toString();
    }

    /** One of them, and what it tells. */
    private record Running(Process process, BufferedReader told) implements AutoCloseable {

        String next() throws IOException {
            return Optional.ofNullable(told.readLine())
                    .orElseThrow(() -> new AssertionError("the publisher has ended"));
        }

        /** SIGKILL. */
        @Override
        public void close() throws Exception {
            process.destroyForcibly();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            told.close();
        }
    }

    private Running start() throws IOException {
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "--enable-native-access=ALL-UNNAMED",
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty("java.class.path"),
                                PublisherProcess.class.getName(),
                                file().toString(),
                                top(),
                                folder.resolve("key").toString())
                        .redirectError(folder.resolve("errors").toFile())
                        .start();
        Running running = new Running(process, process.inputReader(UTF_8));
        assertThat(running.next()).isEqualTo("ready");
        return running;
    }

    private PublishedCopy copy() throws Exception {
        return PublishedCopy.read(files, top(), keys).orElseThrow();
    }

    private Publisher here() throws Exception {
        return new Publisher(
                directory.centre(),
                files,
                new PublisherSettings(
                        top(), SigningKey.parse(PAIR.secret()), keys, Duration.ofHours(1)),
                InstantSource.system(),
                Runnable::run,
                EventSink.NOWHERE);
    }

    @Test
    void whatWasToldSurvivesSigkill() throws Exception {
        Version last = new Version(1, 0);
        for (int kill = 0; kill < 3; kill++) {
            try (Running publisher = start()) {
                for (int round = 0; round < 4 + 3 * kill; round++) {
                    directory.setCustomer(
                            Examples.customer(
                                    "c1", round % 2 == 0 ? Status.SUSPENDED : Status.ACTIVE));
                    Version told = Version.parse(publisher.next());
                    assertThat(told).isGreaterThanOrEqualTo(last);
                    last = told;
                }
            }
            assertThat(copy().head().version()).isGreaterThanOrEqualTo(last);
        }
        Version before = copy().head().version();
        assertThat(here().publish()).isGreaterThanOrEqualTo(before);
        assertThat(copy().entries()).isEqualTo(PublishedCopy.expected(directory));
        assertThat(files.list(top())).noneMatch(entry -> entry.name().endsWith(".new"));
    }

    @Test
    void theSecondWaitsForTheFirstToDie() throws Exception {
        try (Running first = start()) {
            assertThat(first.next()).isEqualTo("1.0");
            try (Running second = start()) {
                assertThat(second.next()).isEqualTo("refused");
                first.close();
                String told = second.next();
                while (told.equals("refused")) {
                    told = second.next();
                }
                assertThat(Version.parse(told)).isGreaterThanOrEqualTo(copy().manifest().version());
            }
        }
    }

    /** Neighbours read these files by libraries of this family. */
    @Test
    void theProgramCdbReadsTheFiles() throws Exception {
        Optional<Path> program =
                Stream.of("/usr/bin/cdb", "/usr/local/bin/cdb")
                        .map(Path::of)
                        .filter(Files::isExecutable)
                        .findFirst();
        assumeTrue(program.isPresent(), "left out: there is no program cdb (Debian: tinycdb)");
        here().publish();
        Path mailboxes = folder.resolve("copies/neighbours/mailboxes.cdb");
        String home = "/mail1/" + directory.findAccount("tevie").orElseThrow().home().path() + "/";
        assertThat(cdb(program.get(), "-q", mailboxes, "tevie@x.example")).isEqualTo(home);
        assertThat(cdb(program.get(), "-q", mailboxes, "nobody@x.example")).isEmpty();
        assertThat(cdb(program.get(), "-d", "-m", folder.resolve("copies/neighbours/domains.cdb")))
                .contains("x.example", "y.example");
    }

    private static String cdb(Path program, Object... arguments) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(program.toString());
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String out = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return out;
    }
}
