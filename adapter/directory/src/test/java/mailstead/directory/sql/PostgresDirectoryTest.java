package mailstead.directory.sql;

import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import mailstead.spi.Directory;
import mailstead.spi.Provisioning;
import mailstead.spi.Registry;
import mailstead.spi.UsageLedger;
import mailstead.spi.WebhookLedger;
import mailstead.testkit.contract.DirectoryContract;
import mailstead.testkit.contract.ProvisioningContract;
import mailstead.testkit.contract.RegistryContract;
import mailstead.testkit.contract.UsageContract;
import mailstead.testkit.contract.WebhookContract;
import mailstead.testkit.postgres.PostgresServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;

/**
 * The contracts, with look-ups and changes through two nodes: one reads where the other writes, or
 * first at a replica.
 */
class PostgresDirectoryTest {

    private static PostgresServer primary;
    private static PostgresServer replica;
    private static Connection admin;
    private static PostgresDirectory writer;
    private static PostgresDirectory reader;
    private static PostgresDirectory replicaReader;

    @BeforeAll
    static void start() throws Exception {
        primary = PostgresServer.start();
        Town.make(primary);
        replica = primary.startReplica();
        admin = Town.connect(primary);
        writer = Town.open(Town.settings(primary));
        reader = Town.open(Town.settings(primary));
        replicaReader = Town.open(Town.settings(replica, primary));
    }

    @AfterAll
    static void stop() throws Exception {
        for (PostgresDirectory each : List.of(replicaReader, reader, writer)) {
            each.close();
        }
        admin.close();
        for (PostgresServer each : List.of(replica, primary)) {
            each.close();
        }
    }

    @BeforeEach
    void empty() throws Exception {
        Town.empty(admin);
        for (PostgresDirectory each : List.of(replicaReader, reader, writer)) {
            settle(each);
        }
    }

    /** Until it knows what the primary knows now. */
    private static void settle(PostgresDirectory directory) throws Exception {
        long number = Town.number(admin);
        Town.until(
                "the change is known",
                Duration.ofSeconds(20),
                () -> directory.view().mark().number() >= number);
    }

    @Nested
    class AsUsageLedger extends UsageContract {
        @Override
        protected UsageLedger ledger() {
            return writer;
        }
    }

    @Nested
    class AsWebhookLedger extends WebhookContract {
        @Override
        protected WebhookLedger ledger() {
            return writer;
        }

        @Override
        protected Registry registry() {
            return writer;
        }
    }

    @Nested
    class AsDirectory extends DirectoryContract {
        @Override
        protected Directory directory() {
            return reader;
        }

        @Override
        protected Provisioning provisioning() {
            return writer;
        }

        @Override
        protected void settle() throws Exception {
            PostgresDirectoryTest.settle(reader);
        }
    }

    @Nested
    class AsDirectoryWithAReplica extends DirectoryContract {
        @Override
        protected Directory directory() {
            return replicaReader;
        }

        @Override
        protected Provisioning provisioning() {
            return writer;
        }

        @Override
        protected void settle() throws Exception {
            PostgresDirectoryTest.settle(replicaReader);
        }
    }

    @Nested
    class AsRegistry extends RegistryContract {
        @Override
        protected Registry registry() {
            return writer;
        }

        @Override
        protected Provisioning provisioning() {
            return writer;
        }
    }

    @Nested
    class AsProvisioning extends ProvisioningContract {
        @Override
        protected Provisioning provisioning() {
            return writer;
        }
    }
}
