package mailstead.testkit;

import mailstead.spi.Directory;
import mailstead.spi.Provisioning;
import mailstead.testkit.contract.DirectoryContract;
import mailstead.testkit.contract.ProvisioningContract;
import org.junit.jupiter.api.Nested;

/** The fake keeps the contracts of the real ones. */
class InMemoryDirectoryTest {

    private final InMemoryDirectory fake = new InMemoryDirectory();

    @Nested
    class AsDirectory extends DirectoryContract {
        @Override
        protected Directory directory() {
            return fake;
        }

        @Override
        protected Provisioning provisioning() {
            return fake;
        }
    }

    @Nested
    class AsProvisioning extends ProvisioningContract {
        @Override
        protected Provisioning provisioning() {
            return fake;
        }
    }
}
