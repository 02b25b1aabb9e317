package mailstead.directory.sql;

import static mailstead.testkit.contract.Examples.account;
import static mailstead.testkit.contract.Examples.address;
import static mailstead.testkit.contract.Examples.customer;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntFunction;
import mailstead.directory.sql.SqliteSettings.Mode;
import mailstead.spi.Account;
import mailstead.spi.Directory.Addressee;
import mailstead.spi.Provisioning.Conflict;
import mailstead.spi.Status;
import mailstead.testkit.contract.Examples;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Several threads and several openings of one file, which is what several processes are to SQLite.
 */
@Timeout(60)
class SqliteConcurrencyTest {

    private static final int THREADS = 4;

    @TempDir Path folder;

    @Test
    void manyMayCreateAtOnce() throws Exception {
        for (int round = 0; round < 5; round++) {
            Path file = folder.resolve("directory-" + round);
            CyclicBarrier start = new CyclicBarrier(THREADS);
            inParallel(i ->
                    () -> {
                        start.await();
                        try (SqliteDirectory directory =
                                SqliteDirectory.open(patient(file, Mode.CREATE))) {
                            directory.addCustomer(customer("c" + i, Status.ACTIVE));
                            return directory.findCustomer("c" + i).isPresent();
                        }
                    });
            try (SqliteDirectory directory = SqliteDirectory.open(patient(file, Mode.EXPECT))) {
                assertThat(directory.customers()).hasSize(THREADS);
            }
        }
    }

    @Test
    void everyOpeningSeesEveryChangeAtOnce() throws Exception {
        try (SqliteDirectory one = open(Mode.CREATE);
                SqliteDirectory other = open(Mode.EXPECT)) {
            Examples.fill(one);
            one.addAccount(account("tevie", "tevie@x.example"));
            for (int i = 0; i < 300; i++) {
                SqliteDirectory writer = i % 2 == 0 ? one : other;
                SqliteDirectory reader = i % 3 == 0 ? one : other;
                writer.setAccount(
                        account(
                                "tevie",
                                List.of("{V}" + i),
                                "tevie@x.example",
                                "t" + i + "@x.example"));
                assertThat(reader.account("tevie").orElseThrow().verifiers())
                        .containsExactly("{V}" + i);
                assertThat(reader.addressee(address("t" + i + "@x.example"))).isPresent();
                assertThat(reader.addressee(address("t" + (i - 1) + "@x.example"))).isEmpty();
            }
        }
    }

    @Test
    void readersNeverMissWhoIsAlwaysThere() throws Exception {
        try (SqliteDirectory one = open(Mode.CREATE);
                SqliteDirectory other = open(Mode.EXPECT)) {
            Examples.fill(one);
            one.addAccount(account("always", "always@x.example"));
            AtomicBoolean done = new AtomicBoolean();
            try (ExecutorService threads = Executors.newFixedThreadPool(2 * THREADS)) {
                List<Future<Integer>> readers = new ArrayList<>();
                for (int i = 0; i < THREADS; i++) {
                    SqliteDirectory directory = i % 2 == 0 ? one : other;
                    readers.add(threads.submit(() -> readUntil(done, directory)));
                }
                List<Future<Integer>> writers = new ArrayList<>();
                for (int i = 0; i < THREADS; i++) {
                    SqliteDirectory directory = i % 2 == 0 ? one : other;
                    String login = "w" + i;
                    writers.add(threads.submit(() -> write(directory, login)));
                }
                try {
                    for (Future<Integer> writer : writers) {
                        writer.get(40, TimeUnit.SECONDS);
                    }
                } finally {
                    done.set(true);
                }
                for (Future<Integer> reader : readers) {
                    assertThat(reader.get(10, TimeUnit.SECONDS)).isPositive();
                }
            }
            assertThat(other.accounts()).hasSize(THREADS + 1);
        }
    }

