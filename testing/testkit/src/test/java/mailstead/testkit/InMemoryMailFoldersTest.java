package mailstead.testkit;

import mailstead.spi.Account;
import mailstead.spi.MailFolders;
import mailstead.testkit.contract.MailFoldersContract;

/** The fake keeps the contract of what it stands for. */
class InMemoryMailFoldersTest extends MailFoldersContract {

    private final InMemoryMailFolders.Server server =
            new InMemoryMailFolders.Server(new FakeClock());
    private final MailFolders node = new InMemoryMailFolders(server);
    private final MailFolders otherNode = new InMemoryMailFolders(server);

    @Override
    protected MailFolders node() {
        return node;
    }

    @Override
    protected MailFolders otherNode() {
        return otherNode;
    }

    @Override
    protected void deliver(Account account, byte[] octets) {
        server.deliver(account.login(), octets);
    }
}
