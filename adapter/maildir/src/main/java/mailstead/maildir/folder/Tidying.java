package mailstead.maildir.folder;

import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import mailstead.fs.FileSystem;
import mailstead.mail.folder.FolderState;
import mailstead.mail.folder.Message;
import mailstead.maildir.files.Listing;
import mailstead.maildir.files.MessageName;

/**
 * Writes through to the files, when nobody waits for it, what the log says: messages in {@code new}
 * move to {@code cur}, names get the letters of their flags. Should the log be lost, the flags are
 * not. And cleans {@code tmp}. On the volume's threads, as the owner, one at a time.
 */
final class Tidying {

    /** Names are made tidy when a folder has not changed for so long. */
    private static final Duration QUIET = Duration.ofMinutes(1);

    private static final Duration COLLECTED_EVERY = Duration.ofDays(1);

    private final FolderFiles files;
    private final Whereabouts whereabouts;
    private final Workshop workshop;

    private int untidy;
    private long noticedModSeq;
    private List<String> writtenLetters = List.of();
    private Optional<Long> collectedAt = Optional.empty();

    Tidying(FolderFiles files, Whereabouts whereabouts, Workshop workshop) {
        this.files = files;
        this.whereabouts = whereabouts;
        this.workshop = workshop;
    }

    /** A look at all files has shown how many of them are untidy. */
    void noticed(Inspection inspection) {
        untidy = inspection.untidy();
        noticedModSeq = inspection.ledger().state().highestModSeq();
    }

    /** Whether there is something to do in a folder that nobody is changing just now. */
    boolean isDue(Glance glance) {
        boolean isQuiet = workshop.nanoClock().getAsLong() - glance.changedAt() >= QUIET.toNanos();
        return isQuiet && mayHelp(glance.state());
    }

    /** Whether names may be untidy. */
    boolean mayHelp(FolderState state) {
        return untidy > 0 || state.highestModSeq() != noticedModSeq;
    }

    /**
     * Renames some files.
     *
     * @param ledger known lately
     * @param fromUid messages below are tidy
     * @return where to go on; empty if all are tidy
     */
    OptionalLong tidy(Ledger ledger, long fromUid) throws IOException {
        FlagLetters letters = new FlagLetters(ledger.letters());
        FolderState state = ledger.state();
        writeLetters(ledger.letters());
        int index = state.indexOf(fromUid);
        int renamed = 0;
        for (int i = index < 0 ? -index - 1 : index; i < state.size(); i++) {
            Message message = state.get(i);
            Optional<Found> found =
                    whereabouts.find(message.key()).filter(its -> its.place() != Place.UNFINISHED);
            if (found.isEmpty()) {
                continue;
            }
            String name = letters.named(found.get().name(), message.flags());
            Found tidy = new Found(Place.CURRENT, name);
            if (!tidy.equals(found.get())) {
                if (renamed == FolderClerk.FILES_AT_ONCE) {
                    return OptionalLong.of(message.uid());
                }
                renamed++;
                if (files.moveToCurrent(found.get(), name)) {
                    whereabouts.moved(message.key(), tidy);
                }
            }
        }
        untidy = 0;
        noticedModSeq = state.highestModSeq();
        return OptionalLong.empty();
    }

    /** Before any name says one of them: others must be able to read the names. */
    private void writeLetters(List<String> letters) throws IOException {
        if (!letters.equals(writtenLetters)) {
            if (!letters.equals(KeywordFile.read(files.mailbox()))) {
                KeywordFile.write(files.mailbox(), letters, workshop.names().next());
            }
            writtenLetters = letters;
        }
    }

    /** The state as the server knows it now. */
    interface Reading {
        Ledger newest() throws IOException;
    }

    /** Once a day removes from {@code tmp} what was given up and never got a UID. */
    void collectIfDue(Reading reading) throws IOException {
        long now = workshop.nanoClock().getAsLong();
        if (collectedAt.isPresent() && now - collectedAt.get() < COLLECTED_EVERY.toNanos()) {
            return;
        }
        collectedAt = Optional.of(now);
        List<FileSystem.Entry> listed =
                Listing.namesIn(files.mailbox(), files.path(Place.UNFINISHED));
        if (listed.isEmpty()) {
            return;
        }
        Set<String> unassigned = new HashSet<>();
        listed.forEach(entry -> unassigned.add(MessageName.parse(entry.name()).base()));
        for (Message message : reading.newest().state()) {
            unassigned.remove(message.key());
        }
        files.collectLeft(listed, key -> !unassigned.contains(key));
    }
}
