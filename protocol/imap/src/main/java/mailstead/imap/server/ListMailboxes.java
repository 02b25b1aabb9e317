package mailstead.imap.server;

import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import mailstead.imap.codec.Command;
import mailstead.imap.codec.ListReturn;
import mailstead.imap.codec.ListSelection;
import mailstead.imap.codec.MailboxAttribute;
import mailstead.imap.codec.MailboxName;
import mailstead.imap.codec.Response;
import mailstead.imap.codec.Response.ListMailbox.ChildInfo;
import mailstead.mail.MailException;
import mailstead.mail.folder.Rights;
import mailstead.service.mailbox.FolderEntry;
import mailstead.service.mailbox.UserMailboxes;

/** LIST (RFC 9051 section 6.3.9, RFC 5258) and LSUB (RFC 3501 section 6.3.9). */
final class ListMailboxes {

    private final Client client;
    private final User user;
    private final Status status;
    private final Duration newsWithin;

    /**
     * @param status tells of the folders found (RFC 5819)
     * @param newsWithin how old that may be
     */
    ListMailboxes(Client client, User user, Status status, Duration newsWithin) {
        this.client = client;
        this.user = user;
        this.status = status;
        this.newsWithin = newsWithin;
    }

    Answer answer(Command.ListMailboxes command) throws MailException, IOException {
        if (!command.isExtended() && command.patterns().equals(List.of(""))) {
            client.send(
                    new Response.ListMailbox(
                            Set.of(MailboxAttribute.NOSELECT),
                            Set.of(),
                            Optional.empty(),
                            Optional.empty(),
                            Set.of()));
            return Answer.ok("that is the hierarchy separator");
        }
        List<ListPattern> patterns =
                command.patterns().stream()
                        .map(pattern -> new ListPattern(command.reference(), pattern))
                        .toList();
        Names names = new Names(entries(patterns), command.selection(), patterns);
        for (FolderEntry entry : names.all()) {
            if (names.isListed(entry) && MailboxName.isValid(entry.name())) {
                tell(entry, names.below(entry), command);
            }
        }
        return Answer.ok("that is all");
    }

    private List<FolderEntry> entries(List<ListPattern> patterns) throws MailException {
        Set<String> prefixes = new HashSet<>();
        patterns.forEach(pattern -> prefixes.add(pattern.prefix()));
        return user.mailboxes().list(prefixes.contains("") ? Set.of() : prefixes);
    }

    private void tell(FolderEntry entry, Set<ChildInfo> childInfo, Command.ListMailboxes command)
            throws MailException, IOException {
        MailboxName name = new MailboxName(entry.name());
        ListReturn returns = command.returns();
        boolean tellsSubscription = returns.isSubscribed() || command.selection().isSubscribed();
        Set<MailboxAttribute> attributes =
                tellsSubscription ? attributesWithSubscription(entry) : attributes(entry);
        client.send(
                new Response.ListMailbox(
                        attributes, entry.uses(), Optional.of(name), Optional.empty(), childInfo));
        if (returns.isMyRights() && !entry.rights().isEmpty()) {
            client.send(new Response.MyRights(name, entry.rights().set()));
        }
        if (!returns.status().isEmpty() && entry.isSelectable()) {
            tellStatus(name, returns);
        }
    }

    /** RFC 5819 section 2: a folder whose numbers cannot be had is listed without them. */
    private void tellStatus(MailboxName name, ListReturn returns) throws IOException {
        try {
            status.tell(name, returns.status(), newsWithin);
        } catch (MailException _) {
            // Its storage says so itself; the other folders are not to suffer from it.
        }
    }

    static Set<MailboxAttribute> attributesWithSubscription(FolderEntry entry) {
        Set<MailboxAttribute> attributes = attributes(entry);
        if (entry.isSubscribed()) {
            attributes.add(MailboxAttribute.SUBSCRIBED);
        }
        return attributes;
    }

    private static Set<MailboxAttribute> attributes(FolderEntry entry) {
        Set<MailboxAttribute> attributes = EnumSet.noneOf(MailboxAttribute.class);
        if (entry.kind() != FolderEntry.Kind.FOLDER) {
            attributes.add(MailboxAttribute.NONEXISTENT);
        }
        if (!entry.isSelectable()) {
            attributes.add(MailboxAttribute.NOSELECT);
        }
        attributes.add(
                entry.hasChildren()
                        ? MailboxAttribute.HASCHILDREN
                        : MailboxAttribute.HASNOCHILDREN);
        return attributes;
    }

    /** The names that there are, and which of them a selection takes (RFC 5258 section 3.1). */
    private static final class Names {

