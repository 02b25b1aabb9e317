package mailstead.maildir.adoption;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedSet;
import mailstead.fs.Errno;
import mailstead.fs.FileFailure;
import mailstead.fs.FileSystem;
import mailstead.mail.Event;
import mailstead.mail.folder.FolderState;
import mailstead.maildir.adoption.HomeReport.FolderReport;
import mailstead.maildir.adoption.HomeReport.Format;
import mailstead.maildir.files.Listing;
import mailstead.maildir.files.Located;
import mailstead.maildir.files.Mailbox;
import mailstead.maildir.files.UniqueNames;
import mailstead.maildir.folder.FolderLog;
import mailstead.maildir.tree.FoundFolders;

/**
 * Looks at a home of another server and tells what would be taken over, and what would not. It does
 * what {@link AdoptingGenesis} will do, and makes nothing. On the volume's threads, as the owner;
 * confined to its maker.
 */
public final class Survey {

    /** What stands only in the name of a new folder's log. */
    private static final String NOBODY = "survey";

    /** Messages of a folder whose first octets are looked at. */
    private static final int SAMPLES_MAX = 20;

    private static final Map<String, String> LEFT_OF_FOLDERS =
            ordered(
                    "dovecot-acl", "rights: set them anew",
                    "courierimapacl", "rights: set them anew");

    private static final Map<String, String> LEFT_OF_HOMES =
            ordered(
                    "maildirsize", "the quota: it is the directory's",
                    "maildirshared", "shared folders: share them anew",
                    "shared-maildirs", "shared folders: share them anew",
                    "dovecot.sieve", "a Sieve script",
                    ".dovecot.sieve", "a Sieve script",
                    "sieve", "Sieve scripts",
                    "mailboxes", "mail in dbox: convert it first",
                    "storage", "mail in mdbox: convert it first",
                    "mbox", "mail in mbox: convert it first");

    private final Mailbox home;

    public Survey(Mailbox home) {
        this.home = home;
    }

