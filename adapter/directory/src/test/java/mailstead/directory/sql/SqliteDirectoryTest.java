package mailstead.directory.sql;

import java.nio.file.Path;
import mailstead.directory.sql.SqliteSettings.Mode;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/**
 * The contracts, with look-ups and changes through two openings of one file, as by two processes.
 */
class SqliteDirectoryTest {

    @TempDir Path folder;

    private SqliteDirectory writer;
    private SqliteDirectory reader;

    @BeforeEach
    void open() throws Exception {
        writer =
                SqliteDirectory.open(
                        SqliteSettings.of(folder.resolve("directory.sqlite"), Mode.CREATE));
        reader =
                SqliteDirectory.open(
                        SqliteSettings.of(folder.resolve("directory.sqlite"), Mode.EXPECT));
    }

    @AfterEach
    void close() {
        reader.close();
        writer.close();
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
