package mailstead.imap.server;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import mailstead.imap.codec.EventGroup;
import mailstead.imap.codec.EventGroup.Event;
import mailstead.imap.codec.Extension;
import mailstead.imap.codec.MailboxAttribute;
import mailstead.imap.codec.MailboxFilter;
import mailstead.imap.codec.MailboxName;
import mailstead.imap.codec.Response;
import mailstead.imap.codec.StatusItem;
import mailstead.mail.MailException;
import mailstead.mail.Reason;
import mailstead.mail.folder.FolderState;
import mailstead.mail.folder.Right;
import mailstead.service.mailbox.FolderEntry;
import mailstead.service.mailbox.OpenFolder;
import mailstead.service.mailbox.Outcome;

/**
 * What NOTIFY has asked for (RFC 5465): the events of the selected folder, and those of others with
 * what the client has been told of them. Confined to its session.
 */
final class Notifications implements AutoCloseable {

    /** Folders whose messages a client may be told of. */
    static final int FOLDERS_MAX = 2_000;

    /**
     * Folders that are asked for news at each poll, in turn: of so many others, news of other nodes
     * come later, and a session costs no more.
     */
    static final int FOLDERS_AT_ONCE = 200;

    /** In all watched folders together: these are held in memory. */
    private static final int MESSAGES_MAX = 500_000;

    /** Folders whose annotations are compared at each poll. */
    private static final int ANNOTATED_MAX = 200;

    private static final Set<Event> MESSAGE_EVENTS =
            Set.of(Event.MESSAGE_NEW, Event.MESSAGE_EXPUNGE, Event.FLAG_CHANGE);

    private static final Set<Event> NAME_EVENTS =
            Set.of(Event.MAILBOX_NAME, Event.SUBSCRIPTION_CHANGE);

    private final Client client;
    private final User user;

    private final Duration newsWithin;

    /** About the selected folder; absent: not a word about it. */
    private Optional<EventGroup> selectedGroup;

    private List<EventGroup> groups;

    /** By mailbox id; whose turn it is to be asked comes first. */
    private final LinkedHashMap<String, Watched> watched = new LinkedHashMap<>();

    /** All names that groups for names or subscriptions take, as the client knows them. */
    private SortedMap<String, FolderEntry> names = new TreeMap<>();

    /** By name, empty for the account. */
    private Map<String, SortedMap<String, byte[]>> annotations = new HashMap<>();

    /** A folder of which the client knows something. */
    private static final class Watched {
        private final MailboxName name;
        private final OpenFolder folder;
        private final OpenFolder.Watch watch;
        private final Set<Event> events;
        private Told told;

        Watched(
                MailboxName name,
                OpenFolder folder,
                OpenFolder.Watch watch,
                Set<Event> events,
                FolderState told) {
            this.name = name;
            this.folder = folder;
            this.watch = watch;
            this.events = events;
            this.told = Told.of(told);
        }
    }

    /** What a client knows of a folder that it has not selected. */
    private record Told(long uidValidity, long highestModSeq, long uidNext, int size) {
        static Told of(FolderState state) {
            return new Told(
                    state.uidValidity(), state.highestModSeq(), state.uidNext(), state.size());
        }
    }

    /**
     * @param all none: the client wants to know nothing
     * @param newsWithin how old news may be
     */
    Notifications(Client client, User user, List<EventGroup> all, Duration newsWithin) {
        this.client = client;
        this.user = user;
        this.newsWithin = newsWithin;
        this.selectedGroup = all.stream().filter(Notifications::isOfSelected).findFirst();
        this.groups = all.stream().filter(group -> !isOfSelected(group)).toList();
    }

    static boolean isOfSelected(EventGroup group) {
        return switch (group.mailboxes()) {
            case MailboxFilter.Selected _, MailboxFilter.SelectedDelayed _ -> true;
            case MailboxFilter.Inboxes _,
                    MailboxFilter.Personal _,
                    MailboxFilter.Subscribed _,
                    MailboxFilter.Subtree _,
                    MailboxFilter.SubtreeOne _,
                    MailboxFilter.Mailboxes _ ->
                    false;
        };
    }

    /**
     * What the client is told of its selected folder, where it would be told so much without
     * NOTIFY; empty for nothing.
     *
     * @param isBetweenCommands nobody asked for it
     */
    Optional<Telling> about(Telling telling, boolean isBetweenCommands) {
        if (selectedGroup.isEmpty() || selectedGroup.get().events().isEmpty()) {
            return Optional.empty();
        }
        EventGroup group = selectedGroup.get();
        boolean isDelayed = group.mailboxes() instanceof MailboxFilter.SelectedDelayed;
        Telling told = isDelayed && isBetweenCommands ? Telling.NO_REMOVALS : telling;
        return Optional.of(
                told.withEvents(group.events().contains(Event.FLAG_CHANGE), group.newMessage()));
    }

