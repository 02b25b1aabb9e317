package mailstead.service.mailbox;

import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import mailstead.mail.Address;
import mailstead.mail.MailException;
import mailstead.mail.folder.Change;
import mailstead.mail.folder.FolderTree;
import mailstead.mail.folder.Right;
import mailstead.mail.folder.Rights;
import mailstead.mail.folder.TreeRequest;
import mailstead.spi.Account;
import mailstead.spi.AccountFolders;
import mailstead.spi.Directory;

/**
 * Who may do what with a folder (RFC 4314). The list stands in the owner's tree and is asked for
 * anew whenever it matters. So that others find what is shared with them without asking every
 * account, the owner is noted as a peer in their trees: before the first right is granted, so that
 * a crash leaves at worst a peer that shares nothing, which costs a call in each LIST.
 */
final class Sharing {

    /** How many accounts may share folders with one: each costs a call in a LIST of all. */
    private static final int PEERS_MAX = 1_000;

    private final View view;

    Sharing(View view) {
        this.view = view;
    }

    /** Whose rights are spoken of: an identifier as it stands in the list. */
    private record Subject(String identifier, Optional<Account> account) {

        boolean isNegative() {
            return identifier.charAt(0) == AccessList.NEGATIVE;
        }
    }

    Outcome<SortedMap<String, Rights>> accessList(String name) throws MailException {
        Optional<Place> place = view.place(name);
        Optional<Refusal> refusal = refusal(place);
        if (refusal.isPresent()) {
            return new Outcome.Refused<>(refusal.get());
        }
        SortedMap<String, Rights> list = new TreeMap<>();
        place.get()
                .node()
                .orElseThrow()
                .rights()
                .forEach((identifier, letters) ->
                        list.put(identifier, Rights.parse(letters).orElse(Rights.NONE)));
        list.put(place.get().owner().login(), Rights.ALL);
        return new Outcome.Done<>(list);
    }

    Outcome<Rights> fixedRights(String name, String identifier) throws MailException {
        Optional<Place> place = view.place(name);
        Optional<Refusal> refusal = refusal(place);
        if (refusal.isPresent()) {
            return new Outcome.Refused<>(refusal.get());
        }
        Optional<Subject> subject = subject(identifier);
        if (subject.isEmpty()) {
            return new Outcome.Refused<>(Refusal.NO_SUCH_USER);
        }
        boolean isOwner = !subject.get().isNegative() && isOf(subject.get(), place.get().owner());
        return new Outcome.Done<>(isOwner ? Rights.ALL : Rights.NONE);
    }

    Optional<Refusal> grant(String name, String identifier, Change.Mode mode, Rights rights)
            throws MailException {
        Optional<Place> place = view.place(name);
        Optional<Refusal> refusal = refusal(place);
        if (refusal.isPresent()) {
            return refusal;
        }
        SortedMap<String, String> there = place.get().node().orElseThrow().rights();
        // Who has no account any more can still be taken off the list.
        Optional<Subject> subject =
                there.containsKey(identifier)
                        ? Optional.of(new Subject(identifier, accountOf(identifier)))
                        : subject(identifier);
        if (subject.isEmpty()) {
            return Optional.of(Refusal.NO_SUCH_USER);
        }
        Account owner = place.get().owner();
        Rights before = AccessList.of(there, subject.get().identifier());
        if (isOf(subject.get(), owner)) {
            boolean isNothingNew =
                    subject.get().isNegative()
                            ? rights.isEmpty() || mode == Change.Mode.REMOVE
                            : changed(Rights.ALL, mode, rights).equals(Rights.ALL);
            return isNothingNew ? Optional.empty() : Optional.of(Refusal.OWNER_HAS_ALL);
        }
        Rights after = changed(before, mode, rights);
        boolean isShared = !subject.get().isNegative() && !after.isEmpty();
        // Also where nothing is new: so saying it again mends what a crash or a race has left.
        refusal = isShared ? notePeer(subject.get(), owner) : Optional.empty();
        if (refusal.isPresent() || after.equals(before)) {
            return refusal;
        }
        AccountFolders.Outcome outcome =
                place.get()
                        .folders()
                        .request(
                                new TreeRequest.Grant(
                                        place.get().inner(),
                                        subject.get().identifier(),
                                        after.toString()));
        if (!isShared && outcome instanceof AccountFolders.Outcome.Done(FolderTree tree)) {
            forgetPeer(subject.get(), owner, tree);
        }
        return UserMailboxes.refusal(outcome);
    }