        private final TreeMap<String, FolderEntry> entries = new TreeMap<>();
        private final ListSelection selection;
        private final List<ListPattern> patterns;

        /** Names with something below them that is selected, and that no pattern matches. */
        private final Set<String> aboveUnmatched = new HashSet<>();

        /** Names with something below them that is selected. */
        private final Set<String> aboveSubscribed = new HashSet<>();

        private final Set<String> aboveUsed = new HashSet<>();

        Names(List<FolderEntry> found, ListSelection selection, List<ListPattern> patterns) {
            this.selection = selection;
            this.patterns = patterns;
            found.forEach(entry -> entries.put(entry.name(), entry));
            if (selection.isRecursive()) {
                for (FolderEntry entry : found) {
                    if (isTaken(entry)) {
                        noteAbove(entry);
                    }
                }
                aboveUnmatched.forEach(name -> entries.computeIfAbsent(name, Names::onlyAName));
            }
        }

        private void noteAbove(FolderEntry entry) {
            String name = entry.name();
            boolean isUnmatched = !isMatched(name);
            int separator = name.lastIndexOf(UserMailboxes.SEPARATOR);
            while (separator > 0) {
                String parent = name.substring(0, separator);
                if (isUnmatched) {
                    aboveUnmatched.add(parent);
                }
                if (selection.isSubscribed()) {
                    aboveSubscribed.add(parent);
                }
                if (selection.isSpecialUse()) {
                    aboveUsed.add(parent);
                }
                separator = name.lastIndexOf(UserMailboxes.SEPARATOR, separator - 1);
            }
        }

        private static FolderEntry onlyAName(String name) {
            return new FolderEntry(
                    name,
                    FolderEntry.Kind.PARENT,
                    true,
                    Optional.empty(),
                    Set.of(),
                    false,
                    false,
                    Rights.NONE);
        }

        Iterable<FolderEntry> all() {
            return entries.values();
        }

        /** A name is not listed for the sake of another that is (RFC 5258 section 5, example 9). */
        boolean isListed(FolderEntry entry) {
            return isMatched(entry.name())
                    && (isTaken(entry) || aboveUnmatched.contains(entry.name()));
        }

        private boolean isMatched(String name) {
            return patterns.stream().anyMatch(pattern -> pattern.matches(name));
        }

        private boolean isTaken(FolderEntry entry) {
            if (selection.isSubscribed() && !entry.isSubscribed()
                    || selection.isSpecialUse() && entry.uses().isEmpty()) {
                return false;
            }
            return selection.isSubscribed() || entry.kind() != FolderEntry.Kind.ABSENT;
        }

        /** RFC 5258 section 3.5. */
        Set<ChildInfo> below(FolderEntry entry) {
            Set<ChildInfo> info = EnumSet.noneOf(ChildInfo.class);
            if (aboveSubscribed.contains(entry.name())) {
                info.add(ChildInfo.SUBSCRIBED);
            }
            if (aboveUsed.contains(entry.name())) {
                info.add(ChildInfo.SPECIAL_USE);
            }
            return info;
        }
    }

    // ---- LSUB

    Answer answer(Command.Lsub command) throws MailException, IOException {
        ListPattern pattern = new ListPattern(command.reference(), command.pattern());
        TreeMap<String, Boolean> names = new TreeMap<>(); // whether it is subscribed itself
        for (FolderEntry entry : user.mailboxes().list(Set.of())) {
            if (entry.isSubscribed()) {
                collect(entry.name(), pattern, names);
            }
        }
        for (String name : names.keySet()) {
            if (MailboxName.isValid(name)) {
                boolean isSubscribed = Boolean.TRUE.equals(names.get(name));
                client.send(
                        new Response.Lsub(
                                isSubscribed ? Set.of() : Set.of(MailboxAttribute.NOSELECT),
                                new MailboxName(name)));
            }
        }
        return Answer.ok("that is all");
    }

    /** With {@code %} a name above a subscribed one that is not matched itself counts as well. */
    private static void collect(
            String subscribed, ListPattern pattern, TreeMap<String, Boolean> names) {
        if (pattern.matches(subscribed)) {
            names.put(subscribed, true);
            return;
        }
        int separator = subscribed.lastIndexOf(UserMailboxes.SEPARATOR);
        while (separator > 0) {
            String parent = subscribed.substring(0, separator);
            if (pattern.matches(parent)) {
                names.putIfAbsent(parent, false);
            }
            separator = subscribed.lastIndexOf(UserMailboxes.SEPARATOR, separator - 1);
        }
    }
}
