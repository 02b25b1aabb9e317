package mailstead.checks.explore;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import mailstead.mail.MailException;
import mailstead.mail.folder.Flags;
import mailstead.mail.folder.FolderState;
import mailstead.mail.folder.FolderTree;
import mailstead.mail.folder.Message;
import mailstead.mail.folder.NumberSet;
import mailstead.spi.FolderGone;
import mailstead.spi.MessageGone;

/**
 * What must be true in the eyes of a host that comes now, after what clients of others were told.
 * Confined to one check.
 *
 * <p>What a client asked for and was not told of may have happened or not, whenever. What it was
 * told has happened: messages are there until somebody asks for their removal, under the UID that
 * was told; flags are as was told until somebody asks for something else later. A UID means one
 * message and a modification sequence one state, to everybody and for ever.
 */
final class Testimony {

    /** A message before the schedule begins. */
    record Original(String folder, long uidValidity, Message message, String word) {}

    /** A message at the end. */
    private record Held(Message message, String word) {
        long uid() {
            return message.uid();
        }
    }

    /** A folder at the end. */
    private record Ending(FolderState state, List<Held> messages) {
        long count(String word) {
            return messages.stream().filter(held -> held.word.equals(word)).count();
        }

        Optional<Held> byUid(long uid) {
            return messages.stream().filter(held -> held.uid() == uid).findFirst();
        }
    }

    private record Uid(String folder, long uidValidity, long uid) {}

    private final List<Original> originals;
    private final List<Report> reports;
    private final boolean isDamaged;
    private final Map<Uid, String> keys = new HashMap<>();
    private final Map<String, String> words = new HashMap<>();
    private final Map<String, Ending> endings = new HashMap<>();
    private String inbox = "";

    /**
     * @param isDamaged whether somebody has removed parts of a log: then what it said may be
     *     forgotten, and no message
     */
    Testimony(List<Original> originals, List<Report> reports, boolean isDamaged) {
        this.originals = originals;
        this.reports = reports;
        this.isDamaged = isDamaged;
    }

    /** A state fits to all that was told before. */
    void requireFitting(Report.Seen now) {
        for (Report.Seen before : all(Report.Seen.class)) {
            if (!before.folder().equals(now.folder())) {
                continue;
            }
            boolean isSame = before.uidValidity() == now.uidValidity();
            if (before.host().equals(now.host())) {
                assertThat(now.uidValidity())
                        .as("UIDVALIDITY")
                        .isGreaterThanOrEqualTo(before.uidValidity());
                if (isSame) {
                    assertThat(now.modSeq()).as("MODSEQ").isGreaterThanOrEqualTo(before.modSeq());
                    assertThat(now.uidNext())
                            .as("UIDNEXT")
                            .isGreaterThanOrEqualTo(before.uidNext());
                }
            }
            if (isSame && before.modSeq() == now.modSeq()) {
                assertThat(now.messages())
                        .as("what %s and %s see at one MODSEQ", before.host(), now.host())
                        .isEqualTo(before.messages());
            }
        }
        bindAll();
        now.messages().forEach(message -> bind(now.folder(), now.uidValidity(), message));
    }

    /** All of it, in the eyes of a host that comes now. */
    void requireTrue(MailHost newcomer) throws IOException, MailException, FolderGone, MessageGone {
        assertThat(isDamaged ? List.of() : all(Report.LogLost.class)).as("lost logs").isEmpty();
        bindAll();
        FolderTree tree = newcomer.tree();
        inbox = tree.folder(FolderTree.INBOX).orElseThrow().mailboxId();
        checkTree(tree);
        for (FolderTree.Node node : tree.folders().values()) {
            FolderState state = newcomer.look(node.mailboxId());
            List<Held> held = new ArrayList<>();
            for (Message message : MailHost.messages(state)) {
                bind(node.mailboxId(), state.uidValidity(), message);
                String word = newcomer.read(node.mailboxId(), message);
                contains(message.key(), word);
                held.add(new Held(message, word));
            }
            endings.put(node.mailboxId(), new Ending(state, held));
            assertThat(newcomer.look(node.mailboxId()).highestModSeq())
                    .as("a second look at %s", state)
                    .isEqualTo(state.highestModSeq());
        }
        checkSeen();
        checkOriginals();
        checkDeliveries();
        checkArrivals();
        checkMoves();
        checkCounts();
        checkExpunged();
        checkConditions();
        checkFlags();
    }

