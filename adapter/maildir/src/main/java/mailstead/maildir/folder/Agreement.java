package mailstead.maildir.folder;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import mailstead.mail.folder.FolderState;
import mailstead.mail.folder.Message;
import mailstead.maildir.files.MessageName;

/**
 * A state and files that matched one to one. What a few changes since then made of it is found
 * without comparing everything again. Immutable.
 *
 * @param untidy as in {@link Comparison#untidy}
 */
record Agreement(Sight sight, FolderState state, int untidy) {

    /**
     * How a later state and later files differ; empty if that takes a whole comparison.
     *
     * @param hasMoved whether this node has moved the file of a key since {@code cur} was listed
     */
    Optional<Comparison> since(Ledger ledger, Sight seen, Predicate<String> hasMoved) {
        FolderState now = ledger.state();
        if (seen.current() != sight.current() || now.uidValidity() != state.uidValidity()) {
            return Optional.empty();
        }
        Optional<List<String>> appeared = appeared(seen.fresh());
        if (appeared.isEmpty()) {
            return Optional.empty();
        }
        FolderState.Difference changes = now.since(state);
        Set<String> expunged = now.removals().expungedKeys();
        List<Found> leftovers = new ArrayList<>();
        for (Message message : state.messages(changes.removed())) {
            Optional<Found> found = seen.find(message.key());
            if (found.isPresent()) {
                if (!expunged.contains(message.key())) {
                    // It was said to have vanished, and has not: it is new mail, no leftover.
                    return Optional.empty();
                }
                leftovers.add(found.get());
            }
        }
        List<Message> missing = new ArrayList<>();
        Set<String> added = new HashSet<>();
        for (Message message : changes.added()) {
            added.add(message.key());
            if (seen.find(message.key()).isEmpty() && !hasMoved.test(message.key())) {
                missing.add(message);
            }
        }
        List<Comparison.Unknown> unknown = new ArrayList<>();
        for (String text : appeared.get()) {
            MessageName name = MessageName.parse(text);
            if (sight.find(name.base()).isPresent()) {
                // Another name of a message, or another message with half its name.
                return Optional.empty();
            }
            if (!added.contains(name.base()) && !added.contains(name.key())) {
                Found found = new Found(Place.FRESH, text);
                unknown.add(new Comparison.Unknown(name.base(), found));
            }
        }
        return isAmbiguous(expunged, unknown)
                ? Optional.empty()
                : Optional.of(
                        Comparison.of(unknown, leftovers, missing, untidy + appeared.get().size()));
    }

    /** New names in {@code new}; empty if others are gone from there. */
    private Optional<List<String>> appeared(FileNames fresh) {
        FileNames before = sight.fresh();
        if (fresh == before) {
            return Optional.of(List.of());
        }
        for (int i = 0; i < before.size(); i++) {
            if (!fresh.has(before.name(i))) {
                return Optional.empty();
            }
        }
        List<String> appeared = new ArrayList<>();
        for (int i = 0; i < fresh.size(); i++) {
            String name = fresh.name(i);
            if (!before.has(name)) {
                appeared.add(name);
            }
        }
        return Optional.of(appeared);
    }

    /** Two with one key, or one of a message that was expunged. */
    private static boolean isAmbiguous(Set<String> expunged, List<Comparison.Unknown> unknown) {
        Set<String> keys = new HashSet<>();
        return unknown.stream()
                .anyMatch(each -> !keys.add(each.key()) || expunged.contains(each.key()));
    }
}
