package mailstead.maildir.folder;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import mailstead.fs.Errno;
import mailstead.fs.FileFailure;
import mailstead.fs.VolumeRefusal;
import mailstead.fs.log.UnknownOutcome;
import mailstead.mail.MailException;
import mailstead.mail.PermanentFailure;
import mailstead.mail.Reason;
import mailstead.mail.folder.Change;
import mailstead.mail.folder.Message;
import mailstead.mail.folder.NumberSet;
import mailstead.maildir.files.Usages;
import mailstead.spi.FolderGone;
import mailstead.spi.Headway;
import mailstead.spi.MailFolder;

/**
 * Makes files in {@code tmp} messages of a folder, all or none. One entry of the log commits; then
 * they are moved to {@code cur}, by whoever meets them if need be. Confined to one call.
 *
 * <p>What fails before the entry leaves nothing; what fails after it is tried again, and then taken
 * back. Where it cannot be told whether the entry counts, the files stay: if it does, they are
 * messages until they can be taken back ({@link Unwanted}), and if not, they are collected. What
 * has replaced another message is never taken back: neither would be left.
 */
final class Publication {

    private static final int ATTEMPTS_MAX = 3;

    /** How often what remains to be done after the entry is tried. */
    private static final int COMPLETIONS_MAX = 2;

    /** Files in {@code tmp} are safe for much longer: {@link FolderFiles#LEFT_AFTER}. */
    private static final Duration TIMELY = Duration.ofHours(1);

    private final OpenFolder folder;
    private final Workshop workshop;
    private final Headway headway;
    private final Instant begunAt;

    /** What {@link #headway} knows; an attempt that begins anew tells nothing less. */
    private int told;

    private final long begunNanos;

    Publication(OpenFolder folder, Workshop workshop, Headway headway) {
        this.folder = folder;
        this.workshop = workshop;
        this.headway = headway;
        this.begunAt = workshop.clock().instant();
        this.begunNanos = workshop.nanoClock().getAsLong();
    }

    List<Message> add(List<MailFolder.Addition> additions) throws MailException, FolderGone {
        long octets = 0;
        for (MailFolder.Addition addition : additions) {
            octets += uploading(addition).octets();
        }
        return add(additions, new Usages.Need(octets, additions.size()), NumberSet.EMPTY);
    }

    /** Empty if the message is not there. */
    Optional<Message> replace(long uid, MailFolder.Addition addition)
            throws MailException, FolderGone {
        Optional<Message> old = folder.known().byUid(uid);
        if (old.isEmpty()) {
            return Optional.empty();
        }
        long more = uploading(addition).octets() - folder.storedOctets(old.get());
        Usages.Need need = new Usages.Need(Math.max(0, more), 0);
        return add(List.of(addition), need, NumberSet.of(uid)).stream().findFirst();
    }

    private List<Message> add(
            List<MailFolder.Addition> additions, Usages.Need need, NumberSet replaced)
            throws MailException, FolderGone {
        try {
            requireRoom(need);
            List<Incoming> all = finish(additions);
            additions.forEach(addition -> uploading(addition).handedOver());
            return publish(all, replaced);
        } catch (IOException e) {
            additions.forEach(addition -> addition.upload().close());
            throw folder.explain(e);
        }
    }

    private Uploading uploading(MailFolder.Addition addition) {
        Uploading uploading = (Uploading) addition.upload();
        if (uploading.folder() != folder) {
            throw new IllegalArgumentException("an upload of another folder");
        }
        return uploading;
    }

    void requireRoom(Usages.Need need) throws IOException {
        if (!workshop.usages().isKnownToFit(folder.home(), folder.registry().quota(), need)) {
            folder.visit(() -> {
                workshop.usages().requireRoom(folder.home(), folder.registry().quota(), need);
                return need;
            });
        }
    }

    private List<Incoming> finish(List<MailFolder.Addition> additions) throws IOException {
        List<Incoming> all = new ArrayList<>();
        for (List<MailFolder.Addition> some : OpenFolder.portions(additions)) {
            List<MailFolder.Addition> small = new ArrayList<>();
            for (MailFolder.Addition addition : some) {
                if (uploading(addition).isHeld()) {
                    small.add(addition);
                } else {
                    all.addAll(finishTogether(small));
                    small.clear();
                    all.add(
                            folder.visit(
                                    uploading(addition).patience(),
                                    () -> uploading(addition).finish(addition)));
                }
            }
            all.addAll(finishTogether(small));
        }
        return all;
    }

    private List<Incoming> finishTogether(List<MailFolder.Addition> small) throws IOException {
        if (small.isEmpty()) {
            return List.of();
        }
        List<MailFolder.Addition> some = List.copyOf(small);
        return folder.visit(() -> {
            List<Incoming> finished = new ArrayList<>();
            for (MailFolder.Addition addition : some) {
                finished.add(uploading(addition).finish(addition));
            }
            return finished;
        });
    }

    /**
     * @param all complete and durable in this folder's {@code tmp}
     * @return the messages, in this order
     */
    List<Message> publish(List<Incoming> all) throws IOException, FolderGone {
        return publish(all, NumberSet.EMPTY);
    }

