package mailstead.service.mailbox;

import java.util.Optional;
import mailstead.mail.MailException;
import mailstead.mail.Reason;
import mailstead.mail.TemporaryFailure;
import mailstead.mail.folder.FolderTree;
import mailstead.spi.Account;
import mailstead.spi.AccountFolders;
import mailstead.spi.Directory;
import mailstead.spi.MailFolders;
import mailstead.spi.Status;

/**
 * What names mean to one user: their own folders by their own names, and what others share below
 * {@code Other Users/}. Immutable; asks for trees anew each time.
 *
 * @param own the user's folders
 */
record View(MailFolders all, Directory directory, Account user, AccountFolders own) {

    /**
     * Where a name leads. A folder of the user's own that happens to be called {@code Other
     * Users/...} (other software made it) stays within reach: it comes first. Empty if the name
     * speaks of an account that does not exist, or of no folder in one.
     */
    Optional<Place> place(String name) throws MailException {
        FolderTree tree = own.tree();
        if (!OtherUsers.isRoot(name) || tree.folder(name).isPresent()) {
            return Optional.of(new Place(name, user.login(), user, own, tree, name));
        }
        Optional<OtherUsers.Name> other = OtherUsers.parse(name);
        if (other.isEmpty() || other.get().inner().isEmpty()) {
            return Optional.empty();
        }
        Optional<Account> owner = account(other.get().login());
        if (owner.isEmpty() || owner.get().login().equals(user.login())) {
            return Optional.empty();
        }
        AccountFolders folders = folders(owner.get());
        return Optional.of(
                new Place(
                        name,
                        user.login(),
                        owner.get(),
                        folders,
                        folders.tree(),
                        other.get().inner()));
    }

    /**
     * The user's folders under the limits of now, which may not be those of the log-in any more. A
     * directory that is away for a while leaves them as they were.
     */
    AccountFolders ownNow() throws MailException {
        Account now = userNow();
        return now.home().equals(user.home()) ? all.of(now) : own;
    }

    /** The user as the directory knows them now; as at the log-in, if it cannot be asked. */
    Account userNow() {
        try {
            return account(user.login()).orElse(user);
        } catch (MailException _) {
            return user;
        }
    }

    /**
     * {@link #place} for who opens a folder, which will ask whether it is there itself: the user's
     * INBOX always is, and costs no call.
     */
    Optional<Place> placeToOpen(String name) throws MailException {
        return name.equals(FolderTree.INBOX)
                ? Optional.of(new Place(name, user.login(), user, own, own.known(), name))
                : place(name);
    }

    /** Where a folder lies that has been listed; empty if its account is gone meanwhile. */
    Optional<AccountFolders> foldersOf(FolderEntry entry) throws MailException {
        if (entry.isOwn()) {
            return Optional.of(own);
        }
        Optional<OtherUsers.Name> other = OtherUsers.parse(entry.name());
        Optional<Account> owner =
                other.isPresent() ? account(other.get().login()) : Optional.empty();
        return owner.isPresent() ? Optional.of(folders(owner.get())) : Optional.empty();
    }

    /** The account with exactly this login. */
    Optional<Account> account(String login) throws MailException {
        return directory.account(login).filter(account -> account.login().equals(login));
    }

    /** Another account's folders; those of a suspended one rest with it, for all. */
    AccountFolders folders(Account owner) throws MailException {
        if (owner.standing() == Status.SUSPENDED) {
            throw new TemporaryFailure(
                    Reason.MAILBOX_SUSPENDED, "the folder's owner is suspended for now");
        }
        return all.of(owner);
    }
}