    // UIDs and content

    private void bindAll() {
        for (Original original : originals) {
            bind(original.folder, original.uidValidity, original.message);
            contains(original.message.key(), original.word);
        }
        for (Report report : reports) {
            switch (report) {
                case Report.Seen seen ->
                        seen.messages()
                                .forEach(message ->
                                        bind(seen.folder(), seen.uidValidity(), message));
                case Report.Arrived arrived -> {
                    bind(arrived.folder(), arrived.uidValidity(), arrived.message());
                    contains(arrived.message().key(), arrived.word());
                }
                case Report.Read(_, String key, String word) -> contains(key, word);
                case Report.Begun _,
                        Report.Decided _,
                        Report.Placed _,
                        Report.Done _,
                        Report.Refused _,
                        Report.Changed _,
                        Report.LogLost _ -> {}
            }
        }
    }

    private void bind(String folder, long uidValidity, Message message) {
        String before =
                keys.putIfAbsent(new Uid(folder, uidValidity, message.uid()), message.key());
        if (before != null) {
            assertThat(message.key())
                    .as("the message with UID %d", message.uid())
                    .isEqualTo(before);
        }
    }

    private void contains(String key, String word) {
        String before = words.putIfAbsent(key, word);
        if (before != null) {
            assertThat(word).as("the content of %s", key).isEqualTo(before);
        }
    }

    /** The word of a message that somebody meant by its UID. */
    private Set<String> meant(String folder, long uid) {
        Set<String> meant = new HashSet<>();
        keys.forEach((it, key) -> {
            if (it.folder.equals(folder) && it.uid == uid && words.containsKey(key)) {
                meant.add(words.get(key));
            }
        });
        return meant;
    }

    private void checkSeen() {
        for (Report.Seen seen : all(Report.Seen.class)) {
            Optional<Ending> ending = ending(seen.folder());
            if (ending.isEmpty()) {
                continue;
            }
            FolderState last = ending.get().state;
            assertThat(last.uidValidity())
                    .as("UIDVALIDITY")
                    .isGreaterThanOrEqualTo(seen.uidValidity());
            if (last.uidValidity() == seen.uidValidity()) {
                assertThat(last.highestModSeq()).as("MODSEQ").isGreaterThanOrEqualTo(seen.modSeq());
                assertThat(last.uidNext()).as("UIDNEXT").isGreaterThanOrEqualTo(seen.uidNext());
            }
        }
    }

    // Messages

    private void checkOriginals() {
        for (Original original : originals) {
            requireThere(
                    original.folder, original.uidValidity, original.message.uid(), original.word);
        }
    }

    private void checkDeliveries() {
        for (Report.Done done : all(Report.Done.class)) {
            if (done.deed() instanceof Deed.Delivery(String word)) {
                boolean isThere = endings.values().stream().anyMatch(it -> it.count(word) > 0);
                assertThat(isThere).as("delivered: %s", word).isTrue();
            }
        }
    }

    private void checkArrivals() {
        for (Report.Arrived arrived : all(Report.Arrived.class)) {
            assertThat(isPlacedTooLate(arrived))
                    .as("%s was told to be in a folder that was deleted before", arrived.word())
                    .isFalse();
            requireThere(
                    arrived.folder(),
                    arrived.uidValidity(),
                    arrived.message().uid(),
                    arrived.word());
        }
    }

