package mailstead.service.mailbox;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import mailstead.mail.MailException;
import mailstead.mail.folder.FolderTree;
import mailstead.mail.folder.Right;
import mailstead.mail.folder.Rights;
import mailstead.mail.folder.SpecialUse;
import mailstead.mail.folder.TreeRequest;
import mailstead.spi.AccountFolders;

/**
 * Annotations of folders and of accounts (RFC 5464). They stand in the tree of the folder's owner,
 * but for the private ones of other users: those stand in the other user's own tree, under the
 * folder's mailbox id, so that they follow it when it is renamed.
 */
final class Annotations {

    private static final String PRIVATE = "/private/";
    private static final String SHARED = "/shared/";

    /** Before private annotations on other accounts' folders; no client can name it. */
    private static final String ELSEWHERE = "/elsewhere/";

    /** An owner's folder: what it is for (RFC 6154 section 4). Kept with the folder itself. */
    private static final String SPECIAL_USE = "/private/specialuse";

    /** Views of other folders' messages, which our folders are not. */
    private static final Set<SpecialUse> VIEWS = Set.of(SpecialUse.ALL, SpecialUse.FLAGGED);

    private static final int ENTRY_CHARACTERS_MAX = 255;

    private final View view;

    Annotations(View view) {
        this.view = view;
    }

    Outcome<SortedMap<String, byte[]>> of(Optional<String> name) throws MailException {
        SortedMap<String, byte[]> values = new TreeMap<>();
        if (name.isEmpty()) {
            put(values, view.own().tree().annotations(), "", PRIVATE);
            return new Outcome.Done<>(values);
        }
        Optional<Place> place = view.place(name.get());
        Optional<Refusal> refusal = refusal(place, false);
        if (refusal.isPresent()) {
            return new Outcome.Refused<>(refusal.get());
        }
        FolderTree.Node node = place.get().node().orElseThrow();
        put(values, node.annotations(), "", SHARED);
        if (place.get().isOwn()) {
            put(values, node.annotations(), "", PRIVATE);
            if (!node.uses().isEmpty()) {
                values.put(SPECIAL_USE, written(node.uses()).getBytes(ISO_8859_1));
            }
        } else {
            put(values, view.own().tree().annotations(), elsewhere(node), PRIVATE);
        }
        return new Outcome.Done<>(values);
    }

    private static void put(
            SortedMap<String, byte[]> values,
            Map<String, String> annotations,
            String before,
            String kind) {
        annotations.forEach((entry, value) -> {
            if (entry.startsWith(before + kind)) {
                values.put(entry.substring(before.length()), value.getBytes(ISO_8859_1));
            }
        });
    }

    private static String elsewhere(FolderTree.Node node) {
        return ELSEWHERE + node.mailboxId();
    }

    Optional<Refusal> set(Optional<String> name, Map<String, Optional<byte[]>> entries)
            throws MailException {
        Optional<Place> place = name.isPresent() ? view.place(name.get()) : Optional.empty();
        boolean anyShared = entries.keySet().stream().anyMatch(entry -> entry.startsWith(SHARED));
        Optional<Refusal> refusal = refusal(entries);
        if (refusal.isEmpty() && name.isPresent()) {
            refusal = refusal(place, anyShared);
        } else if (refusal.isEmpty() && anyShared) {
            // Shared by all users of the server: nobody's to set (RFC 5464 section 3.3).
            refusal = Optional.of(Refusal.NO_PERMISSION);
        }
        if (refusal.isEmpty() && place.isPresent()) {
            refusal = refusalOfUse(place.get(), entries);
        }
        if (refusal.isEmpty()) {
            refusal = refusalOfSize(place, entries);
        }
        if (refusal.isPresent()) {
            return refusal;
        }
        for (Map.Entry<String, Optional<byte[]>> entry : entries.entrySet()) {
            Optional<String> value = entry.getValue().map(octets -> new String(octets, ISO_8859_1));
            refusal = UserMailboxes.refusal(set(place, entry.getKey(), value));
            if (refusal.isPresent()) {
                return refusal;
            }
        }
        return Optional.empty();
    }

    private AccountFolders.Outcome set(Optional<Place> place, String entry, Optional<String> value)
            throws MailException {
        if (place.isEmpty()) {
            return view.own().request(new TreeRequest.Annotate("", entry, value));
        }
        if (isElsewhere(place.get(), entry)) {
            String own = elsewhere(place.get().node().orElseThrow()) + entry;
            return view.own().request(new TreeRequest.Annotate("", own, value));
        }
        String inner = place.get().inner();
        TreeRequest request =
                entry.equals(SPECIAL_USE)
                        ? new TreeRequest.SetUses(inner, uses(value.orElse("")).orElseThrow())
                        : new TreeRequest.Annotate(inner, entry, value);
        return place.get().folders().request(request);
    }

    private static Optional<Refusal> refusalOfUse(
            Place place, Map<String, Optional<byte[]>> entries) {
        Optional<byte[]> value = entries.getOrDefault(SPECIAL_USE, Optional.empty());
        if (value.isEmpty() || !place.isOwn()) {
            return Optional.empty();
        }
        return uses(new String(value.get(), ISO_8859_1))
                        .filter(Annotations::arePossible)
                        .isPresent()
                ? Optional.empty()
                : Optional.of(Refusal.USE_NOT_POSSIBLE);
    }

