package mailstead.directory.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import mailstead.directory.copy.Point;
import mailstead.directory.publish.Centre;
import mailstead.directory.publish.Centre.Change;
import mailstead.directory.publish.Centre.Claim;
import mailstead.directory.publish.Centre.Kind;
import mailstead.directory.sql.SqliteSettings.Mode;
import mailstead.mail.TemporaryFailure;
import mailstead.spi.Account;
import mailstead.spi.AppPassword;
import mailstead.spi.BackEnd;
import mailstead.spi.Home;
import mailstead.spi.MailService;
import mailstead.spi.Provisioning;
import mailstead.spi.Quota;
import mailstead.spi.Status;
import mailstead.testkit.contract.Examples;
import mailstead.testkit.postgres.PostgresServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What publishers learn of changes, whoever makes them: the same from both kinds of databases. */
@Timeout(120)
final class ChangeFeedTest {

    abstract static class Feed {

        SqlDirectory directory;
        Connection plain;

        /** Opens another directory on the same database, as another process would. */
        abstract SqlDirectory open() throws Exception;

        abstract Connection connect() throws Exception;

        /** Where the database is not a new one for each test. */
        void empty() throws Exception {}

        @BeforeEach
        void fill() throws Exception {
            directory = open();
            plain = connect();
            empty();
            Examples.fill(directory);
            directory.addAccount(at("tevie", "tevie@x.example"));
        }

        @AfterEach
        void end() throws Exception {
            plain.close();
            directory.close();
        }

        private static Account at(String login, String... addresses) {
            Account example = Examples.account(login, addresses);
            return withHome(example, "12/34/" + login);
        }

        private static Account withHome(Account account, String path) {
            return new Account(
                    account.login(),
                    account.customerId(),
                    account.addresses(),
                    account.verifiers(),
                    new Home("mail1", path),
                    account.owner(),
                    account.quota(),
                    account.services(),
                    account.status(),
                    account.standing(),
                    Map.of("shoe", "43"));
        }

        private interface Doing {
            void run() throws Exception;
        }

        private Set<Change> changes(Doing doing) throws Exception {
            Point before = directory.centre().point();
            doing.run();
            return directory
                    .centre()
                    .read(state -> {
                        assertThat(state.follows(before)).isTrue();
                        assertThat(state.point().sequence())
                                .isGreaterThanOrEqualTo(before.sequence());
                        List<Change> changes = state.changesAfter(before, 1000);
                        assertThat(changes).doesNotHaveDuplicates();
                        return Set.copyOf(changes);
                    });
        }

        private void sql(String... statements) throws SQLException {
            try (Statement statement = plain.createStatement()) {
                for (String each : statements) {
                    statement.execute(each);
                }
            }
        }

        private static Change account(String login) {
            return new Change(Kind.ACCOUNT, login);
        }

        private static Change address(String address) {
            return new Change(Kind.ADDRESS, address);
        }