    /** Its host asks for the folder after the file has come to its place. */
    private boolean isPlacedTooLate(Report.Arrived arrived) {
        boolean isDeleted = false;
        for (Report report : reports) {
            isDeleted |=
                    report instanceof Report.Decided(Deed.Deletion(String folder))
                            && folder.equals(arrived.folder());
            if (report instanceof Report.Placed(String fileName)
                    && fileName.startsWith(arrived.message().key())) {
                return isDeleted;
            }
        }
        return false;
    }

    /** Unless somebody has asked for its removal. */
    private void requireThere(String folder, long uidValidity, long uid, String word) {
        if (isRemovable(folder, uid) || isDeletable(folder)) {
            return;
        }
        Ending ending = ending(folder).orElseThrow(() -> new AssertionError("a folder is gone"));
        assertThat(ending.count(word)).as("copies of %s", word).isPositive();
        if (ending.state.uidValidity() == uidValidity) {
            assertThat(ending.byUid(uid).map(Held::word))
                    .as("the message with UID %d", uid)
                    .contains(word);
        } else {
            assertThat(isDamaged).as("a new UIDVALIDITY is needed").isTrue();
        }
    }

    private boolean isRemovable(String folder, long uid) {
        return isBegun(deed ->
                switch (deed) {
                    case Deed.Expunging(String from, NumberSet uids, _) ->
                            from.equals(folder) && uids.contains(uid) && mayConcern(deed, uid);
                    case Deed.Moving(String from, NumberSet uids, _) ->
                            from.equals(folder) && uids.contains(uid);
                    case Deed.Delivery _,
                            Deed.Addition _,
                            Deed.Flagging _,
                            Deed.Copying _,
                            Deed.Creation _,
                            Deed.Renaming _,
                            Deed.Deletion _ ->
                            false;
                });
    }

    /** Not if its client was told that it concerned others. */
    private boolean mayConcern(Deed deed, long uid) {
        return all(Report.Changed.class).stream()
                .noneMatch(changed -> changed.deed() == deed && !changed.uids().contains(uid));
    }

    private boolean isDeletable(String folder) {
        return isBegun(deed -> deed instanceof Deed.Deletion(String it) && it.equals(folder));
    }

    private boolean isBegun(Predicate<Deed> test) {
        return all(Report.Begun.class).stream().anyMatch(begun -> test.test(begun.deed()));
    }

    /** What was only moved is here or there. */
    private void checkMoves() {
        for (Report.Begun begun : all(Report.Begun.class)) {
            if (begun.deed() instanceof Deed.Moving(String from, NumberSet uids, String to)) {
                uids.forEach(uid -> {
                    boolean isElsewhere =
                            isBegun(deed ->
                                    deed instanceof Deed.Expunging(String it, NumberSet those, _)
                                            && it.equals(from)
                                            && those.contains(uid));
                    if (!isElsewhere && !isDeletable(from) && !isDeletable(to)) {
                        for (String word : meant(from, uid)) {
                            long count =
                                    ending(from).map(it -> it.count(word)).orElse(0L)
                                            + ending(to).map(it -> it.count(word)).orElse(0L);
                            assertThat(count).as("%s, which was moved", word).isPositive();
                        }
                    }
                });
            }
        }
    }

    /** Nothing comes twice. */
    private void checkCounts() {
        endings.forEach((folder, ending) -> {
            Set<String> there = new HashSet<>();
            ending.messages.forEach(held -> there.add(held.word));
            for (String word : there) {
                assertThat(ending.count(word))
                        .as("copies of %s", word)
                        .isLessThanOrEqualTo(arrivalsMax(folder, word));
            }
        });
    }

