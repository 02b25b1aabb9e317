package mailstead.maildir;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import mailstead.fs.FileSystem;
import mailstead.fs.LinuxFileSystem;
import mailstead.spi.Account;
import mailstead.spi.MailFolders;
import mailstead.spi.MailStore;
import mailstead.testkit.contract.MailFoldersContract;
import mailstead.testkit.contract.MailStoreContract;
import mailstead.testkit.fs.MemoryFileSystem;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** The contract on a real disk and in memory, two stores over one volume. */
class MaildirFoldersTest {

    /** Two nodes. */
    abstract static class OnTwoNodes extends MailFoldersContract {

        private StoreFixture one;
        private StoreFixture other;

        abstract FileSystem files();

        abstract String top();

        @BeforeEach
        void start() throws IOException {
            one = new StoreFixture(files(), top());
            other = new StoreFixture(files(), top());
        }

        @AfterEach
        void stop() {
            one.close();
            other.close();
        }

        @Override
        protected MailFolders node() {
            return one.store().folders();
        }

        @Override
        protected MailFolders otherNode() {
            return other.store().folders();
        }

        @Override
        protected void deliver(Account account, byte[] octets) {
            List<MailStore.Result> results =
                    one.store()
                            .deliver(
                                    List.of(new MailStore.Drop(account, new byte[0])),
                                    MailStoreContract.content(octets),
                                    MailStore.Mode.ALL);
            assertThat(results.getFirst()).isInstanceOf(MailStore.Result.Stored.class);
        }
    }

    @Nested
    class OnDisk extends OnTwoNodes {

        @TempDir Path folder;

        @Override
        FileSystem files() {
            return new LinuxFileSystem();
        }

        @Override
        String top() {
            return folder.toString();
        }
    }

    @Nested
    class InMemory extends OnTwoNodes {

        private final MemoryFileSystem memory = new MemoryFileSystem();

        @BeforeEach
        @Override
        void start() throws IOException {
            memory.mkdir("/v1", 0755);
            super.start();
        }

        @Override
        FileSystem files() {
            return memory;
        }

        @Override
        String top() {
            return "/v1";
        }
    }
}
