package mailstead.service.mailbox;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import mailstead.mail.MailException;
import mailstead.mail.folder.Change;
import mailstead.mail.folder.FolderTree;
import mailstead.mail.folder.Right;
import mailstead.mail.folder.Rights;
import mailstead.mail.folder.SpecialUse;
import mailstead.mail.folder.TreeRequest;
import mailstead.spi.AccountFolders;
import mailstead.spi.FolderGone;
import mailstead.spi.MailFolder;

/**
 * One user's folders: the own ones, and below {@value OtherUsers#ROOT} those that others share (RFC
 * 4314). Names are Unicode, levels separated by {@code /}, the first level {@code INBOX} spelled
 * so; whoever takes them from a client does that. Rights are asked for anew with every call, here
 * and nowhere else. What a user may not know of does not exist. Confined to its session.
 */
public final class UserMailboxes {

    /** Between the levels of a name. */
    public static final char SEPARATOR = FolderTree.SEPARATOR;

    /** Before the names of other users' folders (RFC 2342 section 3). */
    public static final String OTHER_USERS_PREFIX = OtherUsers.PREFIX;

    /** Longest value of an annotation; RFC 5464 section 4.1 wants 1,024 at least. */
    public static final int ANNOTATION_OCTETS_MAX = 4_096;

    /** All values of an account and its folders together, within what is set at the same time. */
    public static final long ANNOTATIONS_OCTETS_MAX = 1024 * 1024;

    private final View view;
    private final Limits limits;

    UserMailboxes(View view, QuotaOffice quotas) {
        this.view = view;
        this.limits = new Limits(view, quotas);
    }

    // ---- what there is

    /**
     * All names that begin with one of these texts, sorted: folders with the right to look them up,
     * names that are only above others, and subscribed names that are nothing any more. An account
     * whose folders cannot be asked for now appears as a name without children.
     *
     * @param prefixes the more a text says, the fewer other accounts are asked; empty for all
     */
    public List<FolderEntry> list(Collection<String> prefixes) throws MailException {
        return new Catalogue(view).list(prefixes);
    }

    /** One name, if there is a folder by it that this user may know of. */
    public Optional<FolderEntry> find(String name) throws MailException {
        return list(Set.of(name)).stream()
                .filter(entry -> entry.name().equals(name))
                .filter(entry -> entry.kind() == FolderEntry.Kind.FOLDER)
                .findFirst();
    }

    /**
     * @param needed READ to select it or ask for its numbers, INSERT to put messages in
     */
    public Outcome<OpenFolder> open(String name, Right needed) throws MailException {
        Optional<Place> place = view.placeToOpen(name);
        if (place.isEmpty()) {
            return new Outcome.Refused<>(Refusal.NO_SUCH_FOLDER);
        }
        Optional<Refusal> refusal = place.get().refusal(needed);
        Optional<FolderTree.Node> node = place.get().node();
        if (refusal.isPresent() || node.isEmpty()) {
            return new Outcome.Refused<>(refusal.orElse(Refusal.NO_SUCH_FOLDER));
        }
        return open(
                name,
                new Access(
                        needed == Right.INSERT && place.get().isOwn()
                                ? view.ownNow()
                                : place.get().folders(),
                        node.get().mailboxId(),
                        view.user().login(),
                        place.get().isOwn(),
                        place.get().rights()));
    }

    /**
     * The same of a name that has been listed just now, without asking for it again.
     *
     * @param entry from {@link #list}
     */
    public Outcome<OpenFolder> open(FolderEntry entry, Right needed) throws MailException {
        Optional<Refusal> refusal = Place.refusal(entry.rights(), needed);
        Optional<AccountFolders> folders = view.foldersOf(entry);
        if (refusal.isPresent() || folders.isEmpty() || entry.mailboxId().isEmpty()) {
            return new Outcome.Refused<>(refusal.orElse(Refusal.NO_SUCH_FOLDER));
        }
        return open(
                entry.name(),
                new Access(
                        folders.get(),
                        entry.mailboxId().get(),
                        view.user().login(),
                        entry.isOwn(),
                        entry.rights()));
    }

