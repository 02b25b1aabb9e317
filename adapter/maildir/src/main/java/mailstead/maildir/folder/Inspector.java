package mailstead.maildir.folder;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import mailstead.fs.FileSystem;
import mailstead.mail.folder.Change;
import mailstead.mail.folder.Flags;
import mailstead.mail.folder.Message;
import mailstead.maildir.files.MessageName;
import mailstead.maildir.files.UniqueNames;

/**
 * Looks at a folder's files and compares them with its state. On the volume's threads, as the
 * owner, one at a time.
 *
 * <p>The state was read before the files are listed: a file that it does not know is new, or has
 * got its UID since, which shows when it is to get one. A message whose file was not seen is looked
 * for in {@code tmp}, {@code new} and {@code cur}, in the order in which files move, and once more
 * in {@code cur}, where they are renamed: only then it has vanished. One whose file is in {@code
 * tmp} was on its way when somebody stopped, and is helped along.
 */
final class Inspector {

    /** Files of expunged messages that one look removes; the others go later. */
    private static final int CLEARED_AT_ONCE = 256;

    private final FolderFiles files;
    private final Whereabouts whereabouts;
    private final Sweeper sweeper;

    private boolean hasSeenAll;
    private Optional<Agreement> agreement = Optional.empty();
    private long clearedThrough;

    /** How much is to be looked at. */
    enum Care {
        /** At {@code new}, where deliveries arrive; the first look is always whole. */
        ARRIVALS,
        /** At {@code cur}, too, unless it is known what has changed there. */
        WHOLE,
        /** And afterwards no file of an expunged message is left. */
        CLEAR
    }

    Inspector(FolderFiles files, Whereabouts whereabouts, Sweeper sweeper) {
        this.files = files;
        this.whereabouts = whereabouts;
        this.sweeper = sweeper;
    }

    /**
     * No file is left of messages that were removed up to this modification sequence, in the
     * UIDVALIDITY of the last look.
     */
    long clearedThrough() {
        return clearedThrough;
    }

    /**
     * @param ledger read before this call
     * @param progress told now and then that the work goes on
     */
    Inspection inspect(Ledger ledger, Care care, Runnable progress) throws IOException {
        boolean isAll =
                !hasSeenAll
                        || care == Care.CLEAR
                        || care == Care.WHOLE && !files.isOnlyChangedHere();
        Sight before = whereabouts.sight();
        FileNames fresh = files.fresh(before.fresh());
        FileNames current = isAll ? files.current(before.current()) : before.current();
        Sight seen = before.with(fresh, current);
        whereabouts.seen(seen, isAll);
        Comparison compared =
                agreement
                        .flatMap(matched -> matched.since(ledger, seen, whereabouts::hasMoved))
                        .orElseGet(() -> Comparison.of(ledger, seen));
        List<Message> vanished = List.of();
        List<Message> missing = unlessMoved(compared.missing(), isAll);
        if (!missing.isEmpty()) {
            Search search = search(ledger, missing);
            compared = search.compared();
            vanished = search.vanished();
            isAll = true;
        }
        hasSeenAll |= isAll;
        if (compared.unknown().isEmpty() && missing.isEmpty() && compared.leftovers().isEmpty()) {
            agreement =
                    Optional.of(
                            new Agreement(whereabouts.sight(), ledger.state(), compared.untidy()));
        }
        List<Found> leftovers = leftovers(compared, isAll);
        int now = care == Care.CLEAR ? leftovers.size() : CLEARED_AT_ONCE;
        clear(leftovers.subList(0, Math.min(now, leftovers.size())), progress);
        if (leftovers.size() > now) {
            sweeper.sweepLater(leftovers.subList(now, leftovers.size()));
        } else if (isAll) {
            clearedThrough = ledger.state().highestModSeq();
        }
        return new Inspection(ledger, compared.unknown(), vanished, compared.untidy(), isAll);
    }

    /** What this node has moved since {@code cur} was listed is not missing. */
    private List<Message> unlessMoved(List<Message> missing, boolean isAll) {
        return isAll
                ? missing
                : missing.stream().filter(message -> !whereabouts.hasMoved(message.key())).toList();
    }