    // ---- the beginning

    /**
     * Looks at everything for the first time.
     *
     * @param isStatus tell the present state as well
     * @param selectedId the selected folder's, which is another matter
     * @return false if it is too much
     */
    boolean begin(boolean isStatus, Optional<String> selectedId) throws MailException, IOException {
        SortedMap<String, FolderEntry> entries = entries();
        if (!watch(entries)) {
            return false;
        }
        names = named(entries);
        annotations = annotations(entries);
        for (FolderEntry entry : entries.values()) {
            if (entry.kind() == FolderEntry.Kind.FOLDER
                    && !entry.isSelectable()
                    && !messageEvents(entry).isEmpty()) {
                tell(entry, MailboxAttribute.NOACCESS); // RFC 5465 section 3.1
            }
        }
        if (isStatus) {
            for (Watched folder : watched.values()) {
                if (!selectedId.equals(Optional.of(folder.folder.mailboxId()))) {
                    tellStatus(folder, folder.folder.known(), true);
                }
            }
        }
        return true;
    }

    private SortedMap<String, FolderEntry> entries() throws MailException {
        SortedMap<String, FolderEntry> entries = new TreeMap<>();
        List<MailboxFilter> filters = groups.stream().map(EventGroup::mailboxes).toList();
        if (!filters.isEmpty()) {
            new FolderFilter(filters)
                    .entries(user.mailboxes()).stream()
                            .filter(entry -> MailboxName.isValid(entry.name()))
                            .forEach(entry -> entries.put(entry.name(), entry));
        }
        return entries;
    }

    private Set<Event> events(FolderEntry entry) {
        Set<Event> events = EnumSet.noneOf(Event.class);
        for (EventGroup group : groups) {
            if (new FolderFilter(List.of(group.mailboxes())).takes(entry)) {
                events.addAll(group.events());
            }
        }
        return events;
    }

    private Set<Event> messageEvents(FolderEntry entry) {
        Set<Event> events = events(entry);
        events.retainAll(MESSAGE_EVENTS);
        return events;
    }

    /** Opens what is new and lets go of what has gone; false if that is too much. */
    private boolean watch(SortedMap<String, FolderEntry> entries) throws MailException {
        Map<String, FolderEntry> wanted = new HashMap<>();
        for (FolderEntry entry : entries.values()) {
            if (entry.isSelectable() && !messageEvents(entry).isEmpty()) {
                entry.mailboxId().ifPresent(id -> wanted.put(id, entry));
            }
        }
        if (wanted.size() > FOLDERS_MAX) {
            return false;
        }
        for (Map.Entry<String, Watched> each : List.copyOf(watched.entrySet())) {
            FolderEntry entry = wanted.get(each.getKey());
            if (entry == null || !entry.name().equals(each.getValue().name.text())) {
                watched.remove(each.getKey());
                each.getValue().watch.close();
            }
        }
        long messages = watched.values().stream().mapToLong(folder -> folder.told.size()).sum();
        for (Map.Entry<String, FolderEntry> each : wanted.entrySet()) {
            if (!watched.containsKey(each.getKey())) {
                Optional<Watched> opened = open(each.getValue());
                if (opened.isPresent()) {
                    watched.put(each.getKey(), opened.get());
                    messages += opened.get().told.size();
                }
            }
            if (messages > MESSAGES_MAX) {
                return false;
            }
        }
        return true;
    }

    private Optional<Watched> open(FolderEntry entry) throws MailException {
        try {
            if (user.mailboxes().open(entry.name(), Right.READ)
                    instanceof Outcome.Done<OpenFolder>(OpenFolder folder)) {
                FolderState state = folder.refresh(newsWithin);
                return Optional.of(
                        new Watched(
                                new MailboxName(entry.name()),
                                folder,
                                folder.watch(client.connection()::wake),
                                messageEvents(entry),
                                state));
            }
        } catch (MailException failure) {
            if (failure.reason() != Reason.FOLDER_GONE) {
                throw failure;
            }
        }
        return Optional.empty(); // it has just gone, or is not shared any more
    }

    // ---- news

    /**
     * Tells what this node knows by now.
     *
     * @param selectedId of the folder of which messages are told otherwise
     */
    void tell(Optional<String> selectedId) throws MailException, IOException {
        for (Watched folder : watched.values()) {
            tell(folder, folder.folder.known(), selectedId);
        }
    }

