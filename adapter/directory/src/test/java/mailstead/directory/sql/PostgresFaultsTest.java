package mailstead.directory.sql;

import static mailstead.testkit.contract.Examples.account;
import static mailstead.testkit.contract.Examples.address;
import static mailstead.testkit.contract.Examples.alias;
import static mailstead.testkit.contract.Examples.appPassword;
import static mailstead.testkit.contract.Examples.customer;
import static mailstead.testkit.contract.Examples.name;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import mailstead.mail.Event;
import mailstead.mail.Reason;
import mailstead.mail.TemporaryFailure;
import mailstead.spi.Account;
import mailstead.spi.AppPasswordUse;
import mailstead.spi.Provisioning.Conflict;
import mailstead.spi.Status;
import mailstead.spi.Usage;
import mailstead.testkit.RecordingSink;
import mailstead.testkit.contract.Examples;
import mailstead.testkit.postgres.PostgresServer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One server that nodes share, and what happens to it. */
@Timeout(120)
class PostgresFaultsTest {

    /** What a node promises for others' changes. */
    private static final Duration BOUND = PrimaryWatch.FRESH;

    /**
     * A look-up of one server: a wait for a connection and a silence, and some for a busy machine.
     */
    private static final Duration LOOK_UP_MAX = Town.DEADLINE.plusSeconds(10);

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String EXISTING = "tevie";

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

    @BeforeEach
    void fill() throws Exception {
        try (Connection admin = Town.connect(server);
                PostgresDirectory directory = open()) {
            Town.empty(admin);
            Examples.fill(directory);
            directory.addAccount(account(EXISTING, "tevie@x.example"));
        }
    }

    // Changes and who sees them