        @Test
        void everyChangeIsTold() throws Exception {
            Provisioning made = directory;
            assertThat(changes(() -> {})).isEmpty();
            assertThat(changes(() -> made.addCustomer(Examples.customer("c3", Status.ACTIVE))))
                    .containsExactly(new Change(Kind.CUSTOMER, "c3"));
            assertThat(changes(() -> made.setCustomer(Examples.customer("c3", Status.SUSPENDED))))
                    .containsExactly(new Change(Kind.CUSTOMER, "c3"));
            assertThat(
                            changes(() ->
                                    made.setDomain(
                                            Examples.domain("x.example", "c1", Status.SUSPENDED))))
                    .containsExactly(new Change(Kind.DOMAIN, "x.example"));
            assertThat(changes(() -> made.addVolume(Examples.volume("mail2"))))
                    .containsExactly(new Change(Kind.VOLUME, "mail2"));
            assertThat(changes(() -> made.removeVolume("mail2")))
                    .containsExactly(new Change(Kind.VOLUME, "mail2"));
            assertThat(changes(() -> made.addAccount(at("b", "b@x.example", "c@y.example"))))
                    .containsExactlyInAnyOrder(
                            account("b"), address("b@x.example"), address("c@y.example"));
            assertThat(changes(() -> made.setAccount(at("b", "d@x.example"))))
                    .containsExactlyInAnyOrder(
                            account("b"),
                            address("b@x.example"),
                            address("c@y.example"),
                            address("d@x.example"));
            assertThat(
                            changes(() ->
                                    made.setQuota(
                                            "b",
                                            new Quota(OptionalLong.of(1), OptionalLong.empty()))))
                    .containsExactly(account("b"));
            assertThat(
                            changes(() ->
                                    directory.upgradeVerifier(
                                            "b",
                                            Examples.account("b").verifiers().getFirst(),
                                            List.of("{PLAIN}x"))))
                    .containsExactly(account("b"));
            AppPassword phone =
                    new AppPassword(
                            "phone",
                            "Phone",
                            "{PLAIN}x",
                            Set.of(MailService.IMAP),
                            Instant.EPOCH,
                            Optional.empty());
            assertThat(changes(() -> made.addAppPassword("b", phone)))
                    .containsExactly(account("b"));
            assertThat(changes(() -> directory.noteAppPasswordUse("b", "phone", Instant.EPOCH)))
                    .isEmpty();
            BackEnd backEnd =
                    new BackEnd(
                            "be-1",
                            "east",
                            1,
                            BackEnd.State.UP,
                            Map.of(
                                    BackEnd.Protocol.IMAP,
                                    new BackEnd.Endpoint("be", 143, BackEnd.Tls.NONE)),
                            BackEnd.LogIn.CLIENT_PASSWORD,
                            Map.of("rack", "1"));
            assertThat(changes(() -> made.addBackEnd(backEnd)))
                    .containsExactly(new Change(Kind.BACK_END, "be-1"));
            assertThat(changes(() -> made.removeBackEnd("be-1")))
                    .containsExactly(new Change(Kind.BACK_END, "be-1"));
            assertThat(changes(() -> made.removeAccount("b")))
                    .containsExactlyInAnyOrder(account("b"), address("d@x.example"));
            assertThat(changes(() -> made.addAlias(Examples.alias("l@x.example", "a@b.example"))))
                    .contains(address("l@x.example"));
            assertThat(changes(() -> made.setAlias(Examples.alias("l@x.example", "c@b.example"))))
                    .contains(address("l@x.example"));
            assertThat(changes(() -> made.removeAlias(Examples.address("l@x.example"))))
                    .contains(address("l@x.example"));
        }

        @Test
        void changesByPlainSqlAreToldToo() throws Exception {
            assertThat(changes(() -> sql("UPDATE account SET status = 'SUSPENDED'")))
                    .containsExactly(account("tevie"));
            assertThat(
                            changes(() ->
                                    sql(
                                            "UPDATE account_verifier SET verifier = 'x' WHERE login = 'tevie'")))
                    .containsExactly(account("tevie"));
            assertThat(changes(() -> sql("DELETE FROM account_service WHERE service = 'IMAP'")))
                    .containsExactly(account("tevie"));
            assertThat(changes(() -> sql("UPDATE account_attribute SET content = '44'")))
                    .containsExactly(account("tevie"));
            assertThat(changes(() -> sql("UPDATE customer_attribute SET content = '2002'")))
                    .containsExactlyInAnyOrder(
                            new Change(Kind.CUSTOMER, "c1"), new Change(Kind.CUSTOMER, "c2"));
            assertThat(changes(() -> sql("UPDATE address SET address = 't@x.example'")))
                    .containsExactlyInAnyOrder(
                            account("tevie"), address("t@x.example"), address("tevie@x.example"));
            assertThat(changes(() -> sql("DELETE FROM account")))
                    .containsExactlyInAnyOrder(account("tevie"), address("t@x.example"));
            assertThat(changes(() -> sql("UPDATE account SET status = 'ACTIVE'"))).isEmpty();
        }

        @Test
        void whatWasRolledBackIsNotTold() throws Exception {
            assertThat(
                            changes(() -> {
                                plain.setAutoCommit(false);
                                sql("UPDATE account SET status = 'SUSPENDED'");
                                plain.rollback();
                                plain.setAutoCommit(true);
                            }))
                    .isEmpty();
        }

        @Test
        void onlyOnesOwnHistoryIsFollowed() throws Exception {
            Point now = directory.centre().point();
            List<Point> strange =
                    List.of(
                            new Point(now.sequence(), "another"),
                            new Point(now.sequence() + 1, now.mark()),
                            new Point(0, "none"));
            boolean[] followed =
                    directory
                            .centre()
                            .read(state -> {
                                boolean[] answers = new boolean[strange.size()];
                                for (int i = 0; i < answers.length; i++) {
                                    answers[i] = state.follows(strange.get(i));
                                }
                                assertThat(state.follows(now)).isTrue();
                                return answers;
                            });
            assertThat(followed).containsOnly(false);
        }

