package mailstead.maildir.folder;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import mailstead.mail.MailException;
import mailstead.mail.folder.Change;
import mailstead.mail.folder.FolderState;
import mailstead.mail.folder.Message;
import mailstead.mail.folder.NumberSet;
import mailstead.spi.FolderGone;
import mailstead.spi.Headway;
import mailstead.spi.MailFolder;

/**
 * Moves messages into another folder: copies them, then expunges here what was copied. Who stops in
 * between leaves both. A message that somebody else has expunged or moved meanwhile is not to be
 * had twice, or against his will: its copy goes again. Confined to one call.
 */
final class Moving {

    private final OpenFolder source;
    private final OpenFolder target;
    private final Workshop workshop;
    private final Headway headway;

    /** Of the last decision: which UIDs it found. */
    private volatile NumberSet removed = NumberSet.EMPTY;

    Moving(OpenFolder source, OpenFolder target, Workshop workshop, Headway headway) {
        this.source = source;
        this.target = target;
        this.workshop = workshop;
        this.headway = headway;
    }

    MailFolder.Copied move(NumberSet uids) throws MailException, FolderGone {
        Copying copying = new Copying(source, target, workshop, headway);
        MailFolder.Copied copied = copying.copy(uids);
        if (copied.sources().isEmpty()) {
            return copied;
        }
        Set<String> keys = new HashSet<>();
        copying.originals().forEach(message -> keys.add(message.key()));
        NumberSet.Builder moved = new NumberSet.Builder();
        copied.sources().forEach(moved::add);
        NumberSet sources = moved.build();
        source.change(newest -> expunged(newest, sources, keys));
        return removed.count() == copied.sources().size() ? copied : withoutLost(copied);
    }

    /** By key, too: a log that was made anew has given the UIDs anew. */
    private List<Change> expunged(FolderState newest, NumberSet sources, Set<String> keys) {
        NumberSet.Builder found = new NumberSet.Builder();
        for (Message message : newest.messages(sources)) {
            if (keys.contains(message.key())) {
                found.add(message.uid());
            }
        }
        removed = found.build();
        return removed.isEmpty() ? List.of() : List.of(new Change.Expunged(removed));
    }

    private MailFolder.Copied withoutLost(MailFolder.Copied copied) {
        List<Long> sources = new ArrayList<>();
        List<Message> copies = new ArrayList<>();
        List<Message> lost = new ArrayList<>();
        for (int i = 0; i < copied.sources().size(); i++) {
            if (removed.contains(copied.sources().get(i))) {
                sources.add(copied.sources().get(i));
                copies.add(copied.copies().get(i));
            } else {
                lost.add(copied.copies().get(i));
            }
        }
        target.takeBack(lost);
        return new MailFolder.Copied(copied.uidValidity(), sources, copies);
    }
}
