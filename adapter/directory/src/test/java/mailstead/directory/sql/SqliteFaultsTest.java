package mailstead.directory.sql;

import static mailstead.testkit.contract.Examples.account;
import static mailstead.testkit.contract.Examples.address;
import static mailstead.testkit.contract.Examples.alias;
import static mailstead.testkit.contract.Examples.customer;
import static mailstead.testkit.contract.Examples.name;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import mailstead.directory.sql.SqliteSettings.Mode;
import mailstead.fs.FileIdentity;
import mailstead.mail.Reason;
import mailstead.mail.TemporaryFailure;
import mailstead.spi.Status;
import mailstead.testkit.contract.Examples;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A directory in trouble says so in time, and never says that somebody does not exist. */
@Timeout(30)
class SqliteFaultsTest {

    private static final Duration WAIT_MAX = Duration.ofMillis(300);
    private static final Duration BOUND = Duration.ofSeconds(3);

    @TempDir Path folder;

    private Path file;

    @BeforeEach
    void fill() throws Exception {
        file = folder.resolve("directory.sqlite");
        try (SqliteDirectory directory = open(Mode.CREATE)) {
            Examples.fill(directory);
            directory.addAccount(account("tevie", "tevie@x.example"));
        }
    }

    @Test
    void closesCleanly() {
        assertThat(folder).isDirectoryNotContaining(path -> path.toString().endsWith("-wal"));
    }

    @Test
    void nobodyElseMayReadPasswordHashes() throws Exception {
        try (SqliteDirectory directory = open(Mode.EXPECT)) {
            directory.addAccount(account("golde", "golde@x.example"));
            try (Stream<Path> all = Files.list(folder)) {
                assertThat(all.toList())
                        .hasSize(4)
                        .allMatch(each -> mode(each).equals("rw-------"));
            }
        }
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw----"));
        try (SqliteDirectory directory = open(Mode.CREATE)) {
            directory.addAccount(account("hodel", "hodel@x.example"));
            assertThat(mode(file)).as("the operator's choice").isEqualTo("rw-rw----");
            assertThat(mode(Path.of(file + "-wal"))).isEqualTo("rw-rw----");
        }
    }