    private static Outcome<OpenFolder> open(String name, Access access) throws MailException {
        try {
            return new Outcome.Done<>(new OpenFolder(name, access, access.folder()));
        } catch (FolderGone _) {
            return new Outcome.Refused<>(Refusal.NO_SUCH_FOLDER);
        }
    }

    // ---- making and removing

    /**
     * Makes a folder and what is missing above it.
     *
     * @param uses none that would need a folder of another kind than ours (RFC 6154 section 3)
     * @return its mailbox id
     */
    public Outcome<String> create(String name, Set<SpecialUse> uses) throws MailException {
        if (!Annotations.arePossible(uses)) {
            return new Outcome.Refused<>(Refusal.USE_NOT_POSSIBLE);
        }
        Optional<Place> place = view.place(name);
        if (place.isEmpty() || place.get().isOwn() && OtherUsers.isRoot(name)) {
            return new Outcome.Refused<>(Refusal.BAD_NAME);
        }
        Optional<Refusal> refusal = place.get().refusalToMake();
        if (refusal.isPresent()) {
            return new Outcome.Refused<>(refusal.get());
        }
        String inner = place.get().inner();
        return switch (place.get().folders().request(new TreeRequest.Create(inner, uses))) {
            case AccountFolders.Outcome.Refused(var why) -> new Outcome.Refused<>(Refusal.of(why));
            case AccountFolders.Outcome.Done(FolderTree tree) ->
                    tree.folder(inner)
                            .<Outcome<String>>map(node -> new Outcome.Done<>(node.mailboxId()))
                            // Somebody was quicker in deleting it.
                            .orElse(new Outcome.Refused<>(Refusal.NO_SUCH_FOLDER));
        };
    }

    /** Removes a folder and its messages; what is below it stays. */
    public Optional<Refusal> delete(String name) throws MailException {
        Optional<Place> place = view.place(name);
        if (place.isEmpty()) {
            return Optional.of(Refusal.NO_SUCH_FOLDER);
        }
        Optional<Refusal> refusal = place.get().refusal(Right.DELETE_FOLDER);
        if (refusal.isPresent()) {
            return refusal;
        }
        AccountFolders.Outcome outcome =
                place.get().folders().request(new TreeRequest.Delete(place.get().inner()));
        if (outcome instanceof AccountFolders.Outcome.Done(FolderTree tree)) {
            new Sharing(view).forgetPeers(place.get(), tree);
        }
        return refusal(outcome);
    }

    /**
     * With everything below it; missing folders above the new name are made. INBOX stays where it
     * is: its messages move to a new folder of the new name (RFC 9051 section 6.3.6), and its
     * annotations are copied (RFC 5464 section 4.1). Where that failed half-way, to ask again
     * completes it.
     */
    public Optional<Refusal> rename(String from, String to) throws MailException {
        Optional<Place> source = view.place(from);
        Optional<Place> target = view.place(to);
        if (source.isEmpty()) {
            return Optional.of(Refusal.NO_SUCH_FOLDER);
        }
        if (target.isEmpty() || target.get().isOwn() && OtherUsers.isRoot(to)) {
            return Optional.of(Refusal.BAD_NAME);
        }
        boolean isNameOnly = source.get().isOwn() && source.get().node().isEmpty();
        Optional<Refusal> refusal =
                isNameOnly ? Optional.empty() : source.get().refusal(Right.DELETE_FOLDER);
        if (refusal.isPresent()) {
            return refusal;
        }
        if (!source.get().owner().login().equals(target.get().owner().login())) {
            return Optional.of(Refusal.OTHER_ACCOUNT);
        }
        refusal = target.get().refusalToMake();
        if (refusal.isPresent()) {
            return refusal;
        }
        if (source.get().inner().equals(FolderTree.INBOX)) {
            return renameInbox(source.get(), target.get());
        }
        return refusal(
                source.get()
                        .folders()
                        .request(
                                new TreeRequest.Rename(
                                        source.get().inner(), target.get().inner())));
    }