    @Test
    void aChangeIsSeenByAnotherNodeInTimeWithNotifications() throws Exception {
        try (PostgresDirectory one = open();
                PostgresDirectory other = open()) {
            List<Duration> took = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                took.add(changeAndWait(one, other, "{V}" + i));
            }
            assertThat(took.stream().sorted().toList().getFirst())
                    .as("sooner than any poll can explain")
                    .isLessThan(Duration.ofMillis(500));
        }
    }

    @Test
    void aChangeIsSeenInTimeThoughNobodyIsNotified() throws Exception {
        String loud =
                server.sql(
                        Town.DATABASE,
                        "SELECT prosrc FROM pg_proc WHERE proname = 'directory_begin'");
        try (PostgresDirectory one = open();
                PostgresDirectory other = open()) {
            define(loud.replace("PERFORM pg_notify('mailstead_directory', '');", "NULL;"));
            for (int i = 0; i < 3; i++) {
                changeAndWait(one, other, "{V}" + i);
            }
        } finally {
            define(loud);
        }
    }

    private static void define(String body) throws Exception {
        server.sql(
                Town.DATABASE,
                "CREATE OR REPLACE FUNCTION directory_begin() RETURNS BIGINT LANGUAGE plpgsql SECURITY DEFINER AS $$"
                        + body
                        + "$$");
    }

    /**
     * From the moment when it is durable until a node that had the old one cached knows it. No
     * look-up that begins after the bound tells the old one, however slow the machine is.
     */
    private static Duration changeAndWait(
            PostgresDirectory writer, PostgresDirectory reader, String verifier) throws Exception {
        Town.until("in touch", SOON, () -> reader.view().isFresh());
        assertThat(reader.account(EXISTING)).isPresent();
        writer.setAccount(account(EXISTING, List.of(verifier), "tevie@x.example"));
        long changed = System.nanoTime();
        while (true) {
            Duration begun = Duration.ofNanos(System.nanoTime() - changed);
            if (verifiers(reader).contains(verifier)) {
                return Duration.ofNanos(System.nanoTime() - changed);
            }
            assertThat(begun).isLessThan(BOUND);
        }
    }

    private static List<String> verifiers(PostgresDirectory directory) throws Exception {
        return directory.account(EXISTING).orElseThrow().verifiers();
    }

    @Test
    void aNodeSeesItsOwnChangesAtOnce() throws Exception {
        try (PostgresDirectory node = open()) {
            for (int i = 0; i < 100; i++) {
                node.setAccount(account(EXISTING, List.of("{V}" + i), "tevie@x.example"));
                assertThat(verifiers(node)).containsExactly("{V}" + i);
            }
        }
    }

    @Test
    void whatOthersChangeByPlainSqlCountsToo() throws Exception {
        try (PostgresDirectory node = open()) {
            Town.until("in touch", SOON, () -> node.view().isFresh());
            assertThat(node.account(EXISTING).orElseThrow().standing()).isEqualTo(Status.ACTIVE);
            server.sql(
                    Town.DATABASE,
                    "UPDATE customer SET status = 'SUSPENDED' WHERE customer_id = 'c1'");
            Town.until(
                    "suspended", SOON, () -> standing(node).equals(Optional.of(Status.SUSPENDED)));
        }
    }

    private static Optional<Status> standing(PostgresDirectory node) {
        try {
            return node.account(EXISTING).map(Account::standing);
        } catch (Exception failure) {
            throw new AssertionError(failure);
        }
    }

    @Test
    void oneOfManyGetsTheAddress() throws Exception {
        try (PostgresDirectory one = open();
                PostgresDirectory other = open();
                ExecutorService threads = Executors.newFixedThreadPool(4)) {
            for (int round = 0; round < 10; round++) {
                String wanted = "wanted" + round + "@x.example";
                CyclicBarrier start = new CyclicBarrier(4);
                int at = round;
                List<Future<Boolean>> running = new ArrayList<>();
                for (int i = 0; i < 4; i++) {
                    int number = i;
                    running.add(
                            threads.submit(() -> {
                                PostgresDirectory directory = number % 2 == 0 ? one : other;
                                start.await();
                                try {
                                    if (number < 2) {
                                        directory.addAccount(
                                                account("r" + at + "n" + number, wanted));
                                    } else {
                                        directory.addAlias(alias(wanted, "a@b.example"));
                                    }
                                    return true;
                                } catch (Conflict lost) {
                                    assertThat(lost).hasMessageContaining(wanted);
                                    return false;
                                }
                            }));
                }
                List<Boolean> won = new ArrayList<>();
                for (Future<Boolean> each : running) {
                    won.add(each.get(30, TimeUnit.SECONDS));
                }
                assertThat(won).containsOnlyOnce(true);
            }
        }
    }

    /** Between two statements of one look-up nothing may change. */
    @Test
    void anAddressThatChangesItsKindIsNeverNobodys() throws Exception {
        try (PostgresDirectory one = open();
                PostgresDirectory other =
                        Town.open(Town.settings(PostgresServer.ADMIN, 0, server));
                ExecutorService thread = Executors.newSingleThreadExecutor()) {
            AtomicBoolean done = new AtomicBoolean();
            Future<Integer> reader =
                    thread.submit(() -> {
                        int count = 0;
                        while (!done.get()) {
                            assertThat(other.addressee(address("tevie@x.example"))).isPresent();
                            count++;
                        }
                        return count;
                    });
            try {
                for (int i = 0; i < 40; i++) {
                    one.change(entries -> {
                        entries.setAccount(account(EXISTING));
                        entries.addAlias(alias("tevie@x.example", "b@y.example"));
                    });
                    one.change(entries -> {
                        entries.removeAlias(address("tevie@x.example"));
                        entries.setAccount(account(EXISTING, "tevie@x.example"));
                    });
                }
            } finally {
                done.set(true);
            }
            assertThat(reader.get(10, TimeUnit.SECONDS)).isPositive();
        }
    }

    @Test
    void manyWritersByEveryWayNeverWaitInACircle() throws Exception {
        try (PostgresDirectory node = open();
                Connection plain = Town.connect(server);
                Statement statement = plain.createStatement();
                ExecutorService thread = Executors.newSingleThreadExecutor()) {
            plain.setAutoCommit(false);
            Future<Integer> billing =
                    thread.submit(() -> {
                        for (int i = 0; i < 50; i++) {
                            statement.execute("UPDATE account SET octets_max = " + i);
                            statement.execute("UPDATE customer SET name = 'n" + i + "'");
                            plain.commit();
                        }
                        return 50;
                    });
            for (int i = 0; i < 50; i++) {
                node.setCustomer(customer("c1", Status.ACTIVE));
                node.setAccount(account(EXISTING, "tevie@x.example"));
            }
            assertThat(billing.get(60, TimeUnit.SECONDS)).isEqualTo(50);
        }
    }

    @Test
    void onlyAppPasswordsThemselvesCountAsChanges() throws Exception {
        try (PostgresDirectory node = open();
                Connection admin = Town.connect(server)) {
            long before = Town.number(admin);
            node.addAppPassword(EXISTING, appPassword("phone", "{A}x"));
            assertThat(Town.number(admin)).isEqualTo(before + 1);
            node.noteAppPasswordUse(EXISTING, "phone", Instant.ofEpochSecond(1_790_000_000));
            node.noteAppPasswordUse(EXISTING, "phone", Instant.ofEpochSecond(1_790_003_600));
            assertThat(Town.number(admin)).isEqualTo(before + 1);
            server.sql(Town.DATABASE, "UPDATE app_password SET label = 'by billing'");
            assertThat(Town.number(admin)).isEqualTo(before + 2);
            node.removeAppPassword(EXISTING, "phone");
            assertThat(Town.number(admin)).isEqualTo(before + 3);
        }
    }

    // Rights

    @Test
    void aRoleThatMayOnlyReadKeepsItsVerifiers() throws Exception {
        server.sql(
                Town.DATABASE,
                "CREATE ROLE onlooker LOGIN; GRANT SELECT ON ALL TABLES IN SCHEMA public TO onlooker");
        try (PostgresDirectory node = Town.open(Town.settings("onlooker", 1000, server))) {
            List<String> verifiers = verifiers(node);
            node.upgradeVerifier(EXISTING, verifiers.getFirst(), List.of("{NEW}x"));
            assertThat(verifiers(node)).isEqualTo(verifiers);
            node.noteAppPasswordUse(EXISTING, "phone", Instant.ofEpochSecond(1_790_000_000));
            unavailable(SOON, () -> node.addCustomer(customer("c3", Status.ACTIVE)));
            assertThat(node.account("nobody")).isEmpty();
        }
    }

    /** The rights of {@code docs/operate/postgresql.md}. */
    @Test
    void aRoleWithANodesRightsReplacesVerifiersAndNothingElse() throws Exception {
        server.sql(
                Town.DATABASE,
                "CREATE ROLE node LOGIN; GRANT SELECT ON ALL TABLES IN SCHEMA public TO node;"
                        + " GRANT UPDATE (lacks_scram) ON account TO node;"
                        + " GRANT INSERT, DELETE ON account_verifier TO node;"
                        + " GRANT INSERT, UPDATE ON app_password_use TO node;"
                        + " GRANT INSERT, UPDATE, DELETE ON customer_usage, usage_source TO node;"
                        + " REVOKE EXECUTE ON FUNCTION directory_begin() FROM PUBLIC;"
                        + " GRANT EXECUTE ON FUNCTION directory_begin() TO node");
        try (PostgresDirectory node = Town.open(Town.settings("node", 1000, server))) {
            node.upgradeVerifier(EXISTING, verifiers(node).getFirst(), List.of("{NEW}x"));
            assertThat(verifiers(node)).containsExactly("{NEW}x");
            try (PostgresDirectory admin = open()) {
                admin.addAppPassword(EXISTING, appPassword("phone", "{A}x"));
                node.noteAppPasswordUse(EXISTING, "phone", Instant.ofEpochSecond(1_790_000_000));
                assertThat(admin.appPasswords(EXISTING))
                        .extracting(AppPasswordUse::lastUsed)
                        .containsExactly(Optional.of(Instant.ofEpochSecond(1_790_000_000)));
            }
            Usage used = new Usage(LocalDate.of(2020, 1, 1), "c1", Usage.Measure.IMAP_LOGINS, 1);
            node.addUsage("node-1", 1, List.of(used));
            List<Usage> recorded = new ArrayList<>();
            node.usage(used.day(), used.day(), recorded::add);
            assertThat(recorded).containsExactly(used);
            unavailable(SOON, () -> node.addCustomer(customer("c3", Status.ACTIVE)));
            unavailable(SOON, () -> node.removeAccount(EXISTING));
            unavailable(
                    SOON,
                    () ->
                            node.setAccount(
                                    Examples.withStatus(account(EXISTING), Status.SUSPENDED)));
        }
    }

    // Outages

    @Test
    void nobodyListening() throws Exception {
        PostgresSettings away =
                new PostgresSettings(
                        "node-1",
                        List.of(new PostgresSettings.Server("127.0.0.1", 1)),
                        Town.settings(server).login(),
                        PostgresSettings.Tls.NONE,
                        Duration.ofSeconds(1),
                        2,
                        10,
                        Duration.ofMinutes(1));
        try (PostgresDirectory node = Town.open(away)) {
            everythingFails(node, LOOK_UP_MAX);
        }
        try (PostgresDirectory command = PostgresDirectory.openForChanges(away)) {
            unavailable(LOOK_UP_MAX, command::customers);
        }
    }

    @Test
    void aClosedDirectoryIsUnavailable() throws Exception {
        PostgresDirectory node = open();
        assertThat(node.account(EXISTING)).isPresent();
        node.close();
        node.close();
        unavailable(LOOK_UP_MAX, () -> node.account("nobody"));
        unavailable(LOOK_UP_MAX, () -> node.addCustomer(customer("c3", Status.ACTIVE)));
    }

    @Test
    void aFrozenServerIsNotWaitedFor() throws Exception {
        RecordingSink events = new RecordingSink();
        try (PostgresDirectory node = Town.open(Town.settings(server), events)) {
            Town.until("in touch", SOON, () -> node.view().isFresh());
            assertThat(node.account(EXISTING)).isPresent();
            server.freeze();
            try {
                unavailable(LOOK_UP_MAX, () -> node.account("nobody"));
                unavailable(LOOK_UP_MAX, () -> node.addressee(address("nobody@x.example")));
                Town.until(
                        "the loss is told", SOON, () -> isTold(events, Event.DirectoryLost.class));
                everythingFails(node, Town.DEADLINE);
                assertThat(node.account(EXISTING)).as("what was known").isPresent();
            } finally {
                server.thaw();
            }
            Town.until("it is back", SOON, () -> knowsNobody(node));
            Town.until("for changes too", SOON, () -> takesChanges(node));
            node.addCustomer(customer("c3", Status.ACTIVE));
            assertThat(events.events())
                    .filteredOn(e -> e instanceof Event.DirectoryLost)
                    .as("told once; a machine that stalls may look like one more")
                    .hasSizeBetween(1, 2);
            Town.until("told", SOON, () -> isTold(events, Event.DirectoryRegained.class));
        }
    }

    /** Its change number is lower than what the node has seen, and its servers are the same. */
    @Test
    void aDatabaseThatWasRestoredIsTaken() throws Exception {
        server.sql("postgres", "CREATE DATABASE lost");
        PostgresSettings usual = Town.settings(server);
        PostgresSettings settings =
                new PostgresSettings(
                        usual.name(),
                        usual.servers(),
                        new PostgresSettings.Login("lost", PostgresServer.ADMIN, Optional.empty()),
                        usual.tls(),
                        usual.deadline(),
                        2,
                        1000,
                        usual.stale());
        PostgresDirectory.prepare(settings);
        try (PostgresDirectory node = Town.open(settings)) {
            Examples.fill(node);
            node.addAccount(account(EXISTING, "tevie@x.example"));
            assertThat(node.account(EXISTING)).isPresent();
            server.sql("postgres", "DROP DATABASE lost WITH (FORCE)");
            server.sql("postgres", "CREATE DATABASE lost");
            PostgresDirectory.prepare(settings);
            Town.until("the new one is taken", SOON, () -> knowsNobody(node));
            assertThat(node.account(EXISTING)).isEmpty();
            Town.until("for changes too", SOON, () -> takesChanges(node));
            Examples.fill(node);
            assertThat(node.domain(name("x.example"))).isPresent();
        }
    }

    @Test
    void nothingOldIsUsedForLongerThanAllowed() throws Exception {
        PostgresSettings usual = Town.settings(server);
        PostgresSettings strict =
                new PostgresSettings(
                        usual.name(),
                        usual.servers(),
                        usual.login(),
                        usual.tls(),
                        usual.deadline(),
                        2,
                        1000,
                        Duration.ZERO);
        try (PostgresDirectory node = Town.open(strict)) {
            Town.until("in touch", SOON, () -> node.view().isFresh());
            assertThat(node.account(EXISTING)).isPresent();
            server.freeze();
            try {
                Town.until("not fresh", SOON, () -> !node.view().isFresh());
                unavailable(LOOK_UP_MAX, () -> node.account(EXISTING));
            } finally {
                server.thaw();
            }
        }
    }

    @Test
    void whoeverHoldsTheLockDelaysChangesAndNothingElse() throws Exception {
        try (PostgresDirectory node = open();
                Connection other = Town.connect(server);
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("SELECT directory_begin()");
            unavailable(LOOK_UP_MAX, () -> node.addCustomer(customer("c3", Status.ACTIVE)));
            assertThat(node.account(EXISTING)).isPresent();
            assertThat(node.account("nobody")).isEmpty();
            other.rollback();
            node.addCustomer(customer("c3", Status.ACTIVE));
        }
    }

    @Test
    void aServerKilledUnderLoadLosesNothingAndIsUsedAgain() throws Exception {
        RecordingSink events = new RecordingSink();
        Queue<String> acknowledged = new ConcurrentLinkedQueue<>();
        AtomicBoolean done = new AtomicBoolean();
        AtomicInteger refused = new AtomicInteger();
        try (PostgresDirectory node =
                        Town.open(Town.settings(PostgresServer.ADMIN, 0, server), events);
                ExecutorService threads = Executors.newFixedThreadPool(5)) {
            List<Future<Integer>> work = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                work.add(threads.submit(() -> lookUp(node, done, refused)));
            }
            work.add(threads.submit(() -> add(node, done, acknowledged)));
            Town.until("some are added", SOON, () -> acknowledged.size() > 10);
            for (int i = 0; i < 2; i++) {
                server.kill();
                Town.until("it is missed", SOON, () -> !node.view().isFresh());
                server.restart();
                int before = acknowledged.size();
                Town.until("changes go on", SOON, () -> acknowledged.size() > before + 10);
                Town.until("look-ups go on", SOON, () -> knowsNobody(node));
            }
            done.set(true);
            for (Future<Integer> each : work) {
                assertThat(each.get(20, TimeUnit.SECONDS)).isPositive();
            }
            assertThat(refused.get()).as("some were told to come again").isPositive();
            assertThat(node.accounts()).extracting(Account::login).containsAll(acknowledged);
            assertThat(events.events())
                    .filteredOn(e -> e instanceof Event.DirectoryLost)
                    .as("told once for each; a machine that stalls may look like one more")
                    .hasSizeBetween(2, 4);
        }
    }

    /** An account that exists is found, or nobody knows; never is it nobody. */
    private static int lookUp(PostgresDirectory node, AtomicBoolean done, AtomicInteger refused) {
        int count = 0;
        while (!done.get()) {
            try {
                assertThat(node.account(EXISTING)).isPresent();
                assertThat(node.addressee(address("tevie@x.example"))).isPresent();
                count++;
            } catch (mailstead.mail.MailException notNow) {
                assertThat(notNow).isInstanceOf(TemporaryFailure.class);
                refused.incrementAndGet();
            }
        }
        return count;
    }

    private static int add(PostgresDirectory node, AtomicBoolean done, Queue<String> acknowledged) {
        int count = 0;
        while (!done.get()) {
            String login = "added" + count++;
            try {
                node.addAccount(account(login, login + "@x.example"));
                acknowledged.add(login);
            } catch (mailstead.mail.MailException | Conflict notNow) {
                assertThat(notNow).isInstanceOf(TemporaryFailure.class);
            }
        }
        return acknowledged.size();
    }

    private static boolean knowsNobody(PostgresDirectory node) {
        try {
            assertThat(node.account("nobody")).isEmpty();
            return true;
        } catch (mailstead.mail.MailException notNow) {
            return false;
        }
    }

    /** They have a circuit of their own, which a probe closes. */
    private static boolean takesChanges(PostgresDirectory node) {
        try {
            node.removeCustomer("nobody");
            return true;
        } catch (Conflict thereIsNone) {
            return true;
        } catch (mailstead.mail.MailException notNow) {
            return false;
        }
    }

    private static boolean isTold(RecordingSink events, Class<? extends Event> kind) {
        return events.events().stream().anyMatch(kind::isInstance);
    }

    private static void everythingFails(PostgresDirectory node, Duration atMost) {
        unavailable(atMost, () -> node.account("nobody"));
        unavailable(atMost, () -> node.addressee(address("nobody@x.example")));
        unavailable(atMost, () -> node.domain(name("unknown.example")));
        unavailable(atMost, node::accounts);
        unavailable(atMost, () -> node.findCustomer("c1"));
        unavailable(atMost, () -> node.addCustomer(customer("c3", Status.ACTIVE)));
        unavailable(atMost, () -> node.removeAccount("nobody"));
        unavailable(atMost, () -> node.upgradeVerifier(EXISTING, "{X}y", List.of("{Z}")));
    }

    private static void unavailable(Duration atMost, ThrowingCallable call) {
        long start = System.nanoTime();
        assertThatExceptionOfType(TemporaryFailure.class)
                .isThrownBy(call)
                .satisfies(failure -> {
                    assertThat(failure.reason()).isEqualTo(Reason.DIRECTORY_UNAVAILABLE);
                    assertThat(failure.getMessage()).doesNotContain("127.0.0.1", "postgres");
                });
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(atMost);
    }

    private static PostgresDirectory open() {
        return Town.open(Town.settings(server));
    }
}