    /**
     * Asks for news of names, and of those folders whose turn it is, and tells them. What has gone
     * or cannot be asked now is passed over.
     *
     * @return false if there is too much to be watched by now
     */
    boolean poll(Duration ageMax, Optional<String> selectedId) throws MailException, IOException {
        SortedMap<String, FolderEntry> entries = entries();
        for (String id : watched.keySet().stream().limit(FOLDERS_AT_ONCE).toList()) {
            Watched folder = Objects.requireNonNull(watched.get(id));
            watched.putLast(id, folder);
            try {
                tell(folder, folder.folder.refresh(ageMax), selectedId);
            } catch (MailException _) {
                // Gone, which the names tell; or away, which its storage tells.
            }
        }
        tellNames(named(entries));
        tellAnnotations(annotations(entries));
        return watch(entries);
    }

    /** The client has just done something itself: that is no news to it. */
    void absorb() {
        try {
            SortedMap<String, FolderEntry> entries = entries();
            names = named(entries);
            annotations = annotations(entries);
        } catch (MailException _) {
            // Then it hears of it after all.
        }
        for (Watched folder : watched.values()) {
            try {
                folder.told = Told.of(folder.folder.known());
            } catch (MailException _) {
                // The next poll lets go of it.
            }
        }
    }

    private void tell(Watched folder, FolderState newest, Optional<String> selectedId)
            throws IOException {
        Told before = folder.told;
        boolean isNews =
                newest.uidValidity() != before.uidValidity()
                        || newest.highestModSeq() > before.highestModSeq();
        if (!isNews) {
            return;
        }
        folder.told = Told.of(newest);
        if (selectedId.equals(Optional.of(folder.folder.mailboxId()))) {
            return;
        }
        boolean isAboutMessages =
                newest.uidValidity() != before.uidValidity()
                        || newest.uidNext() != before.uidNext()
                        || newest.size() != before.size();
        if (isAboutMessages || folder.events.contains(Event.FLAG_CHANGE)) {
            tellStatus(folder, newest, isAboutMessages);
        }
    }

    /** RFC 5465 sections 3.1, 5.1 and 5.2. */
    private void tellStatus(Watched folder, FolderState state, boolean isAboutMessages)
            throws IOException {
        Map<StatusItem, Long> values = new EnumMap<>(StatusItem.class);
        values.put(StatusItem.UIDVALIDITY, state.uidValidity());
        values.put(StatusItem.UNSEEN, (long) state.unseen());
        if (isAboutMessages) {
            values.put(StatusItem.MESSAGES, (long) state.size());
            values.put(StatusItem.UIDNEXT, state.uidNext());
        }
        if (folder.events.contains(Event.FLAG_CHANGE) || client.has(Extension.CONDSTORE)) {
            values.put(StatusItem.HIGHESTMODSEQ, state.highestModSeq());
        }
        client.send(new Response.Status(folder.name, values, Optional.empty()));
    }

    // ---- names and subscriptions

    private SortedMap<String, FolderEntry> named(SortedMap<String, FolderEntry> entries) {
        SortedMap<String, FolderEntry> chosen = new TreeMap<>(entries);
        chosen.values().removeIf(entry -> !hasAny(entry, NAME_EVENTS));
        return chosen;
    }

    private boolean hasAny(FolderEntry entry, Set<Event> wanted) {
        return events(entry).stream().anyMatch(wanted::contains);
    }

    /** RFC 5465 sections 5.4 and 5.5. */
    private void tellNames(SortedMap<String, FolderEntry> now) throws IOException {
        SortedMap<String, FolderEntry> before = names;
        names = now;
        Map<String, String> oldNames = new HashMap<>();
        before.forEach((name, entry) -> entry.mailboxId().ifPresent(id -> oldNames.put(id, name)));
        Set<String> renamed = new HashSet<>();
        for (FolderEntry entry : now.values()) {
            FolderEntry was = before.get(entry.name());
            Optional<String> oldName =
                    entry.mailboxId()
                            .map(oldNames::get)
                            .filter(name -> !name.equals(entry.name()))
                            .filter(name -> !now.containsKey(name));
            oldName.ifPresent(renamed::add);
            boolean isChild = oldName.isPresent() && isRenamedWithParent(oldName.get(), renamed);
            if (!isChild && (was == null || isDifferent(was, entry))) {
                tellName(entry, oldName);
            }
        }
        for (FolderEntry entry : before.values()) {
            if (!now.containsKey(entry.name()) && !renamed.contains(entry.name())) {
                tell(entry, MailboxAttribute.NONEXISTENT);
            }
        }
    }