        @Test
        void whatIsOlderThanADayGoesAndIsMissed() throws Exception {
            Point before = directory.centre().point();
            directory.setQuota("tevie", Quota.NONE);
            Point after = directory.centre().point();
            sql("UPDATE change SET at = at - 90000", "UPDATE vacated_home SET at = at - 90000");
            for (int i = 0; i < 5; i++) {
                directory.setCustomer(Examples.customer("c1", Status.ACTIVE));
            }
            boolean[] follows =
                    directory
                            .centre()
                            .read(state ->
                                    new boolean[] {state.follows(before), state.follows(after)});
            assertThat(follows[0]).as("what came after it has gone").isFalse();
            assertThat(follows[1]).as("nothing is missing after it").isTrue();
            directory
                    .centre()
                    .read(state -> {
                        assertThat(state.changesAfter(after, 10))
                                .containsExactly(new Change(Kind.CUSTOMER, "c1"));
                        return true;
                    });
        }

        @Test
        void aHomeIsNotGivenAwayWithinADay() throws Exception {
            directory.removeAccount("tevie");
            assertThatThrownBy(() -> directory.addAccount(withHome(at("b"), "12/34/tevie")))
                    .isInstanceOf(Provisioning.Conflict.class)
                    .hasMessageContaining("was account tevie's within the last day");
            directory.addAccount(at("tevie"));
            directory.setAccount(withHome(at("tevie"), "new"));
            directory.addAccount(at("c"));
            assertThatThrownBy(() -> directory.setAccount(withHome(at("c"), "12/34/tevie")))
                    .isInstanceOf(Provisioning.Conflict.class);
            directory.setAccount(withHome(at("tevie"), "12/34/tevie"));
            directory.removeAccount("tevie");
            sql("UPDATE vacated_home SET at = at - 86500");
            directory.addAccount(withHome(at("b"), "12/34/tevie"));
        }

        @Test
        void everythingIsReadOneByOneInOneState() throws Exception {
            for (int i = 0; i < 5_000; i += 100) {
                directory.addAccount(at("user" + i, "user" + i + "@x.example"));
            }
            directory.addAlias(Examples.alias("l@x.example", "a@b.example"));
            List<Account> expected = directory.accounts();
            List<Account> read = new ArrayList<>();
            List<Object> others = new ArrayList<>();
            Point told =
                    directory
                            .centre()
                            .read(state -> {
                                Point point = state.point();
                                state.accounts(account -> {
                                    if (read.isEmpty()) {
                                        meanwhile();
                                    }
                                    read.add(account);
                                });
                                state.aliases(others::add);
                                state.customers(others::add);
                                state.domains(others::add);
                                others.addAll(state.volumes());
                                assertThat(state.point()).isEqualTo(point);
                                assertThat(state.account("late")).isEmpty();
                                assertThat(state.isScramReady()).isFalse();
                                return point;
                            });
            assertThat(read).containsExactlyInAnyOrderElementsOf(expected);
            assertThat(others).hasSize(6);
            directory
                    .centre()
                    .read(state -> {
                        assertThat(state.changesAfter(told, 10)).containsExactly(account("late"));
                        assertThat(state.ownerOf(Examples.address("user100@x.example")))
                                .contains("user100");
                        assertThat(state.ownerOf(Examples.address("l@x.example"))).isEmpty();
                        assertThat(state.alias(Examples.address("l@x.example"))).isPresent();
                        return true;
                    });
        }