    static boolean arePossible(Set<SpecialUse> uses) {
        return uses.stream().noneMatch(VIEWS::contains);
    }

    /** Empty if there is a word among them that is no special use. */
    private static Optional<Set<SpecialUse>> uses(String text) {
        Set<SpecialUse> uses = EnumSet.noneOf(SpecialUse.class);
        for (String word : text.split(" ", -1)) {
            Optional<SpecialUse> use = SpecialUse.parse(word);
            if (use.isEmpty() && !word.isEmpty()) {
                return Optional.empty();
            }
            use.ifPresent(uses::add);
        }
        return Optional.of(uses);
    }

    private static String written(Set<SpecialUse> uses) {
        return uses.stream().sorted().map(SpecialUse::text).collect(Collectors.joining(" "));
    }

    private static boolean isElsewhere(Place place, String entry) {
        return !place.isOwn() && entry.startsWith(PRIVATE);
    }

    /** RFC 5464 section 3.3, and to change what all see takes more than to see it. */
    private static Optional<Refusal> refusal(Optional<Place> place, boolean isChangeForAll) {
        Rights rights = place.map(Place::rights).orElse(Rights.NONE);
        if (!rights.has(Right.LOOKUP)) {
            return Optional.of(Refusal.NO_SUCH_FOLDER);
        }
        boolean isAllowed =
                isChangeForAll
                        ? rights.has(Right.WRITE)
                        : rights.has(Right.READ)
                                || rights.has(Right.SEEN)
                                || rights.has(Right.WRITE)
                                || rights.has(Right.INSERT)
                                || rights.has(Right.POST);
        return isAllowed ? Optional.empty() : Optional.of(Refusal.NO_PERMISSION);
    }

    private static Optional<Refusal> refusal(Map<String, Optional<byte[]>> entries) {
        for (Map.Entry<String, Optional<byte[]>> entry : entries.entrySet()) {
            if (!isGoodEntry(entry.getKey())) {
                return Optional.of(Refusal.BAD_ANNOTATION);
            }
            int octets = entry.getValue().map(value -> value.length).orElse(0);
            if (octets > UserMailboxes.ANNOTATION_OCTETS_MAX) {
                return Optional.of(Refusal.ANNOTATION_TOO_LONG);
            }
        }
        return Optional.empty();
    }

    /** RFC 5464 section 3.2.1. */
    private static boolean isGoodEntry(String entry) {
        return (entry.startsWith(PRIVATE) && entry.length() > PRIVATE.length()
                        || entry.startsWith(SHARED) && entry.length() > SHARED.length())
                && entry.length() <= ENTRY_CHARACTERS_MAX
                && !entry.endsWith("/")
                && !entry.contains("//")
                && entry.chars().allMatch(c -> c >= 0x20 && c < 0x7F && c != '*' && c != '%');
    }

    /** Whether all of them fit: the tree itself refuses the first one that does not. */
    private Optional<Refusal> refusalOfSize(
            Optional<Place> place, Map<String, Optional<byte[]>> entries) throws MailException {
        FolderTree own = view.own().tree();
        long added = 0;
        int addedHere = 0;
        int addedOwn = 0;
        SortedMap<String, String> here =
                place.isEmpty()
                        ? own.annotations()
                        : place.get().node().orElseThrow().annotations();
        for (Map.Entry<String, Optional<byte[]>> entry : entries.entrySet()) {
            if (entry.getValue().isPresent()) {
                added += entry.getValue().get().length;
                if (place.isPresent() && isElsewhere(place.get(), entry.getKey())) {
                    String name = elsewhere(place.get().node().orElseThrow()) + entry.getKey();
                    addedOwn += own.annotations().containsKey(name) ? 0 : 1;
                } else {
                    addedHere += here.containsKey(entry.getKey()) ? 0 : 1;
                }
            }
        }
        FolderTree tree = place.map(Place::tree).orElse(own);
        boolean isTooMany =
                addedHere > 0 && here.size() + addedHere > FolderTree.ANNOTATIONS_MAX
                        || addedOwn > 0
                                && own.annotations().size() + addedOwn > FolderTree.ANNOTATIONS_MAX
                        || added > 0 && octets(tree) + added > UserMailboxes.ANNOTATIONS_OCTETS_MAX
                        || addedOwn > 0
                                && octets(own) + added > UserMailboxes.ANNOTATIONS_OCTETS_MAX;
        return isTooMany ? Optional.of(Refusal.TOO_MANY_ANNOTATIONS) : Optional.empty();
    }

    private static long octets(FolderTree tree) {
        long sum = octets(tree.annotations());
        for (FolderTree.Node node : tree.folders().values()) {
            sum += octets(node.annotations());
        }
        return sum;
    }

    private static long octets(Map<String, String> annotations) {
        return annotations.values().stream().mapToLong(String::length).sum();
    }
}