    /**
     * The address moves between an account and an alias, in steps after each of which it is
     * somebody's.
     */
    @Test
    void anAddressThatChangesItsKindIsNeverNobodys() throws Exception {
        Database database = Database.open(patient(folder.resolve("directory.sqlite"), Mode.CREATE));
        try (SqliteDirectory one = new SqliteDirectory(database, new Cache(0));
                SqliteDirectory other = open(Mode.EXPECT)) {
            Examples.fill(one);
            one.addAccount(account("a", "moving@x.example"));
            one.addAccount(account("b"));
            AtomicBoolean done = new AtomicBoolean();
            try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
                Future<Integer> reader =
                        threads.submit(() -> {
                            int count = 0;
                            while (!done.get()) {
                                assertThat(other.addressee(address("moving@x.example")))
                                        .isPresent();
                                count++;
                            }
                            return count;
                        });
                try {
                    for (int i = 0; i < 200; i++) {
                        database.connections()
                                .writes()
                                .useTransaction(handle -> {
                                    Entries entries = new Entries(handle);
                                    entries.setAccount(account("a"));
                                    entries.addAlias(
                                            Examples.alias("moving@x.example", "b@y.example"));
                                });
                        database.connections()
                                .writes()
                                .useTransaction(handle -> {
                                    Entries entries = new Entries(handle);
                                    entries.removeAlias(address("moving@x.example"));
                                    entries.setAccount(account("a", "moving@x.example"));
                                });
                    }
                } finally {
                    done.set(true);
                }
                assertThat(reader.get(10, TimeUnit.SECONDS)).isPositive();
            }
        }
    }

    @Test
    void oneOfManyGetsTheAddress() throws Exception {
        try (SqliteDirectory one = open(Mode.CREATE);
                SqliteDirectory other = open(Mode.EXPECT)) {
            Examples.fill(one);
            for (int round = 0; round < 20; round++) {
                String wanted = "wanted" + round + "@x.example";
                CyclicBarrier start = new CyclicBarrier(THREADS);
                int at = round;
                List<Boolean> won =
                        inParallel(i ->
                                () -> {
                                    SqliteDirectory directory = i % 2 == 0 ? one : other;
                                    start.await();
                                    try {
                                        if (i < 2) {
                                            directory.addAccount(
                                                    account("r" + at + "n" + i, wanted));
                                        } else {
                                            directory.addAlias(
                                                    Examples.alias(wanted, "a@b.example"));
                                        }
                                        return true;
                                    } catch (Conflict lost) {
                                        assertThat(lost).hasMessageContaining(wanted);
                                        return false;
                                    }
                                });
                assertThat(won).containsOnlyOnce(true);
            }
        }
    }

    @Test
    void oneOfManyUpgradesTheVerifier() throws Exception {
        try (SqliteDirectory one = open(Mode.CREATE);
                SqliteDirectory other = open(Mode.EXPECT)) {
            Examples.fill(one);
            one.addAccount(account("tevie", List.of("{OLD}x")));
            CyclicBarrier start = new CyclicBarrier(THREADS);
            inParallel(i ->
                    () -> {
                        start.await();
                        (i % 2 == 0 ? one : other)
                                .upgradeVerifier("tevie", "{OLD}x", List.of("{NEW}" + i));
                        return true;
                    });
            assertThat(one.account("tevie").orElseThrow().verifiers())
                    .singleElement()
                    .asString()
                    .startsWith("{NEW}");
        }
    }

    private static int readUntil(AtomicBoolean done, SqliteDirectory directory) throws Exception {
        int count = 0;
        while (!done.get()) {
            Account found = directory.account("always").orElseThrow();
            Addressee addressee = directory.addressee(address("Always@x.example")).orElseThrow();
            assertThat(addressee).isEqualTo(new Addressee.Mailbox(found));
            assertThat(directory.account("never")).isEmpty();
            count++;
        }
        return count;
    }

    private static int write(SqliteDirectory directory, String login) throws Exception {
        directory.addAccount(account(login, login + "@x.example"));
        for (int i = 0; i < 50; i++) {
            directory.setAccount(account(login, List.of("{V}" + i), login + "@x.example"));
            assertThat(directory.account(login).orElseThrow().verifiers())
                    .containsExactly("{V}" + i);
        }
        return 50;
    }

    /**
     * Writers of two openings poll for SQLite's lock without a queue, so one may wait long on a
     * busy machine.
     */
    private static SqliteSettings patient(Path file, Mode mode) {
        return new SqliteSettings(file, mode, Duration.ofSeconds(20), 4, 1000);
    }

    private SqliteDirectory open(Mode mode) throws Exception {
        return SqliteDirectory.open(patient(folder.resolve("directory.sqlite"), mode));
    }

    private static <T> List<T> inParallel(IntFunction<Callable<T>> task) throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            List<Future<T>> running = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                running.add(threads.submit(task.apply(i)));
            }
            List<T> results = new ArrayList<>();
            for (Future<T> each : running) {
                results.add(each.get(30, TimeUnit.SECONDS));
            }
            return results;
        }
    }
}