    private static String mode(Path file) {
        try {
            return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Test
    void expectingNeverCreates() throws Exception {
        Path missing = folder.resolve("missing.sqlite");
        unavailable(() -> SqliteDirectory.open(settings(missing, Mode.EXPECT)));
        assertThat(missing).doesNotExist();
        Path empty = Files.createFile(folder.resolve("empty.sqlite"));
        unavailable(() -> SqliteDirectory.open(settings(empty, Mode.EXPECT)));
        assertThat(empty).isEmptyFile();
        unavailable(() -> SqliteDirectory.open(settings(folder, Mode.EXPECT)));
        unavailable(() ->
                SqliteDirectory.open(settings(folder.resolve("no/such/folder"), Mode.CREATE)));
    }

    @Test
    void aForeignDatabaseIsRefusedAndLeftAlone() throws Exception {
        Path foreign = folder.resolve("foreign.sqlite");
        sql(foreign, "CREATE TABLE theirs (a INTEGER)");
        unavailable(() -> SqliteDirectory.open(settings(foreign, Mode.EXPECT)));
        unavailable(() -> SqliteDirectory.open(settings(foreign, Mode.CREATE)));
        sql(foreign, "INSERT INTO theirs VALUES (1)");
    }

    /** Whoever shortens or overwrites a mapped file kills the process that reads it (SIGBUS). */
    @Test
    void theFileIsNotMappedIntoMemory() throws Exception {
        try (Connections connections =
                new Connections(FileIdentity.of(file).orElseThrow(), settings(file, Mode.EXPECT))) {
            for (Jdbi jdbi : List.of(connections.reads(), connections.writes())) {
                int octets =
                        jdbi.withHandle(handle ->
                                handle.createQuery("PRAGMA mmap_size").mapTo(int.class).one());
                assertThat(octets).isZero();
            }
        }
    }

    @Test
    void aNewerSchemaIsRefused() throws Exception {
        sql(
                file,
                "INSERT INTO flyway_schema_history (installed_rank, version, description, type, script, checksum,"
                        + " installed_by, execution_time, success)"
                        + " VALUES (1000, '1000', 'future', 'SQL', 'V1000__future.sql', 1, '', 0, 1)");
        for (Mode mode : Mode.values()) {
            assertThatExceptionOfType(TemporaryFailure.class)
                    .isThrownBy(() -> open(mode))
                    .withMessage("the directory of users cannot be reached just now")
                    .havingCause()
                    .withMessageContaining("schema version 1000")
                    .withMessageContaining("up to " + Schema.VERSION);
        }
    }

    @Test
    void aDeletedFileIsNoticedAndItsReturnToo() throws Exception {
        try (SqliteDirectory directory = open(Mode.EXPECT)) {
            assertThat(directory.account("tevie")).isPresent();
            for (Path each : files()) {
                Files.move(each, each.resolveSibling("away-" + each.getFileName()));
            }
            everythingFails(directory);
            assertThat(file).doesNotExist();
            for (Path each : files()) {
                Files.move(
                        each,
                        each.resolveSibling(
                                each.getFileName().toString().substring("away-".length())));
            }
            assertThat(directory.account("tevie")).isPresent();
        }
    }

    @Test
    void aReplacedFileIsReadInsteadOfTheOldOne() throws Exception {
        Path other = folder.resolve("restored");
        try (SqliteDirectory restored = SqliteDirectory.open(settings(other, Mode.CREATE))) {
            Examples.fill(restored);
            restored.addAccount(account("golde", "golde@x.example"));
        }
        try (SqliteDirectory directory = open(Mode.EXPECT)) {
            assertThat(directory.account("tevie")).isPresent();
            Files.deleteIfExists(folder.resolve("directory.sqlite-wal"));
            Files.deleteIfExists(folder.resolve("directory.sqlite-shm"));
            Files.delete(file);
            Files.move(other, file);
            assertThat(directory.account("tevie")).isEmpty();
            assertThat(directory.account("golde")).isPresent();
            directory.addCustomer(customer("c3", Status.ACTIVE));
        }
    }

    @Test
    void aFileReplacedByRubbishIsTrouble() throws Exception {
        try (SqliteDirectory directory = open(Mode.EXPECT)) {
            assertThat(directory.account("tevie")).isPresent();
            Files.delete(file);
            Files.writeString(
                    file,
                    "not a database, but long enough to have what should be a header\n"
                            .repeat(200));
            everythingFails(directory);
        }
    }

    @Test
    void aDamagedFileIsTrouble() throws Exception {
        byte[] whole = Files.readAllBytes(file);
        Arrays.fill(whole, 4096, whole.length, (byte) 0x5A);
        Files.write(file, whole);
        try (SqliteDirectory directory = open(Mode.EXPECT)) {
            everythingFails(directory);
        } catch (TemporaryFailure atOnce) {
            assertThat(atOnce.reason()).isEqualTo(Reason.DIRECTORY_UNAVAILABLE);
        }
    }

    @Test
    void aFileDamagedWhileOpenIsTroubleWhenItIsRead() throws Exception {
        try (SqliteDirectory directory = open(Mode.EXPECT)) {
            assertThat(directory.domain(name("x.example"))).isPresent();
            byte[] rubbish = new byte[(int) Files.size(file) - 4096];
            Arrays.fill(rubbish, (byte) 0x5A);
            Path copy = folder.resolve("copy");
            Files.copy(file, copy);
            try (var channel = Files.newByteChannel(copy, StandardOpenOption.WRITE)) {
                channel.position(4096);
                channel.write(ByteBuffer.wrap(rubbish));
            }
            Files.move(copy, file, StandardCopyOption.REPLACE_EXISTING);
            unavailable(() -> directory.account("tevie"));
            unavailable(() -> directory.account("nobody"));
        }
    }

    @Test
    void anUnknownWordInTheDatabaseIsTrouble() throws Exception {
        sql(file, "INSERT INTO account_service VALUES ('tevie', 'TELEPATHY')");
        try (SqliteDirectory directory = open(Mode.EXPECT)) {
            unavailable(() -> directory.account("tevie"));
            unavailable(() -> directory.addressee(address("tevie@x.example")));
            unavailable(() -> directory.accounts());
            assertThat(directory.account("nobody")).isEmpty();
        }
    }

    @Test
    void aLockedDatabaseRefusesChangesInTimeAndGoesOnAnswering() throws Exception {
        try (SqliteDirectory directory = open(Mode.EXPECT);
                Connection other = connect(file);
                Statement statement = other.createStatement()) {
            statement.execute("BEGIN EXCLUSIVE");
            statement.execute("DELETE FROM customer WHERE customer_id = 'c9'");
            unavailable(() -> directory.addCustomer(customer("c3", Status.ACTIVE)));
            unavailable(() -> directory.upgradeVerifier("tevie", "{X}y", List.of("{Z}")));
            assertThat(directory.account("tevie")).isPresent();
            assertThat(directory.account("nobody")).isEmpty();
            statement.execute("ROLLBACK");
            directory.addCustomer(customer("c3", Status.ACTIVE));
        }
    }

    @Test
    void aDatabaseThatIsLockedForReadersTooIsTroubleInTime() throws Exception {
        try (Connection other = connect(file);
                Statement statement = other.createStatement()) {
            statement.execute("PRAGMA locking_mode=EXCLUSIVE");
            statement.execute("BEGIN EXCLUSIVE");
            statement.execute("INSERT INTO volume VALUES ('v', '/v', 'v', 1)");
            statement.execute("COMMIT");
            unavailable(() -> open(Mode.EXPECT));
            unavailable(() -> open(Mode.CREATE));
        }
        open(Mode.EXPECT).close();
    }

    @Test
    void aFullDiskLosesNothing() throws Exception {
        Database database = Database.open(settings(file, Mode.EXPECT));
        try (SqliteDirectory directory = new SqliteDirectory(database, new Cache(0))) {
            directory.addCustomer(customer("before", Status.ACTIVE));
            // As full as a disk: the connection that writes may not let the file grow.
            spoilWrites(database, "PRAGMA max_page_count=1");
            String[] targets = new String[10_000];
            Arrays.setAll(targets, i -> "somebody-with-a-long-name-" + i + "@elsewhere.example");
            unavailable(() -> directory.addAlias(alias("all@x.example", targets)));
            assertThat(directory.addressee(address("all@x.example"))).isEmpty();
            assertThat(directory.account("tevie")).isPresent();
            assertThat(directory.findCustomer("before")).isPresent();
        }
    }

    private static void spoilWrites(Database database, String pragma) throws Exception {
        database.connections().writes().useHandle(handle -> handle.execute(pragma));
    }

    @Test
    void aReadOnlyFileIsReadAndVerifiersStay() throws Exception {
        assumeFalse(
                "root".equals(System.getProperty("user.name")),
                "left out: permissions bind everybody but root");
        assertThat(file.toFile().setWritable(false)).isTrue();
        try (SqliteDirectory directory = open(Mode.EXPECT)) {
            readOnly(directory);
        }
    }

    @Test
    void aDirectoryThatCannotWriteKeepsItsVerifiers() throws Exception {
        Database database = Database.open(settings(file, Mode.EXPECT));
        try (SqliteDirectory directory = new SqliteDirectory(database, new Cache(0))) {
            spoilWrites(database, "PRAGMA query_only=ON");
            readOnly(directory);
        }
    }

    private static void readOnly(SqliteDirectory directory) throws Exception {
        List<String> verifiers = directory.account("tevie").orElseThrow().verifiers();
        directory.upgradeVerifier("tevie", verifiers.getFirst(), List.of("{NEW}x"));
        assertThat(directory.account("tevie").orElseThrow().verifiers()).isEqualTo(verifiers);
        unavailable(() -> directory.addCustomer(customer("c3", Status.ACTIVE)));
    }

    @Test
    void aClosedDirectoryIsUnavailable() throws Exception {
        SqliteDirectory directory = open(Mode.EXPECT);
        directory.close();
        directory.close();
        everythingFails(directory);
    }

    @Test
    void anInterruptedCallerIsNotAnswered() throws Exception {
        try (SqliteDirectory directory = open(Mode.EXPECT)) {
            Thread.currentThread().interrupt();
            unavailable(() -> directory.account("tevie"));
            assertThat(Thread.interrupted()).isTrue();
            assertThat(directory.account("tevie")).isPresent();
        }
    }

    private static void everythingFails(SqliteDirectory directory) {
        unavailable(() -> directory.account("tevie"));
        unavailable(() -> directory.account("nobody"));
        unavailable(() -> directory.addressee(address("nobody@x.example")));
        unavailable(() -> directory.domain(name("x.example")));
        unavailable(directory::volumes);
        unavailable(directory::isScramReady);
        unavailable(directory::accounts);
        unavailable(() -> directory.findCustomer("c1"));
        unavailable(() -> directory.addCustomer(customer("c3", Status.ACTIVE)));
        unavailable(() -> directory.removeAccount("nobody"));
        unavailable(() -> directory.upgradeVerifier("tevie", "{X}y", List.of("{Z}")));
    }

    private static void unavailable(ThrowingCallable call) {
        long start = System.nanoTime();
        assertThatExceptionOfType(TemporaryFailure.class)
                .isThrownBy(call)
                .satisfies(failure -> {
                    assertThat(failure.reason()).isEqualTo(Reason.DIRECTORY_UNAVAILABLE);
                    assertThat(failure.getMessage()).doesNotContain("/", "sqlite");
                });
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(BOUND);
    }

    private List<Path> files() throws Exception {
        try (var listing = Files.list(folder)) {
            return listing.toList();
        }
    }

    private SqliteDirectory open(Mode mode) throws TemporaryFailure {
        return SqliteDirectory.open(settings(file, mode));
    }

    private static SqliteSettings settings(Path file, Mode mode) {
        return new SqliteSettings(file, mode, WAIT_MAX, 2, 1000);
    }

    private static void sql(Path file, String statement) throws Exception {
        try (Connection connection = connect(file);
                Statement prepared = connection.createStatement()) {
            prepared.execute(statement);
        }
    }

    private static Connection connect(Path file) throws Exception {
        return DriverManager.getConnection("jdbc:sqlite:" + file);
    }
}
