package mailstead.fs.log;

import java.io.IOException;
import java.util.Optional;
import java.util.function.LongSupplier;
import mailstead.fs.FileFailure;

/**
 * Finds the generation in use, makes the first one, and replaces a lost one. Shared.
 *
 * <p>Replacing: the lost generation is closed first ({@link Closing}), so that nothing more is
 * acknowledged there; then what can be read is read; then the next generation is born with it. Its
 * number is one above the highest there is, and that one is closed: so two actors who replace at
 * once want the same number, and one of them gets it. One who slept meanwhile wants a number that
 * is long taken. A closed generation stays where it is, for whoever wants to see what happened.
 */
final class Opener<S> {

    /** Generations that are closed, or born by others, while one is looking for the newest. */
    private static final int SEARCHES_MAX = 16;

    private final Generations<S> generations;
    private final Reader<S> reader;
    private final Birth<S> birth;
    private final LongSupplier nonces;

    Opener(Generations<S> generations, Reader<S> reader, Birth<S> birth, LongSupplier nonces) {
        this.generations = generations;
        this.reader = reader;
        this.birth = birth;
        this.nonces = nonces;
    }

    /** The newest view; of a new log if there is none. */
    Known<S> open() throws IOException {
        Optional<LogFolder> found = generations.likely();
        if (found.isEmpty()) {
            generations.bear(1, 1, birth.genesis(Optional.empty()));
            found = generations.likely();
        }
        return load(found);
    }

    private Known<S> load(Optional<LogFolder> likely) throws IOException {
        Optional<LogFolder> found = likely;
        IOException last = new IOException("a log was made and cannot be found");
        for (int searches = 0; searches < SEARCHES_MAX && found.isPresent(); searches++) {
            LogFolder folder = found.get();
            try {
                Known<S> loaded = reader.load(folder, Optional.empty(), Reader.Demand.NEWEST);
                generations.sync();
                return loaded;
            } catch (ClosedGeneration | LostLog e) {
                last = e;
                found = generations.newest();
                if (found.isEmpty() || found.get().generation() <= folder.generation()) {
                    throw lost(folder.generation(), e);
                }
            } catch (FileFailure e) {
                if (!LogFolder.isGone(e)) {
                    throw e;
                }
                last = e;
                found = generations.newest();
            }
        }
        throw new IOException("no generation of the log stays in use", last);
    }

    private static LostLog lost(int generation, IOException cause) {
        return cause instanceof LostLog already
                ? already
                : new LostLog(
                        generation, "a log was given up and has not been replaced yet", cause);
    }

    /**
     * What to do when a generation cannot be followed any further.
     *
     * @param cause it was closed, lost, or is not there any more
     * @throws LostLog if nothing has taken its place
     */
    Known<S> after(Known<S> from, IOException cause) throws IOException {
        Optional<LogFolder> now = generations.newest();
        if (now.isPresent() && now.get().generation() > from.folder().generation()) {
            return load(now);
        }
        if (cause instanceof FileFailure && now.isPresent() && now.get().isSame(from.folder())) {
            return reader.load(now.get(), Optional.of(from), Reader.Demand.NEWEST);
        }
        if (cause instanceof FileFailure) {
            throw new LostLog(
                    from.folder().generation(), from.folder().path() + " has been removed", cause);
        }
        throw lost(from.folder().generation(), cause);
    }

    /**
     * A log in place of the lost one.
     *
     * @param remembered the newest view that this process has
     */
    Known<S> recreate(Optional<Known<S>> remembered) throws IOException {
        int highest = generations.highest();
        if (highest == 0) {
            return bear(1, 0, remembered);
        }
        Optional<LogFolder> folder = generations.in(highest);
        if (folder.isEmpty()) {
            return bear(highest + 1, 0, remembered);
        }
        try {
            return load(folder);
        } catch (ClosedGeneration | LostLog _) {
            // As expected.
        }
        LogFolder lost = folder.get();
        new Closing(lost, nonces).close();
        generations.markClosed(lost.generation());
        return bear(lost.generation() + 1, lost.list().newest(), best(lost, remembered));
    }

    private Optional<Known<S>> best(LogFolder lost, Optional<Known<S>> remembered)
            throws IOException {
        Optional<Known<S>> salvaged = reader.salvage(lost);
        boolean isRememberedBetter =
                remembered.isPresent()
                        && remembered.get().folder().identity() == lost.identity()
                        && (salvaged.isEmpty()
                                || salvaged.get().number() < remembered.get().number());
        return isRememberedBetter ? remembered : salvaged;
    }

    /** Its numbers go on after the greatest ever seen. */
    private Known<S> bear(int generation, long newest, Optional<Known<S>> salvaged)
            throws IOException {
        S state = birth.genesis(salvaged.map(Known::state));
        long after = Math.max(newest, salvaged.map(Known::number).orElse(0L));
        generations.bear(generation, after + 1, state);
        return load(generations.newest());
    }
}