    /** None if one of those that they were to replace is gone. */
    private List<Message> publish(List<Incoming> all, NumberSet replaced)
            throws IOException, FolderGone {
        all.forEach(
                incoming -> folder.whereabouts().moved(incoming.arrival().key(), incoming.found()));
        if (!replaced.isEmpty()) {
            // What goes in the same step must not be gone before this is durable.
            folder.visit(() -> {
                folder.files().syncUnfinished();
                return all;
            });
        }
        List<Message> messages = commit(all, replaced);
        if (messages.isEmpty()) {
            all.forEach(incoming -> discard(folder, incoming.found()));
            return messages;
        }
        try {
            requireRemoved(complete(all));
        } catch (NoSuchFolder e) {
            throw e;
        } catch (IOException e) {
            if (replaced.isEmpty()) {
                folder.takeBack(messages);
            }
            throw e;
        }
        long octets = all.stream().mapToLong(Incoming::stored).sum();
        workshop.usages().changed(folder.home(), octets, all.size());
        return messages;
    }

    private List<Message> commit(List<Incoming> all, NumberSet replaced) throws IOException {
        List<Change.Arrival> arrivals = all.stream().map(Incoming::arrival).toList();
        try {
            return folder.bring(new Proposal.Bringing(arrivals, replaced));
        } catch (IOException e) {
            if (!isInDoubt(e)) {
                all.forEach(incoming -> discard(folder, incoming.found()));
            }
            throw e;
        }
    }

    private static boolean isInDoubt(IOException failure) {
        return failure instanceof UnknownOutcome
                || failure instanceof VolumeRefusal refusal
                        && refusal.kind() == VolumeRefusal.Kind.DEADLINE;
    }

    /**
     * Files that are nowhere any more are right if somebody has removed them since they got their
     * UIDs: then they were there, and are not now. Other software may have, without a word in the
     * log; so may, after a very long time, whoever cleans {@code tmp}, and that would be wrong.
     */
    private void requireRemoved(List<Incoming> missing) throws IOException, FolderGone {
        if (missing.isEmpty() || isTimely()) {
            return;
        }
        Set<String> keys = new HashSet<>();
        try {
            folder.change(_ -> List.of()).forEach(message -> keys.add(message.key()));
        } catch (MailException e) {
            throw new IOException("cannot tell what became of messages that were added", e);
        }
        for (Incoming incoming : missing) {
            if (keys.contains(incoming.arrival().key())) {
                throw new FileFailure(
                        "rename", folder.files().path(incoming.found()), Errno.ENOENT);
            }
        }
    }

    /** The messages are there for good: a failure now is tried again before it is told. */
    private List<Incoming> complete(List<Incoming> all) throws IOException {
        for (int attempt = 1; true; attempt++) {
            try {
                return moveToCurrent(all);
            } catch (NoSuchFolder | VolumeRefusal e) {
                throw e;
            } catch (IOException e) {
                if (attempt == COMPLETIONS_MAX) {
                    throw e;
                }
            }
        }
    }

    /** Gives those whose files are nowhere. */
    private List<Incoming> moveToCurrent(List<Incoming> all) throws IOException {
        List<Incoming> missing = new ArrayList<>();
        FlagLetters letters = new FlagLetters(folder.letters());
        List<List<Incoming>> portions = OpenFolder.portions(all);
        int done = 0;
        for (List<Incoming> some : portions) {
            boolean isLast = some == portions.getLast();
            folder.visit(() -> {
                for (Incoming incoming : some) {
                    if (!move(incoming, letters)) {
                        missing.add(incoming);
                    }
                }
                if (isLast) {
                    folder.files().sync();
                    // Nobody may believe that a message is safe in a folder that is deleted.
                    if (folder.registry().canBeDeleted()) {
                        folder.registry().requireThere();
                    }
                }
                return some;
            });
            done += some.size();
            told = Math.max(told, all.size() - all.size() / 2 + done / 2);
            headway.at(told, all.size());
        }
        return missing;
    }

    /**
     * @return whether the file is in its place, or another that is right
     */
    private boolean move(Incoming incoming, FlagLetters letters) throws IOException {
        String key = incoming.arrival().key();
        Found current =
                new Found(
                        Place.CURRENT, letters.named(incoming.name(), incoming.arrival().flags()));
        for (int attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
            if (folder.files().moveToCurrent(incoming.found(), current.name())) {
                folder.whereabouts().moved(key, current);
                return true;
            }
            // Done before and its reply lost, or somebody has helped it along.
            Optional<Found> found = folder.files().find(List.of(key)).stream().findFirst();
            if (found.isPresent() && found.get().place() != Place.UNFINISHED) {
                folder.whereabouts().moved(key, found.get());
                return true;
            }
        }
        return false;
    }

    /**
     * Whether nobody can have taken the file for one that was given up: for that it must have lain
     * in {@code tmp} for much longer. Two clocks, because one may jump and the other may stop while
     * the machine sleeps.
     */
    private boolean isTimely() {
        Duration byWall = Duration.between(begunAt, workshop.clock().instant());
        Duration byMonotonic = Duration.ofNanos(workshop.nanoClock().getAsLong() - begunNanos);
        return !byWall.isNegative()
                && byWall.compareTo(TIMELY) < 0
                && byMonotonic.compareTo(TIMELY) < 0;
    }

    /** Removes a file in {@code tmp} when a thread is free. */
    static void discard(OpenFolder folder, Found unfinished) {
        // It was never visible; what is left in tmp is collected after 36 hours.
        folder.mailbox().runUnattended(() -> folder.files().unlink(unfinished));
    }

    /** Where only a failure can be told: what is written to a folder that is gone. */
    static MailException gone(FolderGone cause) {
        return new PermanentFailure(Reason.FOLDER_GONE, "the folder has been deleted", cause);
    }
}