    /**
     * Each step is whole or has not happened, and who asks again after a failure in between goes on
     * where it ended: the folder is marked until all messages are in it.
     */
    private Optional<Refusal> renameInbox(Place inbox, Place target) throws MailException {
        AccountFolders folders = inbox.folders();
        switch (folders.request(new TreeRequest.TakeInbox(target.inner()))) {
            case AccountFolders.Outcome.Refused refused -> {
                return refusal(refused);
            }
            case AccountFolders.Outcome.Done(FolderTree tree) -> {
                try {
                    MailFolder from = folders.folder(inbox.node().orElseThrow().mailboxId());
                    String taking =
                            tree.folder(target.inner()).orElseThrow(FolderGone::new).mailboxId();
                    new TakingOver(from, folders.folder(taking)).run();
                } catch (FolderGone _) {
                    return Optional.of(Refusal.NO_SUCH_FOLDER);
                }
            }
        }
        return refusal(folders.request(new TreeRequest.Taken(target.inner())));
    }

    /** Also of names that are no folder's; never fails because of rights. */
    public Optional<Refusal> subscribe(String name, boolean isOn) throws MailException {
        return refusal(view.own().request(new TreeRequest.Subscribe(name, isOn)));
    }

    // ---- rights (RFC 4314)

    /** Everybody who may do something with a folder, the owner first of all; needs ADMINISTER. */
    public Outcome<SortedMap<String, Rights>> accessList(String name) throws MailException {
        return new Sharing(view).accessList(name);
    }

    /**
     * Changes what somebody may do; needs ADMINISTER. No rights left removes the identifier.
     *
     * @param identifier a login or an address, or {@code anyone}, perhaps after {@code -}
     */
    public Optional<Refusal> grant(String name, String identifier, Change.Mode mode, Rights rights)
            throws MailException {
        return new Sharing(view).grant(name, identifier, mode, rights);
    }

    /**
     * What an identifier has in any case (the rest can be granted one by one); needs ADMINISTER.
     */
    public Outcome<Rights> fixedRights(String name, String identifier) throws MailException {
        return new Sharing(view).fixedRights(name, identifier);
    }

    /** This user's own. */
    public Outcome<Rights> myRights(String name) throws MailException {
        Optional<Place> place = view.place(name);
        Rights rights = place.map(Place::rights).orElse(Rights.NONE);
        return Place.isKnown(rights)
                ? new Outcome.Done<>(rights)
                : new Outcome.Refused<>(Refusal.NO_SUCH_FOLDER);
    }

    // ---- annotations (RFC 5464)

    /**
     * All annotations that this user may see of a folder, or of the account.
     *
     * @param name absent for the account's
     * @return by entry, {@code /private/...} or {@code /shared/...}
     */
    public Outcome<SortedMap<String, byte[]>> annotations(Optional<String> name)
            throws MailException {
        return new Annotations(view).of(name);
    }

    /**
     * Sets or removes annotations: all, or none if one is refused.
     *
     * @param entries by name in lower case; an absent value removes
     */
    public Optional<Refusal> annotate(Optional<String> name, Map<String, Optional<byte[]>> entries)
            throws MailException {
        return new Annotations(view).set(name, entries);
    }

    // ---- quota (RFC 9208)

    /** What counts against the limits that a folder lies under; needs READ. */
    public Outcome<QuotaRoot> quotaOf(String name) throws MailException {
        return limits.of(name);
    }

    /**
     * @param root the user's own; others' are nobody's business but {@linkplain #maySetQuota
     *     administrators'}
     */
    public Outcome<QuotaRoot> quota(String root) throws MailException {
        return limits.root(root);
    }

    /** Whether this user is an administrator of quotas. */
    public boolean maySetQuota() {
        return limits.maySet();
    }

    /**
     * Says anew what an account may hold; needs an administrator of quotas.
     *
     * @param octetsMax 0 or more; empty for no limit
     * @param messagesMax likewise
     */
    public Outcome<QuotaChange> setQuota(
            String root, OptionalLong octetsMax, OptionalLong messagesMax) throws MailException {
        return limits.set(root, octetsMax, messagesMax);
    }

    // ----

    static Optional<Refusal> refusal(AccountFolders.Outcome outcome) {
        return switch (outcome) {
            case AccountFolders.Outcome.Done _ -> Optional.empty();
            case AccountFolders.Outcome.Refused(var why) -> Optional.of(Refusal.of(why));
        };
    }
}
