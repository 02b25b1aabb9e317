package mailstead.testkit.nfs;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mailstead.fs.Errno;
import mailstead.fs.FileFailure;

/**
 * One call of one client, in one or two steps: names are looked up (by asking the server, or a
 * cache), then it happens at what they led to. Confined.
 */
class Request<T> implements Call {

    /** The second half of a call: works on inodes, however their names have changed since. */
    interface Effect<T> {
        T happen() throws FileFailure;
    }

    /** The first half. */
    interface Resolution<T> {
        Effect<T> resolve(Tree.Lookup lookup) throws FileFailure;
    }

    /** What may befall a call, besides stale names. */
    enum Nature {
        /** Changes nothing at the server. */
        LOOKS(Outcome.Kind.FAILED, Outcome.Kind.TIMED_OUT, Outcome.Kind.HANDLE),
        /** Changes names. */
        CHANGES(
                Outcome.Kind.LOST,
                Outcome.Kind.AGAIN,
                Outcome.Kind.LATE,
                Outcome.Kind.FAILED,
                Outcome.Kind.TIMED_OUT,
                Outcome.Kind.HANDLE),
        /** Changes names and needs space for them. */
        GROWS(
                Outcome.Kind.LOST,
                Outcome.Kind.AGAIN,
                Outcome.Kind.LATE,
                Outcome.Kind.FAILED,
                Outcome.Kind.TIMED_OUT,
                Outcome.Kind.HANDLE,
                Outcome.Kind.FULL,
                Outcome.Kind.QUOTA),
        /** Sends what was written. */
        SENDS(
                Outcome.Kind.LOST,
                Outcome.Kind.FAILED,
                Outcome.Kind.TIMED_OUT,
                Outcome.Kind.HANDLE,
                Outcome.Kind.FULL,
                Outcome.Kind.QUOTA),
        /** Into the client's memory, which may know already that there is no space. */
        WRITES(Outcome.Kind.FAILED, Outcome.Kind.FULL, Outcome.Kind.QUOTA),
        /** Nothing outside the client is asked. */
        INSIDE();

        private final List<Outcome> faults;

        Nature(Outcome.Kind... faults) {
            this.faults = List.of(faults).stream().map(Outcome::of).toList();
        }
    }

    private final NfsClient client;
    private final String name;
    private final String path;
    private final Nature nature;
    private final Resolution<T> resolution;
    private final boolean isQuiet;

    /** Of a request that has happened once and is to be sent again. */
    private Optional<Effect<T>> sent = Optional.empty();

    private List<Tree.Lookup> guesses = List.of();

    Request(
            NfsClient client,
            String name,
            String path,
            Nature nature,
            boolean isQuiet,
            Resolution<T> resolution) {
        this.client = client;
        this.name = name;
        this.path = path;
        this.nature = nature;
        this.isQuiet = isQuiet;
        this.resolution = resolution;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String path() {
        return path;
    }

    @Override
    public boolean isQuiet() {
        return isQuiet;
    }

    @Override
    public boolean hasUnsentData() {
        return client.hasUnsentData();
    }

    @Override
    public List<Outcome> options() {
        List<Outcome> options = new ArrayList<>(8);
        options.add(Outcome.NORMAL);
        if (sent.isEmpty()) {
            for (int i = 0; i < countGuesses(); i++) {
                options.add(Outcome.stale(i));
            }
            for (Outcome fault : nature.faults) {
                if (fault.kind() != Outcome.Kind.AGAIN || client.repeatsCalls()) {
                    options.add(fault);
                }
            }
        }
        return options;
    }

    /** Finds out what caches might say. */
    int countGuesses() {
        guesses = List.of();
        if (client.hasCaches()) {
            List<Tree.Lookup> found = new ArrayList<>();
            try {
                resolution.resolve(client.watching(found));
            } catch (FileFailure _) {
                // What was looked up before it failed is what caches could answer.
            }
            guesses = found;
        }
        return guesses.size();
    }

    /** Empty if it needs one more step. */
    Optional<T> step(Outcome outcome) throws FileFailure {
        return switch (outcome.kind()) {
            case NORMAL -> Optional.of(effect(client.asking()).happen());
            case STALE -> {
                countGuesses();
                yield Optional.of(guess(outcome.choice()));
            }
            case LOST -> {
                try {
                    effect(client.asking()).happen();
                } catch (FileFailure _) {
                    // Nobody hears of it.
                }
                throw failure(Errno.EIO);
            }
            case AGAIN -> {
                Effect<T> effect = effect(client.asking());
                sent = Optional.of(effect);
                effect.happen();
                yield Optional.empty();
            }
            case LATE -> {
                client.leaveLate(name, path, effect(client.asking()));
                throw failure(Errno.EIO);
            }
            case FAILED -> throw failure(Errno.EIO);
            case TIMED_OUT -> throw failure(Errno.ETIMEDOUT);
            case HANDLE, FORGOTTEN -> throw failure(Errno.ESTALE);
            case FULL -> throw failure(Errno.ENOSPC);
            case QUOTA -> throw failure(Errno.EDQUOT);
            case SLOW, LEAST, MOST, CRASH, TORN ->
                    throw new IllegalArgumentException(outcome + " of " + name + " " + path);
        };
    }

    /** As the caches believe. */
    T guess(int choice) throws FileFailure {
        return resolution.resolve(guesses.get(choice)).happen();
    }

    private Effect<T> effect(Tree.Lookup lookup) throws FileFailure {
        return sent.isPresent() ? sent.get() : resolution.resolve(lookup);
    }

    FileFailure failure(Errno errno) {
        return new FileFailure(name, path, errno);
    }
}
