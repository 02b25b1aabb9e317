package mailstead.directory.sql;

import static mailstead.testkit.contract.Examples.account;
import static mailstead.testkit.contract.Examples.address;
import static mailstead.testkit.contract.Examples.customer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import mailstead.mail.Event;
import mailstead.mail.MailException;
import mailstead.mail.TemporaryFailure;
import mailstead.spi.Provisioning.Conflict;
import mailstead.spi.Status;
import mailstead.testkit.RecordingSink;
import mailstead.testkit.contract.Examples;
import mailstead.testkit.postgres.PostgresServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A primary, and a replica that follows it by streaming replication. The node keeps nothing in
 * memory, so that every answer comes from a server.
 */
@Timeout(120)
class PostgresFailOverTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    private final RecordingSink events = new RecordingSink();
    private PostgresServer first;
    private PostgresServer second;
    private PostgresDirectory node;

    @BeforeEach
    void start() throws Exception {
        first = PostgresServer.start("log_statement=all");
        Town.make(first);
        try (PostgresDirectory directory = Town.open(Town.settings(first))) {
            Examples.fill(directory);
            directory.addAccount(account("tevie", "tevie@x.example"));
        }
        second = first.startReplica();
        node = Town.open(Town.settings(PostgresServer.ADMIN, 0, first, second), events);
        Town.until("a replica answers", SOON, () -> node.isReplicaUsed());
        Town.until("the primary answers", SOON, () -> node.view().isFresh());
    }

    @AfterEach
    void stop() throws Exception {
        node.close();
        second.close();
        first.close();
    }

    @Test
    void whoIsKnownIsLookedUpAtTheReplicaAndWhoIsNotAtBoth() throws Exception {
        long before = lookUps();
        for (int i = 0; i < 50; i++) {
            assertThat(node.account("tevie")).isPresent();
        }
        assertThat(lookUps()).as("at the primary").isEqualTo(before);
        assertThat(node.account("nobody")).isEmpty();
        assertThat(lookUps()).isEqualTo(before + 1);
    }

    /** How often the first server was asked for an account, as its log tells. */
    private long lookUps() throws Exception {
        return first.log().lines().filter(line -> line.contains("SELECT account.login")).count();
    }

    @Test
    void aReplicaThatIsBehindIsNotBelieved() throws Exception {
        second.sql("postgres", "SELECT pg_wal_replay_pause()");
        node.addAccount(account("golde", "golde@x.example"));
        node.setAccount(account("tevie", List.of("{NEW}x"), "tevie@x.example"));
        assertThat(node.account("golde")).isPresent();
        assertThat(node.account("tevie").orElseThrow().verifiers()).containsExactly("{NEW}x");
        first.kill();
        Town.until("the primary is missed", SOON, () -> isTold(Event.DirectoryLost.class));
        assertThatExceptionOfType(TemporaryFailure.class)
                .as("new, and nobody can tell: never nobody")
                .isThrownBy(() -> node.account("golde"));
        assertThat(node.account("tevie")).as("the last that can be known").isPresent();
        second.sql("postgres", "SELECT pg_wal_replay_resume()");
        Town.until("what was sent is replayed", SOON, () -> knows("golde"));
    }

    @Test
    void aFrozenReplicaCostsAFewCallsAWait() throws Exception {
        second.freeze();
        try {
            Town.until(
                    "nobody waits",
                    SOON,
                    () -> {
                        long start = System.nanoTime();
                        return knows("tevie")
                                && System.nanoTime() - start < Duration.ofMillis(500).toNanos();
                    });
            for (int i = 0; i < 20; i++) {
                assertThat(node.account("tevie")).isPresent();
                assertThat(node.account("nobody")).isEmpty();
            }
            assertThat(events.events(Event.DirectoryLost.class))
                    .extracting(Event.DirectoryLost::what)
                    .containsExactly("replicas");
        } finally {
            second.thaw();
        }
        Town.until("it is used again", SOON, () -> node.isReplicaUsed());
        Town.until("told", SOON, () -> isTold(Event.DirectoryRegained.class));
    }

    @Test
    void aNodeGoesOnWhenAReplicaTakesThePrimarysPlace() throws Exception {
        first.kill();
        for (int i = 0; i < 20; i++) {
            assertThat(node.account("tevie")).as("while there is no primary").isPresent();
            assertThat(node.addressee(address("tevie@x.example"))).isPresent();
            assertThatExceptionOfType(TemporaryFailure.class)
                    .isThrownBy(() -> node.account("nobody"));
        }
        assertThatExceptionOfType(TemporaryFailure.class)
                .isThrownBy(() -> node.addCustomer(customer("c3", Status.ACTIVE)));
        second.promote();
        Town.until("changes go on", SOON, () -> adds("c4"));
        Town.until("refusals too", SOON, () -> knowsNobody());
        assertThat(node.account("tevie")).isPresent();

        // Whoever starts the old one again has two. It gets nothing from those who know better.
        first.restart();
        for (int i = 0; i < 30; i++) {
            node.addAccount(account("later" + i, "later" + i + "@x.example"));
            assertThat(node.account("later" + i)).isPresent();
        }
        assertThat(accounts(first)).isEqualTo("1");
        assertThat(accounts(second)).isEqualTo("31");
    }

    @Test
    void aPrimaryThatWakesUpAfterItWasReplacedGetsNoChange() throws Exception {
        assertThat(node.customers()).as("its connections stand").hasSize(2);
        first.freeze();
        second.promote();
        Town.until("changes go on", SOON, () -> adds("c4"));
        first.thaw();
        for (int i = 0; i < 30; i++) {
            node.addAccount(account("later" + i, "later" + i + "@x.example"));
            assertThat(node.account("later" + i)).isPresent();
        }
        assertThat(accounts(first)).isEqualTo("1");
        assertThat(accounts(second)).isEqualTo("31");
    }

    /** Two primaries at once, as when somebody starts the old one again. */
    @Test
    void whoHasMetTheNewPrimaryRefusesTheOldOne() throws Exception {
        first.kill();
        second.promote();
        first.restart();
        Servers servers = new Servers(Town.settings(first, second));
        try (Connection old = servers.connect(Servers.Use.CHANGE)) {
            assertThat(portOf(old)).as("nothing better is known").isEqualTo(first.port());
            assertThat(servers.marked(5, 1).number()).isEqualTo(5);
            for (int i = 0; i < 10; i++) {
                try (Connection next = servers.connect(Servers.Use.CHANGE)) {
                    assertThat(portOf(next)).isEqualTo(second.port());
                }
            }
            assertThatExceptionOfType(SQLException.class)
                    .as("what the old connection says")
                    .isThrownBy(() -> servers.marked(5, 1))
                    .withMessageContaining("was replaced");
            assertThat(servers.marked(5, 2).number()).isEqualTo(5);
        }
    }

    private static int portOf(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT inet_server_port()")) {
            row.next();
            return row.getInt(1);
        }
    }

    private static String accounts(PostgresServer server) throws Exception {
        return server.sql(Town.DATABASE, "SELECT count(*) FROM account");
    }

    private boolean adds(String customerId) {
        try {
            node.addCustomer(customer(customerId, Status.ACTIVE));
            return true;
        } catch (MailException notNow) {
            return false;
        } catch (Conflict twice) {
            // An attempt whose answer was lost had been made.
            return true;
        }
    }

    private boolean knows(String login) {
        try {
            return node.account(login).isPresent();
        } catch (MailException notNow) {
            return false;
        }
    }

    private boolean knowsNobody() {
        try {
            assertThat(node.account("nobody")).isEmpty();
            return true;
        } catch (MailException notNow) {
            return false;
        }
    }

    private boolean isTold(Class<? extends Event> kind) {
        return !events.events(kind).isEmpty();
    }
}
