package mailstead.maildir.folder;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import mailstead.fs.log.SharedLog;
import mailstead.fs.log.UnknownOutcome;
import mailstead.mail.folder.Change;
import mailstead.mail.folder.FolderState;
import mailstead.mail.folder.Message;
import mailstead.mail.folder.NumberSet;

/**
 * Messages of which sessions were told that they were not added, though their entry counts, or may
 * count: a client that is told so tries again, and there would be two. They are expunged as soon as
 * the log can be asked, and forgotten with this process. Shared.
 */
final class Unwanted {

    private static final int KEYS_MAX = 20_000;

    /** Entries whose outcome is not known, with the messages that they may have added. */
    private final Queue<Doubt> doubts = new ConcurrentLinkedQueue<>();

    private final Queue<String> keys = new ConcurrentLinkedQueue<>();

    private record Doubt(UnknownOutcome why, List<String> keys) {}

    /** Finds out what became of an entry. */
    @FunctionalInterface
    interface Settling {
        SharedLog.Verdict settle(UnknownOutcome doubt) throws IOException;
    }

    void add(Collection<String> added) {
        if (keys.size() + added.size() <= KEYS_MAX) {
            keys.addAll(added);
        }
    }

    void doubt(UnknownOutcome why, Collection<String> added) {
        if (!added.isEmpty() && added.size() <= KEYS_MAX && doubts.size() < KEYS_MAX) {
            doubts.add(new Doubt(why, List.copyOf(added)));
        }
    }

    /** What is to be expunged; nothing in most cases. What cannot be found out now, is later. */
    Optional<Removing> settled(Settling log) {
        try {
            for (Doubt doubt = doubts.peek(); doubt != null; doubt = doubts.peek()) {
                switch (log.settle(doubt.why())) {
                    case NEVER -> {}
                    // Perhaps it never was; a key is nobody else's.
                    case COUNTS, FORGOTTEN -> add(doubt.keys());
                }
                doubts.remove(doubt);
            }
        } catch (IOException _) {
            // Whoever asks for something now is told if the log cannot be asked at all.
        }
        return keys.isEmpty() ? Optional.empty() : Optional.of(new Removing(new HashSet<>(keys)));
    }

    /** Expunges them. */
    final class Removing {

        private final Set<String> unwanted;

        private Removing(Set<String> unwanted) {
            this.unwanted = unwanted;
        }

        Proposal.Edit edit() {
            return new Proposal.Edit(this::on);
        }

        private List<Change> on(FolderState newest) {
            NumberSet.Builder uids = new NumberSet.Builder();
            for (Message message : newest) {
                if (unwanted.contains(message.key())) {
                    uids.add(message.uid());
                }
            }
            NumberSet found = uids.build();
            return found.isEmpty() ? List.of() : List.of(new Change.Expunged(found));
        }

        /** They are gone. */
        void done() {
            keys.removeAll(new ArrayList<>(unwanted));
        }
    }
}
