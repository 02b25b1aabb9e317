package mailstead.maildir;

import java.time.InstantSource;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import mailstead.fs.log.LogPolicy;
import mailstead.mail.MailException;
import mailstead.maildir.digest.DigestMemory;
import mailstead.maildir.files.Checkpoints;
import mailstead.maildir.files.LiveCache;
import mailstead.maildir.files.Mailbox;
import mailstead.maildir.files.Troubles;
import mailstead.maildir.files.UniqueNames;
import mailstead.maildir.files.Usages;
import mailstead.maildir.folder.Genesis;
import mailstead.maildir.folder.OpenFolder;
import mailstead.maildir.folder.Workshop;
import mailstead.maildir.tree.HomeFolders;
import mailstead.maildir.tree.PlainTreeGenesis;
import mailstead.maildir.tree.TreeGenesis;
import mailstead.spi.Account;
import mailstead.spi.MailFolders;

/**
 * All accounts' folders: those in use, and the most recently used ones. Shared; any number of them,
 * in any number of processes, serve the same folders.
 */
final class MaildirFolders implements MailFolders {

    /** Messages of folders that nobody uses just now: some 300 octets of memory each. */
    private static final long MESSAGES_KEPT_MAX = 200_000;

    private static final int FOLDERS_KEPT_MAX = 10_000;
    private static final int ACCOUNTS_KEPT_MAX = 5_000;

    private final Homes homes;
    private final Workshop workshop;
    private final TreeGenesis treeGenesis;
    private final LiveCache<Mailbox, HomeFolders> accounts =
            new LiveCache<>(Long.MAX_VALUE, ACCOUNTS_KEPT_MAX, _ -> 1);
    private final LiveCache<HomeFolders.Folder, OpenFolder> folders =
            new LiveCache<>(MESSAGES_KEPT_MAX, FOLDERS_KEPT_MAX, OpenFolder::weight);

    /** Where accounts' homes are. */
    @FunctionalInterface
    interface Homes {
        Mailbox of(Account account) throws MailException;
    }

    MaildirFolders(
            Homes homes,
            Troubles troubles,
            Usages usages,
            UniqueNames names,
            InstantSource clock,
            LongSupplier nanoClock,
            RandomGenerator random,
            Genesis genesis) {
        this.homes = homes;
        this.workshop =
                new Workshop(
                        troubles,
                        usages,
                        names,
                        new Checkpoints(),
                        new DigestMemory(DigestMemory.OCTETS_MAX),
                        clock,
                        nanoClock,
                        random::nextLong,
                        LogPolicy.DEFAULT,
                        genesis);
        this.treeGenesis = new PlainTreeGenesis(workshop);
    }

    @Override
    public HomeFolders of(Account account) throws MailException {
        Mailbox home = homes.of(account);
        HomeFolders opened =
                accounts.get(
                        home,
                        () ->
                                new HomeFolders(
                                        home, account.quota(), treeGenesis, folders, workshop));
        opened.heard(account.quota());
        return opened;
    }
}