    private static Rights changed(Rights before, Change.Mode mode, Rights rights) {
        return switch (mode) {
            case ADD -> before.plus(rights);
            case REMOVE -> before.minus(rights);
            case REPLACE -> rights;
        };
    }

    private static Optional<Refusal> refusal(Optional<Place> place) {
        return place.isEmpty()
                ? Optional.of(Refusal.NO_SUCH_FOLDER)
                : place.get().refusal(Right.ADMINISTER);
    }

    /** Empty if the identifier means nobody. */
    private Optional<Subject> subject(String identifier) throws MailException {
        boolean isNegative = !identifier.isEmpty() && identifier.charAt(0) == AccessList.NEGATIVE;
        String sign = isNegative ? String.valueOf(AccessList.NEGATIVE) : "";
        String name = identifier.substring(sign.length());
        if (name.equals(AccessList.ANYONE)) {
            return Optional.of(new Subject(sign + name, Optional.empty()));
        }
        return findUser(name)
                .map(account -> new Subject(sign + account.login(), Optional.of(account)));
    }

    private Optional<Account> accountOf(String identifier) throws MailException {
        Optional<Subject> subject = subject(identifier);
        return subject.isEmpty() ? Optional.empty() : subject.get().account();
    }

    /** By login, else by address. */
    private Optional<Account> findUser(String name) throws MailException {
        Optional<Account> byLogin =
                name.isEmpty() ? Optional.empty() : view.directory().account(name);
        if (byLogin.isPresent()) {
            return byLogin;
        }
        Optional<Address> address = Address.parse(name);
        if (address.isEmpty()) {
            return Optional.empty();
        }
        return view.directory()
                .addressee(address.get())
                .flatMap(addressee ->
                        addressee instanceof Directory.Addressee.Mailbox(Account account)
                                ? Optional.of(account)
                                : Optional.empty());
    }

    private static boolean isOf(Subject subject, Account owner) {
        return subject.account().filter(one -> one.login().equals(owner.login())).isPresent();
    }

    private Optional<Refusal> notePeer(Subject subject, Account owner) throws MailException {
        if (subject.account().isEmpty()) {
            return Optional.empty(); // anyone: everybody must know the name
        }
        AccountFolders theirs = view.all().of(subject.account().get());
        FolderTree tree = theirs.tree();
        if (tree.peers().contains(owner.login())) {
            return Optional.empty();
        }
        return tree.peers().size() >= PEERS_MAX
                ? Optional.of(Refusal.TOO_MANY_RIGHTS)
                : UserMailboxes.refusal(
                        theirs.request(new TreeRequest.NotePeer(owner.login(), true)));
    }

    /** After a folder has been deleted. */
    void forgetPeers(Place deleted, FolderTree tree) {
        Optional<FolderTree.Node> node = deleted.node();
        if (node.isEmpty()) {
            return;
        }
        for (String identifier : node.get().rights().keySet()) {
            try {
                subject(identifier).ifPresent(one -> forgetPeer(one, deleted.owner(), tree));
            } catch (MailException _) {
                // As below: the folder is gone, and the directory cannot be asked just now.
            }
        }
    }

    /** Where nothing is shared any more; if that fails, a call too many remains in each LIST. */
    private void forgetPeer(Subject subject, Account owner, FolderTree tree) {
        if (subject.account().isEmpty() || subject.isNegative()) {
            return;
        }
        Account other = subject.account().get();
        boolean isSharing =
                tree.folders().values().stream()
                        .anyMatch(node -> node.rights().containsKey(other.login()));
        if (isSharing) {
            return;
        }
        try {
            view.all().of(other).request(new TreeRequest.NotePeer(owner.login(), false));
        } catch (MailException _) {
            // The rights are gone, which is what was asked for.
        }
    }
}