    private long arrivalsMax(String folder, String word) {
        boolean isInbox = folder.equals(inbox);
        long count =
                originals.stream()
                        .filter(it -> it.folder.equals(folder) && it.word.equals(word))
                        .count();
        for (Report.Begun begun : all(Report.Begun.class)) {
            count +=
                    switch (begun.deed()) {
                        case Deed.Delivery(String it) -> isInbox && it.equals(word) ? 1 : 0;
                        case Deed.Addition(String to, String it, _) ->
                                to.equals(folder) && it.equals(word) ? 1 : 0;
                        case Deed.Copying(String from, NumberSet uids, String to) ->
                                to.equals(folder) ? meantTimes(from, uids, word) : 0;
                        case Deed.Moving(String from, NumberSet uids, String to) ->
                                to.equals(folder) ? meantTimes(from, uids, word) : 0;
                        case Deed.Flagging _,
                                Deed.Expunging _,
                                Deed.Creation _,
                                Deed.Renaming _,
                                Deed.Deletion _ ->
                                0;
                    };
        }
        return count - expunged(folder, word);
    }

    private long meantTimes(String folder, NumberSet uids, String word) {
        long[] times = new long[1];
        uids.forEach(uid -> times[0] += meant(folder, uid).contains(word) ? 1 : 0);
        return times[0];
    }

    /** How many of them were expunged, as clients were told. */
    private long expunged(String folder, String word) {
        Set<Uid> gone = new HashSet<>();
        for (Report.Changed changed : all(Report.Changed.class)) {
            if (changed.deed() instanceof Deed.Expunging(String from, _, _)
                    && from.equals(folder)) {
                changed.uids()
                        .forEach(uid -> {
                            Uid it = new Uid(folder, changed.uidValidity(), uid);
                            if (word.equals(words.get(keys.getOrDefault(it, "")))) {
                                gone.add(it);
                            }
                        });
            }
        }
        return gone.size();
    }

    private void checkExpunged() {
        for (Report.Changed changed : all(Report.Changed.class)) {
            if (changed.deed() instanceof Deed.Expunging(String folder, _, _)) {
                Optional<Ending> ending = ending(folder);
                if (ending.isPresent()
                        && ending.get().state.uidValidity() == changed.uidValidity()) {
                    assertThat(ending.get().state.present(changed.uids()))
                            .as("what was expunged")
                            .isEqualTo(NumberSet.EMPTY);
                }
            }
        }
    }

    // Flags

    /** Of those who wanted the same state of before only one has had it. */
    private void checkConditions() {
        Set<Uid> changedSince = new HashSet<>();
        for (Report.Changed changed : all(Report.Changed.class)) {
            if (changed.deed() instanceof Deed.Flagging flagging && flagging.since().isPresent()) {
                changed.uids()
                        .forEach(uid -> {
                            Uid it = new Uid(flagging.folder(), flagging.since().getAsLong(), uid);
                            assertThat(changedSince.add(it))
                                    .as("one change of UID %d since then", uid)
                                    .isTrue();
                        });
            }
        }
    }

    private void checkFlags() {
        if (!isDamaged) {
            for (Report.Changed changed : all(Report.Changed.class)) {
                if (changed.deed() instanceof Deed.Flagging flagging) {
                    changed.uids().forEach(uid -> checkFlags(flagging, uid, changed.modSeq()));
                }
            }
        }
        endings.forEach((folder, ending) -> {
            for (Held held : ending.messages) {
                assertThat(each(held.message.flags()))
                        .as("flags of %s", held)
                        .allMatch(flag -> isFlag(flag, held.word));
            }
        });
    }

    private void checkFlags(Deed.Flagging flagging, long uid, long modSeq) {
        Optional<Held> held = ending(flagging.folder()).flatMap(it -> it.byUid(uid));
        if (held.isEmpty()) {
            return;
        }
        Set<Flags> concerned = new HashSet<>(each(flagging.flags()));
        concerned.addAll(each(held.get().message.flags()));
        for (Flags flag : concerned) {
            boolean isThere = !held.get().message.flags().intersection(flag).isEmpty();
            if (flagging.makes(!isThere, flag) && isTold(flagging, uid, modSeq, !isThere, flag)) {
                assertThat(isUndone(flagging, uid, modSeq, flag))
                        .as("%s of %s, which was told", flag, held.get())
                        .isTrue();
            }
        }
    }