        private void meanwhile() {
            try {
                directory.addAccount(at("late"));
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }

        @Test
        void numbersComeInTheOrderOfCommits() throws Exception {
            int writers = 3;
            int rounds = 40;
            Set<String> told = new HashSet<>();
            AtomicBoolean writing = new AtomicBoolean(true);
            CountDownLatch ready = new CountDownLatch(writers + 1);
            try (ExecutorService each = Executors.newCachedThreadPool()) {
                Future<?> reader =
                        each.submit(
                                (Callable<Void>)
                                        () -> {
                                            Point seen = directory.centre().point();
                                            ready.countDown();
                                            boolean last;
                                            do {
                                                last = !writing.get();
                                                seen = readMore(seen, told);
                                            } while (!last);
                                            return null;
                                        });
                List<Future<?>> all = new ArrayList<>();
                for (int writer = 0; writer < writers; writer++) {
                    int number = writer;
                    all.add(
                            each.submit(
                                    (Callable<Void>)
                                            () -> {
                                                try (SqlDirectory own = open()) {
                                                    ready.countDown();
                                                    ready.await();
                                                    for (int round = 0; round < rounds; round++) {
                                                        write(own, "w" + number + "-" + round);
                                                    }
                                                }
                                                return null;
                                            }));
                }
                for (Future<?> one : all) {
                    one.get();
                }
                writing.set(false);
                reader.get();
            }
            assertThat(told).hasSize(writers * rounds);
        }

        private static void write(SqlDirectory own, String customerId) throws Exception {
            Optional<Exception> busy;
            do {
                busy = Optional.empty();
                try {
                    own.addCustomer(Examples.customer(customerId, Status.ACTIVE));
                } catch (TemporaryFailure failure) {
                    busy = Optional.of(failure);
                }
            } while (busy.isPresent());
        }

        /** Each customer is added once, so one that was skipped is never told. */
        private Point readMore(Point seen, Set<String> told) throws Exception {
            return directory
                    .centre()
                    .read(state -> {
                        assertThat(state.follows(seen)).isTrue();
                        for (Change change : state.changesAfter(seen, 1000)) {
                            assertThat(told.add(change.key())).as("%s once", change).isTrue();
                        }
                        return state.point();
                    });
        }

        @Test
        void onePublisherAtATime() throws Exception {
            try (SqlDirectory other = open()) {
                assertThat(directory.centre().claim()).isEqualTo(Claim.TAKEN);
                assertThat(directory.centre().claim()).isEqualTo(Claim.HELD);
                assertThat(other.centre().claim()).isEqualTo(Claim.REFUSED);
                directory.centre().close();
                assertThat(other.centre().claim()).isEqualTo(Claim.TAKEN);
                assertThat(directory.centre().claim()).isEqualTo(Claim.REFUSED);
            }
            assertThat(directory.centre().claim()).as("the other has ended").isEqualTo(Claim.TAKEN);
        }

        @Test
        void numbersOfGenerationsOnlyRise() throws Exception {
            Centre centre = directory.centre();
            assertThat(centre.nextGeneration(0)).isEqualTo(1);
            assertThat(centre.nextGeneration(7)).isEqualTo(8);
            assertThat(centre.nextGeneration(3)).isEqualTo(9);
            assertThat(centre.<Long>read(Centre.State::generation)).isEqualTo(9);
        }
    }

    @Nested
    class OfSqlite extends Feed {

        @TempDir private Path folder;

        @Override
        SqlDirectory open() throws Exception {
            return SqliteDirectory.open(
                    SqliteSettings.of(folder.resolve("directory.sqlite"), Mode.CREATE));
        }

        @Override
        Connection connect() throws Exception {
            return DriverManager.getConnection(
                    "jdbc:sqlite:" + folder.resolve("directory.sqlite") + "?foreign_keys=true");
        }
    }

    @Nested
    class OfPostgres extends Feed {

        private static PostgresServer server;

        @BeforeAll
        static void start() throws Exception {
            server = PostgresServer.start();
            Town.make(server);
        }

        @AfterAll
        static void stop() throws Exception {
            server.close();
        }

        @Test
        void whatIsEmptiedAtOnceIsToldAtOnce() throws Exception {
            Point before = directory.centre().point();
            Town.empty(plain);
            directory
                    .centre()
                    .read(state -> {
                        assertThat(state.changesAfter(before, 10))
                                .contains(new Change(Kind.ALL, ""));
                        return true;
                    });
        }

        @Override
        SqlDirectory open() throws Exception {
            return Town.open(Town.settings(server));
        }

        @Override
        Connection connect() throws Exception {
            return Town.connect(server);
        }

        @Override
        void empty() throws Exception {
            Town.empty(plain);
            try (Statement statement = plain.createStatement()) {
                statement.execute("DELETE FROM vacated_home");
                statement.execute("UPDATE publication SET generation = 0");
            }
        }
    }
}