    /** What a second look showed. */
    private record Search(Comparison compared, List<Message> vanished) {}

    private Search search(Ledger ledger, List<Message> missing) throws IOException {
        FileNames unfinished = files.list(Place.UNFINISHED, FileNames.NONE);
        Sight before = whereabouts.sight();
        FileNames fresh = files.list(Place.FRESH, before.fresh());
        Sight seen = before.with(fresh, files.list(Place.CURRENT, before.current()));
        whereabouts.seen(seen, true);
        Comparison compared = Comparison.of(ledger, seen);
        List<Message> lost = inBoth(missing, compared.missing());
        lost = helpAlong(ledger, lost, unfinished);
        if (!lost.isEmpty()) {
            seen = seen.with(fresh, files.list(Place.CURRENT, seen.current()));
            whereabouts.seen(seen, false);
            compared = Comparison.of(ledger, seen);
            lost = inBoth(lost, compared.missing());
        }
        if (!lost.isEmpty()) {
            files.requireCurrent();
        }
        return new Search(compared, lost);
    }

    private static List<Message> inBoth(List<Message> some, List<Message> others) {
        Set<String> keys = others.stream().map(Message::key).collect(Collectors.toSet());
        return some.stream().filter(message -> keys.contains(message.key())).toList();
    }

    /** Moves what is in {@code tmp} to {@code cur}; gives those that are not. */
    private List<Message> helpAlong(Ledger ledger, List<Message> lost, FileNames unfinished)
            throws IOException {
        FlagLetters letters = new FlagLetters(ledger.letters());
        List<Message> rest = new ArrayList<>();
        boolean isAnyMoved = false;
        for (Message message : lost) {
            var index = unfinished.find(message.key());
            if (index.isEmpty()) {
                rest.add(message);
                continue;
            }
            Found found = new Found(Place.UNFINISHED, unfinished.name(index.getAsInt()));
            String name = letters.named(found.name(), message.flags());
            // Gone from there: whoever brought it has moved it.
            if (files.moveToCurrent(found, name)) {
                whereabouts.moved(message.key(), new Found(Place.CURRENT, name));
                isAnyMoved = true;
            }
        }
        if (isAnyMoved) {
            files.sync();
        }
        return rest;
    }

    /**
     * The files of expunged messages. Where {@code cur} was not listed, what seems to be in there
     * is rather gone: whoever expunged the message has removed it.
     */
    private List<Found> leftovers(Comparison compared, boolean isAll) {
        return compared.leftovers().stream()
                .filter(found -> isAll || found.place() == Place.FRESH)
                .filter(found -> !whereabouts.isGone(found))
                .toList();
    }

    private void clear(List<Found> leftovers, Runnable progress) throws IOException {
        for (int i = 0; i < leftovers.size(); i++) {
            sweeper.unlink(leftovers.get(i));
            if (i % FolderClerk.FILES_AT_ONCE == 0) {
                progress.run();
            }
        }
    }

    /**
     * What is to be known of files that are to get UIDs.
     *
     * @return those that are still there
     */
    List<Change.Arrival> arrivals(Inspection inspection) throws IOException {
        FlagLetters letters = new FlagLetters(inspection.ledger().letters());
        List<Change.Arrival> arrivals = new ArrayList<>();
        for (Comparison.Unknown unknown : inspection.unknown()) {
            MessageName name = MessageName.parse(unknown.found().name());
            Optional<Long> received = receivedSeconds(name, unknown.found());
            if (received.isPresent()) {
                Flags flags = letters.flags(name.text());
                arrivals.add(
                        new Change.Arrival(
                                unknown.key(),
                                flags,
                                received.get(),
                                received.get(),
                                name.onWire().orElse(-1),
                                ""));
            }
        }
        return arrivals;
    }

    /** Our names begin with it; of others' files it is when they were written. */
    private Optional<Long> receivedSeconds(MessageName name, Found found) throws IOException {
        if (UniqueNames.isOurs(name.base())) {
            return Optional.of(name.seconds());
        }
        Optional<FileSystem.Stat> stat = files.stat(found);
        return stat.map(its -> its.modified().getEpochSecond());
    }
}