    /** Whether the state that was told says so: it may be newer than the change. */
    private boolean isTold(
            Deed.Flagging flagging, long uid, long modSeq, boolean isThere, Flags flag) {
        return all(Report.Seen.class).stream()
                .filter(seen -> seen.folder().equals(flagging.folder()) && seen.modSeq() == modSeq)
                .flatMap(seen -> seen.messages().stream())
                .filter(message -> message.uid() == uid)
                .anyMatch(message -> message.flags().intersection(flag).isEmpty() != isThere);
    }

    /** Whether somebody else may have changed it later. */
    private boolean isUndone(Deed.Flagging flagging, long uid, long modSeq, Flags flag) {
        boolean wasThere = flagging.makes(true, flag);
        return isBegun(deed ->
                deed instanceof Deed.Flagging other
                        && other != flagging
                        && other.folder().equals(flagging.folder())
                        && other.uids().contains(uid)
                        && other.makes(!wasThere, flag)
                        && all(Report.Changed.class).stream()
                                .noneMatch(changed ->
                                        changed.deed() == other && changed.modSeq() < modSeq));
    }

    /** Whether anybody has ever wanted this content to bear this flag. */
    private boolean isFlag(Flags flag, String word) {
        return originals.stream()
                        .anyMatch(it ->
                                it.word.equals(word)
                                        && !it.message.flags().intersection(flag).isEmpty())
                || isBegun(deed ->
                        switch (deed) {
                            case Deed.Addition(_, String it, Flags flags) ->
                                    it.equals(word) && !flags.intersection(flag).isEmpty();
                            case Deed.Flagging flagging ->
                                    flagging.makes(true, flag)
                                            && meantTimes(flagging.folder(), flagging.uids(), word)
                                                    > 0;
                            case Deed.Delivery _,
                                    Deed.Expunging _,
                                    Deed.Copying _,
                                    Deed.Moving _,
                                    Deed.Creation _,
                                    Deed.Renaming _,
                                    Deed.Deletion _ ->
                                    false;
                        });
    }

    private static List<Flags> each(Flags flags) {
        List<Flags> each = new ArrayList<>();
        flags.system().forEach(flag -> each.add(Flags.of(flag)));
        flags.keywords().forEach(keyword -> each.add(Flags.ofKeywords(keyword)));
        return each;
    }

    // The tree

    private void checkTree(FolderTree tree) {
        List<String> ids =
                tree.folders().values().stream().map(FolderTree.Node::mailboxId).toList();
        assertThat(ids).as("MAILBOXIDs").doesNotHaveDuplicates();
        originals.stream()
                .map(Original::folder)
                .filter(folder -> !isDeletable(folder))
                .forEach(folder -> assertThat(ids).contains(folder));
        Set<String> created = new HashSet<>();
        Set<String> renamed = new HashSet<>();
        for (Report.Done done : all(Report.Done.class)) {
            switch (done.deed()) {
                case Deed.Creation(String name) -> {
                    if (!isBegun(
                            deed ->
                                    deed instanceof Deed.Renaming
                                            || deed instanceof Deed.Deletion)) {
                        assertThat(created.add(name)).as("%s is made once", name).isTrue();
                        assertThat(tree.folder(name)).as("created: %s", name).isPresent();
                    }
                }
                case Deed.Renaming(String folder, String to) -> {
                    assertThat(renamed.add(folder)).as("%s is renamed once", folder).isTrue();
                    if (!isDeletable(folder)) {
                        assertThat(tree.nameOf(folder)).as("renamed").contains(to);
                    }
                }
                case Deed.Deletion(String folder) -> assertThat(ids).doesNotContain(folder);
                case Deed.Delivery _,
                        Deed.Addition _,
                        Deed.Flagging _,
                        Deed.Expunging _,
                        Deed.Copying _,
                        Deed.Moving _ -> {}
            }
        }
    }

    private Optional<Ending> ending(String folder) {
        return Optional.ofNullable(endings.get(folder));
    }

    private <T extends Report> List<T> all(Class<T> type) {
        return reports.stream().filter(type::isInstance).map(type::cast).toList();
    }
}