    private static Map<String, String> ordered(String... pairs) {
        Map<String, String> map = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            map.put(pairs[i], pairs[i + 1]);
        }
        return map;
    }

    public HomeReport report() throws IOException {
        FoundFolders found = FoundFolders.in(home);
        List<FolderReport> folders = new ArrayList<>();
        for (FoundFolders.Folder folder : found.folders()) {
            folders.add(reportOrReason(folder));
        }
        return new HomeReport(folders, found.subscriptions(), leftOfHome(), found.isOurs());
    }

    private FolderReport reportOrReason(FoundFolders.Folder found) throws IOException {
        try {
            return report(found);
        } catch (FileFailure e) {
            if (e.errno() != Errno.EACCES && e.errno() != Errno.EPERM) {
                throw e;
            }
            return new FolderReport(
                    found.name(),
                    found.directory(),
                    Format.UNREADABLE,
                    0,
                    0,
                    OptionalLong.empty(),
                    0,
                    List.of(),
                    0,
                    false,
                    List.of("the folder: " + e.getMessage()));
        }
    }

    private FolderReport report(FoundFolders.Folder found) throws IOException {
        boolean isInbox = found.directory().isEmpty();
        Mailbox folder = isInbox ? home : home.subfolder(found.directory());
        List<Located> messages = Listing.of(folder, folder.volume().path(folder.home()));
        List<String> left = new ArrayList<>();
        long pop3Ids = isInbox ? pop3Ids(folder, messages) : 0;
        if (Listing.unlessGone(() -> folder.files().stat(folder.folder(FolderLog.NAME)))
                .isPresent()) {
            return new FolderReport(
                    found.name(),
                    found.directory(),
                    Format.MAILSTEAD,
                    messages.size(),
                    messages.size(),
                    OptionalLong.empty(),
                    0,
                    List.of(),
                    pop3Ids,
                    false,
                    left);
        }
        List<Event> told = new ArrayList<>();
        AdoptingGenesis genesis = new AdoptingGenesis(NOBODY, told::add);
        OptionalLong uidValidity = genesis.uidValidity(folder);
        FolderState state =
                genesis.of(folder, NOBODY, uidValidity.orElse(1), Optional.empty()).state();
        Optional<Event.FolderAdopted> adopted =
                told.stream()
                        .filter(Event.FolderAdopted.class::isInstance)
                        .map(Event.FolderAdopted.class::cast)
                        .findFirst();
        boolean isRenumbered = adopted.filter(Event.FolderAdopted::isRenumbered).isPresent();
        adopted.ifPresent(event -> leftOfLists(event, left));
        leftOfFolder(folder, messages, left);
        return new FolderReport(
                found.name(),
                found.directory(),
                adopted.map(Survey::format).orElse(Format.PLAIN),
                messages.size(),
                isRenumbered ? 0 : state.size(),
                uidValidity,
                state.uidNext() + messages.size() - state.size(),
                keywords(folder, state, messages),
                pop3Ids,
                isRenumbered,
                left);
    }

    private static Format format(Event.FolderAdopted event) {
        return event.server().equals("courier") ? Format.COURIER : Format.DOVECOT;
    }

    private static long pop3Ids(Mailbox inbox, List<Located> messages) throws IOException {
        ForeignUidls uidls = ForeignUidls.read(inbox);
        return messages.stream()
                .map(Located::name)
                .filter(name -> !UniqueNames.isOurs(name.base()) && uidls.of(name).isPresent())
                .count();
    }

    private static List<String> keywords(Mailbox folder, FolderState state, List<Located> messages)
            throws IOException {
        SortedSet<String> keywords = state.keywords();
        KeywordLetters letters = KeywordLetters.read(folder);
        for (Located message : messages) {
            keywords.addAll(letters.flags(message.name().text()).keywords());
        }
        return List.copyOf(keywords);
    }

    // ---- what is left

    private static void leftOfLists(Event.FolderAdopted event, List<String> left) {
        if (event.isRenumbered()) {
            left.add("UIDs: the list gives one of them to two messages");
        }
        if (event.skipped() > 0) {
            left.add(
                    event.skipped()
                            + " lines of UIDs or keywords: they cannot be read, or stand twice");
        }
    }

    private void leftOfFolder(Mailbox folder, List<Located> messages, List<String> left)
            throws IOException {
        for (FileSystem.Entry entry : entries(folder)) {
            Optional.ofNullable(LEFT_OF_FOLDERS.get(entry.name()))
                    .ifPresent(why -> left.add(entry.name() + ": " + why));
        }
        Optional<ForeignLists> lists = ForeignLists.read(folder);
        if (lists.isPresent()) {
            leftOfNumbered(lists.get(), messages, left);
        }
        long strange = 0;
        for (String place : List.of(folder.fresh(), folder.cur())) {
            for (FileSystem.Entry entry : Listing.namesIn(folder, place)) {
                strange += entry.name().startsWith(".") || Listing.isMessage(entry) ? 0 : 1;
            }
        }
        if (strange > 0) {
            left.add(strange + " names in cur and new: they are no files, perhaps links");
        }
        for (Located message : messages.subList(0, Math.min(SAMPLES_MAX, messages.size()))) {
            if (isCompressed(folder, message)) {
                left.add("messages that are compressed: they are served as they lie");
                return;
            }
        }
    }

    private static void leftOfNumbered(
            ForeignLists lists, List<Located> messages, List<String> left) {
        long ours =
                messages.stream()
                        .map(message -> message.name().base())
                        .filter(base ->
                                UniqueNames.isOurs(base) && !lists.list().lines().containsKey(base))
                        .count();
        if (ours > 0) {
            left.add(
                    ours
                            + " messages came through Mailstead: if this folder's log was removed,"
                            + " remove the other server's list, too, before anybody opens it");
        }
    }

    private static boolean isCompressed(Mailbox folder, Located message) throws IOException {
        byte[] first = new byte[4];
        Optional<Integer> count =
                Listing.unlessGone(() -> {
                    try (FileSystem.File file = folder.files().open(message.path())) {
                        return file.read(first, 0, first.length);
                    }
                });
        if (count.orElse(0) < first.length) {
            return false;
        }
        int magic =
                (first[0] & 0xFF) << 24
                        | (first[1] & 0xFF) << 16
                        | (first[2] & 0xFF) << 8
                        | first[3] & 0xFF;
        boolean isGzip = magic >>> 16 == 0x1F8B;
        boolean isBzip2 = magic >>> 8 == 0x425A68;
        boolean isXz = magic == 0xFD377A58;
        boolean isZstandard = magic == 0x28B52FFD;
        return isGzip || isBzip2 || isXz || isZstandard;
    }

    private List<FileSystem.Entry> entries(Mailbox folder) throws IOException {
        return Listing.namesIn(folder, folder.volume().path(folder.home()));
    }

    private List<String> leftOfHome() throws IOException {
        List<String> left = new ArrayList<>();
        for (FileSystem.Entry entry : entries(home)) {
            String name = entry.name();
            boolean isFolder = entry.kind() != FileSystem.Kind.FILE;
            String why = LEFT_OF_HOMES.get(name);
            if (why != null) {
                left.add(name + ": " + why);
            } else if (isFolder && !name.startsWith(".") && isMaildir(home.subfolder(name))) {
                left.add(name + ": a folder in another layout than Maildir++");
            }
        }
        left.sort(String::compareTo);
        return left;
    }

    private static boolean isMaildir(Mailbox folder) throws IOException {
        try {
            return folder.files().stat(folder.cur()).kind() == FileSystem.Kind.FOLDER;
        } catch (FileFailure _) {
            return false;
        }
    }
}