    /** No events are sent for what is below a folder that was renamed. */
    private static boolean isRenamedWithParent(String oldName, Set<String> renamed) {
        int separator = oldName.lastIndexOf(MailboxName.SEPARATOR);
        while (separator > 0) {
            if (renamed.contains(oldName.substring(0, separator))) {
                return true;
            }
            separator = oldName.lastIndexOf(MailboxName.SEPARATOR, separator - 1);
        }
        return false;
    }

    private boolean isDifferent(FolderEntry was, FolderEntry entry) {
        Set<Event> events = events(entry);
        boolean isOther =
                was.kind() != entry.kind()
                        || was.hasChildren() != entry.hasChildren()
                        || was.isSelectable() != entry.isSelectable();
        return events.contains(Event.MAILBOX_NAME) && isOther
                || events.contains(Event.SUBSCRIPTION_CHANGE)
                        && was.isSubscribed() != entry.isSubscribed();
    }

    private void tellName(FolderEntry entry, Optional<String> oldName) throws IOException {
        client.send(
                new Response.ListMailbox(
                        ListMailboxes.attributesWithSubscription(entry),
                        entry.uses(),
                        Optional.of(new MailboxName(entry.name())),
                        oldName.map(MailboxName::new),
                        Set.of()));
    }

    private void tell(FolderEntry entry, MailboxAttribute attribute) throws IOException {
        client.send(
                new Response.ListMailbox(
                        Set.of(attribute),
                        Set.of(),
                        Optional.of(new MailboxName(entry.name())),
                        Optional.empty(),
                        Set.of()));
    }

    // ---- annotations

    private Map<String, SortedMap<String, byte[]>> annotations(
            SortedMap<String, FolderEntry> entries) throws MailException {
        Map<String, SortedMap<String, byte[]>> found = new HashMap<>();
        for (FolderEntry entry : entries.values()) {
            if (entry.kind() == FolderEntry.Kind.FOLDER
                    && hasAny(entry, Set.of(Event.MAILBOX_METADATA_CHANGE))
                    && found.size() < ANNOTATED_MAX) {
                put(found, entry.name(), Optional.of(entry.name()));
            }
        }
        boolean isServer =
                groups.stream()
                        .anyMatch(group -> group.events().contains(Event.SERVER_METADATA_CHANGE));
        if (isServer) {
            put(found, "", Optional.empty());
        }
        return found;
    }

    private void put(
            Map<String, SortedMap<String, byte[]>> found, String key, Optional<String> name)
            throws MailException {
        if (user.mailboxes().annotations(name)
                instanceof Outcome.Done<SortedMap<String, byte[]>>(var values)) {
            found.put(key, values);
        }
    }

    /** RFC 5465 sections 5.6 and 5.7: the names of those that changed. */
    private void tellAnnotations(Map<String, SortedMap<String, byte[]>> now) throws IOException {
        Map<String, SortedMap<String, byte[]>> before = annotations;
        annotations = now;
        for (Map.Entry<String, SortedMap<String, byte[]>> each : now.entrySet()) {
            SortedMap<String, byte[]> were = before.get(each.getKey());
            List<String> changed = were == null ? List.of() : changed(were, each.getValue());
            if (!changed.isEmpty()) {
                client.send(
                        new Response.MetadataChanged(
                                each.getKey().isEmpty()
                                        ? Optional.empty()
                                        : Optional.of(new MailboxName(each.getKey())),
                                changed));
            }
        }
    }

    private static List<String> changed(
            SortedMap<String, byte[]> before, SortedMap<String, byte[]> now) {
        Set<String> all = new TreeSet<>(before.keySet());
        all.addAll(now.keySet());
        List<String> changed = new ArrayList<>();
        for (String entry : all) {
            if (!Arrays.equals(before.get(entry), now.get(entry))) {
                changed.add(entry);
            }
        }
        return changed;
    }

    /** From now on nothing is told, as if NOTIFY NONE had been said (RFC 5465 section 5.8). */
    void giveUp() {
        selectedGroup = Optional.empty();
        groups = List.of();
        names = new TreeMap<>();
        annotations = new HashMap<>();
        close();
    }

    /** Whether anything may have to be told between commands. */
    boolean isActive() {
        return !groups.isEmpty() || selectedGroup.isPresent();
    }

    @Override
    public void close() {
        watched.values().forEach(folder -> folder.watch.close());
        watched.clear();
    }
}
