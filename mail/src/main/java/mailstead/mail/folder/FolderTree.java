package mailstead.mail.folder;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/**
 * All folders of one account by name, with what belongs to a name rather than to messages.
 * Immutable.
 *
 * <p>Names are Unicode, parts separated by {@code /}; the first part {@code INBOX} is spelled so
 * here, whatever its case was (RFC 9051 section 5.1). INBOX is always there.
 *
 * @param folders by name
 * @param subscriptions names, also of folders that are not there
 * @param annotations the account's own (RFC 5464 section 1), values one character for each octet
 * @param peers logins of accounts that share folders with this one
 * @param retiredDirectories directories of folders that were deleted: never given again while
 *     remembered, so that whoever slept meanwhile cannot mistake a new folder for an old one
 * @param lastUidValidity the largest UIDVALIDITY ever given
 */
public record FolderTree(
        SortedMap<String, Node> folders,
        SortedSet<String> subscriptions,
        SortedMap<String, String> annotations,
        SortedSet<String> peers,
        List<String> retiredDirectories,
        long lastUidValidity) {

    public static final String INBOX = "INBOX";
    public static final char SEPARATOR = '/';

    public static final int FOLDERS_MAX = 50_000;
    public static final int NAME_OCTETS_MAX = 1_000;
    public static final int DEPTH_MAX = 50;
    private static final int RETIRED_MAX = 10_000;

    /**
     * An annotation, of a name that no client can give, of a folder that has not yet taken over all
     * of INBOX's messages.
     */
    private static final String TAKING_INBOX = "/taking/inbox";

    /** Of one folder, or of the account. */
    public static final int ANNOTATIONS_MAX = 100;

    public static final int RIGHTS_MAX = 1_000;

    public FolderTree {
        folders = Collections.unmodifiableSortedMap(new TreeMap<>(folders));
        subscriptions = Collections.unmodifiableSortedSet(new TreeSet<>(subscriptions));
        annotations = Collections.unmodifiableSortedMap(new TreeMap<>(annotations));
        peers = Collections.unmodifiableSortedSet(new TreeSet<>(peers));
        retiredDirectories = List.copyOf(retiredDirectories);
        if (!folders.containsKey(INBOX)) {
            throw new IllegalArgumentException("INBOX is always there");
        }
    }

    /**
     * One folder.
     *
     * @param mailboxId RFC 8474 section 4; its own for ever
     * @param directory its directory's name in the account's home, its own for ever; empty for
     *     INBOX, which is the home itself
     * @param isNumbered whether messages may have been given UIDs under {@code uidValidity}: then a
     *     folder that has lost them needs another one
     * @param rights by identifier (RFC 4314 section 2); the owner has all and is not listed
     */
    public record Node(
            String mailboxId,
            String directory,
            long uidValidity,
            boolean isNumbered,
            Set<SpecialUse> uses,
            SortedMap<String, String> annotations,
            SortedMap<String, String> rights) {

        public Node {
            uses = Set.copyOf(uses);
            annotations = Collections.unmodifiableSortedMap(new TreeMap<>(annotations));
            rights = Collections.unmodifiableSortedMap(new TreeMap<>(rights));
        }

        public static Node plain(
                String mailboxId, String directory, long uidValidity, Set<SpecialUse> uses) {
            return new Node(
                    mailboxId,
                    directory,
                    uidValidity,
                    false,
                    uses,
                    new TreeMap<>(),
                    new TreeMap<>());
        }

        /** From now on messages may have UIDs under its UIDVALIDITY. */
        public Node numbered() {
            return new Node(mailboxId, directory, uidValidity, true, uses, annotations, rights);
        }

        Node withUidValidity(long changed) {
            return new Node(mailboxId, directory, changed, false, uses, annotations, rights);
        }

        Node withUses(Set<SpecialUse> changed) {
            return new Node(
                    mailboxId, directory, uidValidity, isNumbered, changed, annotations, rights);
        }

        Node withAnnotation(String entry, Optional<String> value) {
            SortedMap<String, String> changed = put(annotations, entry, value);
            return new Node(mailboxId, directory, uidValidity, isNumbered, uses, changed, rights);
        }

        Node withRights(String identifier, String letters) {
            Optional<String> value = Optional.of(letters).filter(text -> !text.isEmpty());
            SortedMap<String, String> changed = put(rights, identifier, value);
            return new Node(
                    mailboxId, directory, uidValidity, isNumbered, uses, annotations, changed);
        }
    }

    private static SortedMap<String, String> put(
            SortedMap<String, String> map, String key, Optional<String> value) {
        SortedMap<String, String> changed = new TreeMap<>(map);
        value.ifPresentOrElse(text -> changed.put(key, text), () -> changed.remove(key));
        return changed;
    }

    /** An account with an INBOX and nothing else. */
    public static FolderTree of(Node inbox) {
        SortedMap<String, Node> folders = new TreeMap<>();
        folders.put(INBOX, inbox);
        return new FolderTree(
                folders,
                new TreeSet<>(),
                new TreeMap<>(),
                new TreeSet<>(),
                List.of(),
                inbox.uidValidity());
    }

    public Optional<Node> folder(String name) {
        return Optional.ofNullable(folders.get(name));
    }

    /** The name of the folder with this identity now. */
    public Optional<String> nameOf(String mailboxId) {
        return folders.entrySet().stream()
                .filter(entry -> entry.getValue().mailboxId().equals(mailboxId))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    /** The folders below a name, itself not included. */
    public SortedMap<String, Node> below(String name) {
        return folders.subMap(name + SEPARATOR, name + (char) (SEPARATOR + 1));
    }

    public boolean hasChildren(String name) {
        return !below(name).isEmpty();
    }

    // ---- decisions

    /** Where new folders get what is unique about them. */
    public interface Naming {

        String newMailboxId();

        /** A directory that no folder of the tree has, had, or could be confused with. */
        String newDirectory(String name, FolderTree tree);

        /** Larger than {@code lastUidValidity}, up to 2^32-1. */
        long newUidValidity(long lastUidValidity);
    }

    /** What comes of a request. */
    public sealed interface Decision {
        /** Possibly none, when there is nothing to change. */
        record Granted(List<TreeChange> changes) implements Decision {}

        record Refused(TreeRequest.Refusal why) implements Decision {}
    }

    public Decision decide(TreeRequest request, Naming naming) {
        return switch (request) {
            case TreeRequest.Create(String name, Set<SpecialUse> uses) ->
                    create(name, uses, new TreeMap<>(), naming);
            case TreeRequest.Delete(String name) -> delete(name);
            case TreeRequest.Rename(String from, String to) -> rename(from, to, naming);
            case TreeRequest.TakeInbox(String name) -> takeInbox(name, naming);
            case TreeRequest.Taken(String name) ->
                    isTakingInbox(name)
                            ? granted(
                                    new TreeChange.Annotated(name, TAKING_INBOX, Optional.empty()))
                            : granted();
            case TreeRequest.Subscribe(String name, boolean isOn) -> subscribe(name, isOn);
            case TreeRequest.SetUses(String name, Set<SpecialUse> uses) ->
                    ifThere(name, new TreeChange.UsesSet(name, uses));
            case TreeRequest.Annotate annotate -> annotate(annotate);
            case TreeRequest.Grant grant -> grant(grant);
            case TreeRequest.NotePeer(String login, boolean isSharing) ->
                    peers.contains(login) == isSharing
                            ? granted()
                            : granted(new TreeChange.PeerNoted(login, isSharing));
        };
    }

    private static Decision granted(TreeChange... changes) {
        return new Decision.Granted(List.of(changes));
    }

    private static Decision refused(TreeRequest.Refusal why) {
        return new Decision.Refused(why);
    }

    private Decision ifThere(String name, TreeChange change) {
        return folders.containsKey(name)
                ? granted(change)
                : refused(TreeRequest.Refusal.NONEXISTENT);
    }

    private Decision create(
            String name, Set<SpecialUse> uses, SortedMap<String, String> notes, Naming naming) {
        if (!isGoodName(name)) {
            return refused(TreeRequest.Refusal.BAD_NAME);
        }
        if (folders.containsKey(name)) {
            return refused(TreeRequest.Refusal.ALREADY_EXISTS);
        }
        List<TreeChange> changes = new ArrayList<>();
        FolderTree grown = withParents(name, naming, changes);
        changes.add(grown.creation(name, uses, notes, naming));
        return folders.size() + changes.size() > FOLDERS_MAX
                ? refused(TreeRequest.Refusal.TOO_MANY_FOLDERS)
                : new Decision.Granted(changes);
    }

    private Decision takeInbox(String name, Naming naming) {
        if (isTakingInbox(name)) {
            return granted();
        }
        SortedMap<String, String> notes = new TreeMap<>(folder(INBOX).orElseThrow().annotations());
        notes.put(TAKING_INBOX, "");
        return create(name, Set.of(), notes, naming);
    }

    private boolean isTakingInbox(String name) {
        return folder(name).filter(its -> its.annotations().containsKey(TAKING_INBOX)).isPresent();
    }

    /** This tree with every folder above a name; what that takes is added to {@code changes}. */
    private FolderTree withParents(String name, Naming naming, List<TreeChange> changes) {
        FolderTree grown = this;
        for (int at = name.indexOf(SEPARATOR); at >= 0; at = name.indexOf(SEPARATOR, at + 1)) {
            String parent = name.substring(0, at);
            if (!grown.folders.containsKey(parent)) {
                TreeChange change = grown.creation(parent, Set.of(), new TreeMap<>(), naming);
                changes.add(change);
                grown = grown.apply(change);
            }
        }
        return grown;
    }

    private TreeChange.Created creation(
            String name, Set<SpecialUse> uses, SortedMap<String, String> notes, Naming naming) {
        // RFC 4314 section 4: what may be done with the folder above may be done with a new one.
        int separator = name.lastIndexOf(SEPARATOR);
        Optional<Node> parent =
                separator < 0 ? Optional.empty() : folder(name.substring(0, separator));
        return new TreeChange.Created(
                name,
                new Node(
                        naming.newMailboxId(),
                        naming.newDirectory(name, this),
                        naming.newUidValidity(lastUidValidity),
                        false,
                        uses,
                        notes,
                        parent.map(Node::rights).orElse(Collections.emptySortedMap())));
    }

    private Decision delete(String name) {
        if (name.equals(INBOX)) {
            return refused(TreeRequest.Refusal.INBOX);
        }
        return ifThere(name, new TreeChange.Deleted(name));
    }

    private Decision rename(String from, String to, Naming naming) {
        if (from.equals(INBOX) || to.equals(INBOX)) {
            return refused(TreeRequest.Refusal.INBOX);
        }
        if (!isGoodName(to)) {
            return refused(TreeRequest.Refusal.BAD_NAME);
        }
        // A name without a folder of its own can be renamed for what is below it.
        if (!folders.containsKey(from) && !hasChildren(from)) {
            return refused(TreeRequest.Refusal.NONEXISTENT);
        }
        if (to.startsWith(from + SEPARATOR)) {
            return refused(TreeRequest.Refusal.BELOW_ITSELF);
        }
        if (folders.containsKey(to) || hasChildren(to)) {
            return refused(TreeRequest.Refusal.ALREADY_EXISTS);
        }
        for (String child : below(from).keySet()) {
            if (!isGoodName(to + child.substring(from.length()))) {
                return refused(TreeRequest.Refusal.BAD_NAME);
            }
        }
        List<TreeChange> changes = new ArrayList<>();
        FolderTree grown = withParents(to, naming, changes);
        if (grown.folders.size() > FOLDERS_MAX) {
            return refused(TreeRequest.Refusal.TOO_MANY_FOLDERS);
        }
        changes.add(new TreeChange.Renamed(from, to));
        return new Decision.Granted(changes);
    }

    private Decision subscribe(String name, boolean isOn) {
        if (subscriptions.contains(name) == isOn) {
            return granted();
        }
        if (isOn && !isGoodName(name)) {
            return refused(TreeRequest.Refusal.BAD_NAME);
        }
        return isOn && subscriptions.size() >= FOLDERS_MAX
                ? refused(TreeRequest.Refusal.TOO_MANY_FOLDERS)
                : granted(new TreeChange.Subscribed(name, isOn));
    }

    private Decision annotate(TreeRequest.Annotate request) {
        SortedMap<String, String> there = annotations;
        if (!request.name().isEmpty()) {
            Optional<Node> node = folder(request.name());
            if (node.isEmpty()) {
                return refused(TreeRequest.Refusal.NONEXISTENT);
            }
            there = node.get().annotations();
        }
        boolean isNew = request.value().isPresent() && !there.containsKey(request.entry());
        return isNew && there.size() >= ANNOTATIONS_MAX
                ? refused(TreeRequest.Refusal.TOO_MANY_ANNOTATIONS)
                : granted(
                        new TreeChange.Annotated(request.name(), request.entry(), request.value()));
    }

    private Decision grant(TreeRequest.Grant request) {
        Optional<Node> node = folder(request.name());
        if (node.isEmpty()) {
            return refused(TreeRequest.Refusal.NONEXISTENT);
        }
        SortedMap<String, String> there = node.get().rights();
        boolean isNew = !request.rights().isEmpty() && !there.containsKey(request.identifier());
        return isNew && there.size() >= RIGHTS_MAX
                ? refused(TreeRequest.Refusal.TOO_MANY_RIGHTS)
                : granted(
                        new TreeChange.Granted(
                                request.name(), request.identifier(), request.rights()));
    }

    /**
     * Whether a folder may be called so: no empty part, no control character, not too long or deep,
     * and nothing that the file system or a listing pattern would take for something else.
     */
    public static boolean isGoodName(String name) {
        if (name.isEmpty() || name.getBytes(StandardCharsets.UTF_8).length > NAME_OCTETS_MAX) {
            return false;
        }
        String[] parts = name.split(String.valueOf(SEPARATOR), -1);
        if (parts.length > DEPTH_MAX) {
            return false;
        }
        for (String part : parts) {
            if (part.isEmpty() || part.equals(".") || part.equals("..")) {
                return false;
            }
        }
        return name.codePoints().noneMatch(FolderTree::isBadCharacter)
                // INBOX is spelled in capitals where it is meant.
                && (parts[0].equals(INBOX) || !parts[0].equalsIgnoreCase(INBOX));
    }

    private static boolean isBadCharacter(int character) {
        return Character.isISOControl(character)
                || character == '*'
                || character == '%'
                || Character.getType(character) == Character.SURROGATE
                || character == 0x2028
                || character == 0x2029;
    }

    // ---- changes

    public FolderTree apply(TreeChange change) {
        return switch (change) {
            case TreeChange.Created(String name, Node node) -> {
                SortedMap<String, Node> changed = new TreeMap<>(folders);
                changed.put(name, node);
                yield with(changed, Math.max(lastUidValidity, node.uidValidity()));
            }
            case TreeChange.Renamed(String from, String to) -> renamed(from, to);
            case TreeChange.Deleted(String name) -> deleted(name);
            case TreeChange.Numbered(String mailboxId) -> changed(mailboxId, Node::numbered);
            case TreeChange.Revalidated(String mailboxId, long uidValidity) ->
                    changed(mailboxId, node -> node.withUidValidity(uidValidity));
            case TreeChange.Subscribed(String name, boolean isOn) ->
                    withSubscriptions(toggled(subscriptions, name, isOn));
            case TreeChange.UsesSet(String name, Set<SpecialUse> uses) ->
                    replaced(name, folder(name).map(node -> node.withUses(uses)));
            case TreeChange.Annotated(String name, String entry, Optional<String> value) ->
                    name.isEmpty()
                            ? withAnnotations(put(annotations, entry, value))
                            : replaced(
                                    name,
                                    folder(name).map(node -> node.withAnnotation(entry, value)));
            case TreeChange.Granted(String name, String identifier, String rights) ->
                    replaced(name, folder(name).map(node -> node.withRights(identifier, rights)));
            case TreeChange.PeerNoted(String login, boolean isSharing) ->
                    withPeers(toggled(peers, login, isSharing));
        };
    }

    private FolderTree replaced(String name, Optional<Node> changed) {
        if (changed.isEmpty()) {
            return this;
        }
        SortedMap<String, Node> all = new TreeMap<>(folders);
        all.put(name, changed.get());
        return with(all, lastUidValidity);
    }

    private FolderTree renamed(String from, String to) {
        SortedMap<String, Node> changed = new TreeMap<>(folders);
        SortedMap<String, Node> moved = new TreeMap<>(below(from));
        folder(from).ifPresent(node -> moved.put(from, node));
        moved.forEach((name, node) -> {
            changed.remove(name);
            changed.put(to + name.substring(from.length()), node);
        });
        return with(changed, lastUidValidity);
    }

    private FolderTree deleted(String name) {
        Optional<Node> node = folder(name);
        if (node.isEmpty()) {
            return this;
        }
        SortedMap<String, Node> changed = new TreeMap<>(folders);
        changed.remove(name);
        List<String> retired = new ArrayList<>(retiredDirectories);
        retired.add(node.get().directory());
        if (retired.size() > RETIRED_MAX) {
            retired.removeFirst();
        }
        return new FolderTree(changed, subscriptions, annotations, peers, retired, lastUidValidity);
    }

    private FolderTree changed(String mailboxId, UnaryOperator<Node> change) {
        Optional<String> name = nameOf(mailboxId);
        if (name.isEmpty()) {
            return this;
        }
        Node changed = change.apply(folder(name.get()).orElseThrow());
        SortedMap<String, Node> all = new TreeMap<>(folders);
        all.put(name.get(), changed);
        return with(all, Math.max(lastUidValidity, changed.uidValidity()));
    }

    private static SortedSet<String> toggled(SortedSet<String> set, String word, boolean isOn) {
        SortedSet<String> changed = new TreeSet<>(set);
        if (isOn) {
            changed.add(word);
        } else {
            changed.remove(word);
        }
        return changed;
    }

    private FolderTree with(SortedMap<String, Node> changed, long uidValidity) {
        return new FolderTree(
                changed, subscriptions, annotations, peers, retiredDirectories, uidValidity);
    }

    private FolderTree withSubscriptions(SortedSet<String> changed) {
        return new FolderTree(
                folders, changed, annotations, peers, retiredDirectories, lastUidValidity);
    }

    private FolderTree withAnnotations(SortedMap<String, String> changed) {
        return new FolderTree(
                folders, subscriptions, changed, peers, retiredDirectories, lastUidValidity);
    }

    private FolderTree withPeers(SortedSet<String> changed) {
        return new FolderTree(
                folders, subscriptions, annotations, changed, retiredDirectories, lastUidValidity);
    }
}
