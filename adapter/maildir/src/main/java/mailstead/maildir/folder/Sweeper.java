package mailstead.maildir.folder;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import mailstead.mail.folder.Message;
import mailstead.maildir.files.Mailbox;
import mailstead.maildir.files.MessageName;
import mailstead.maildir.files.Usages;

/**
 * Removes the files of expunged messages: some at once, many by and by, when nobody waits for it.
 * What it does not come to is a leftover, which goes when somebody looks at the folder. Shared;
 * what touches files runs on the volume's threads, as the owner.
 */
final class Sweeper {

    /** Files that wait; who expunges more leaves them to those who look. */
    private static final int WAITING_MAX = 1_000_000;

    private final Mailbox home;
    private final FolderFiles files;
    private final Whereabouts whereabouts;
    private final Usages usages;
    private final Queue<Found> waiting = new ArrayDeque<>();
    private boolean isSweeping;

    Sweeper(Mailbox home, FolderFiles files, Whereabouts whereabouts, Usages usages) {
        this.home = home;
        this.files = files;
        this.whereabouts = whereabouts;
        this.usages = usages;
    }

    /** The first files at once, the others later. */
    void remove(List<Message> expunged) throws IOException {
        List<Message> first =
                expunged.subList(0, Math.min(FolderClerk.FILES_AT_ONCE, expunged.size()));
        List<String> elsewhere = new ArrayList<>();
        List<Found> later = new ArrayList<>();
        for (Message message : expunged.subList(first.size(), expunged.size())) {
            whereabouts.find(message.key()).ifPresent(later::add);
        }
        sweepLater(later);
        for (Message message : first) {
            Optional<Found> found = whereabouts.find(message.key());
            if (found.isEmpty() || !unlink(found.get())) {
                elsewhere.add(message.key());
            }
        }
        if (!elsewhere.isEmpty()) {
            for (Found found : files.find(elsewhere)) {
                unlink(found);
            }
        }
    }

    /**
     * @return false if it was not there
     */
    boolean unlink(Found found) throws IOException {
        boolean isThere = files.unlink(found);
        whereabouts.gone(found);
        if (isThere) {
            MessageName name = MessageName.parse(found.name());
            usages.changed(home, -name.stored().orElse(0), -1);
        }
        return isThere;
    }

    void sweepLater(List<Found> found) {
        synchronized (this) {
            if (found.isEmpty() || waiting.size() + found.size() > WAITING_MAX) {
                return;
            }
            waiting.addAll(found);
            if (isSweeping) {
                return;
            }
            isSweeping = true;
        }
        start();
    }

    private void start() {
        if (!files.mailbox().runUnattended(this::sweep)) {
            stop();
        }
    }

    private synchronized void stop() {
        waiting.clear();
        isSweeping = false;
    }

    private Sweeper sweep() throws IOException {
        try {
            for (Found found : take()) {
                unlink(found);
            }
        } catch (IOException | RuntimeException | Error e) {
            stop();
            throw e;
        }
        boolean isDone;
        synchronized (this) {
            isDone = waiting.isEmpty();
            isSweeping = !isDone;
        }
        if (!isDone) {
            start();
        }
        return this;
    }

    private synchronized List<Found> take() {
        List<Found> some = new ArrayList<>();
        while (some.size() < FolderClerk.FILES_AT_ONCE && !waiting.isEmpty()) {
            some.add(waiting.remove());
        }
        return some;
    }
}
