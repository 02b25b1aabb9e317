package mailstead.fs.log;

import java.io.IOException;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Appends one entry to one generation. Shared.
 *
 * <p>Entry <i>n</i> is written to its <i>witness</i>, a file whose name holds <i>n</i> and the
 * entry's nonce, and which no two attempts share. <b>One {@code link} of the witness to the number
 * is what appends it</b>; it succeeds only if nobody has the number. It is called once for each
 * witness, and never again.
 *
 * <p><b>Confirmation.</b> The view that the entry was built on may be old: then <i>n</i> was taken
 * long ago, and free again because it has been collected. So after the link the writer removes the
 * witness of <i>n-1</i>, the very entry that it built on: its name holds that entry's nonce. That
 * call goes to the server by name, and its success proves that the witness was still there. The
 * collector removes all witnesses below its bound before it removes any entry, hence no entry from
 * <i>n-1</i> on had been collected, and the link was the first that ever took <i>n</i>. If the
 * witness is gone (its writer was in doubt, or the collector is at work), a listing can prove the
 * same.
 *
 * <p><b>Doubt.</b> Whenever a call failed from the link on, the writer first removes its own
 * witness. From then on its link cannot happen any more, not even one that is still on its way,
 * since what it would link is gone. Only then does the writer look, by {@link
 * Reader.Demand#PROVED}, who has the number. If the witness cannot be removed or the look fails,
 * the outcome is unknown.
 */
final class Writer<S> {

    /** Of a writer in doubt. A server that is away stays away for longer than two. */
    private static final int LOOKS_MAX = 2;

    private final Reader<S> reader;
    private final LongSupplier nonces;
    private final LogPolicy policy;

    Writer(Reader<S> reader, LongSupplier nonces, LogPolicy policy) {
        this.reader = reader;
        this.nonces = nonces;
        this.policy = policy;
    }

    /** What became of an entry, if that could be found out. */
    sealed interface Outcome<S> {

        /** A newer view, in either case. */
        Known<S> known();

        /** The entry counts and the view holds it. */
        record Won<S>(Known<S> known) implements Outcome<S> {}

        /** The entry does not count and never will. */
        record Beaten<S>(Known<S> known) implements Outcome<S> {}
    }

    /** Asked in the last moment, with what is about to be linked. */
    interface LastMoment {
        /** Whether to go on. If not, nothing has happened. */
        boolean mayLink(Attempt attempt);
    }

    /**
     * Appends an entry to a view.
     *
     * @param after the state with all payloads applied
     * @throws ClosedGeneration if the generation has been given up; the entry does not count
     * @throws UnknownOutcome if it cannot be told whether the entry counts
     * @throws IOException otherwise: the entry does not count and never will
     */
    Outcome<S> append(Known<S> on, List<byte[]> payloads, S after, LastMoment lastMoment)
            throws IOException {
        LogFolder folder = on.folder();
        Entry entry =
                new Entry(
                        Entry.Kind.CHANGES,
                        on.number() + 1,
                        nonces.getAsLong(),
                        on.nonce(),
                        payloads);
        Attempt attempt = new Attempt(folder.identity(), entry.number(), entry.nonce());
        try {
            folder.write(attempt.witness(), EntryCodec.encode(entry));
        } catch (IOException e) {
            folder.removeIfPossible(attempt.witness());
            throw e;
        }
        if (!lastMoment.mayLink(attempt)) {
            folder.removeIfPossible(attempt.witness());
            return new Outcome.Beaten<>(on);
        }
        try {
            folder.link(attempt.witness(), Names.entry(entry.number()));
            if (isConfirmed(on, entry)) {
                folder.sync();
                return new Outcome.Won<>(on.plus(List.of(entry), after, policy));
            }
        } catch (IOException e) {
            return inDoubt(on, attempt, e);
        }
        return inDoubt(on, attempt, new IOException(folder.path() + " is far ahead of the writer"));
    }

    private boolean isConfirmed(Known<S> on, Entry entry) throws IOException {
        LogFolder folder = on.folder();
        try {
            folder.files().unlink(folder.path(Names.witness(on.number(), on.nonce())));
            return true;
        } catch (IOException _) {
            Listing listing = folder.list();
            return listing.provesUncollectedAbove(on.number())
                    && listing.entries().contains(entry.number());
        }
    }

    private Outcome<S> inDoubt(Known<S> on, Attempt attempt, IOException cause) throws IOException {
        Known<S> now = look(on, attempt, cause);
        return switch (attempt.judge(now)) {
            case COUNTS -> new Outcome.Won<>(now);
            case NEVER -> new Outcome.Beaten<>(now);
            case FORGOTTEN -> throw new UnknownOutcome(attempt, cause);
        };
    }

    /** Removes the witness, then looks; both again if one call failed. */
    private Known<S> look(Known<S> on, Attempt attempt, IOException cause) throws IOException {
        IOException last = cause;
        for (int looks = 0; looks < LOOKS_MAX; looks++) {
            try {
                on.folder().remove(attempt.witness());
                return reader.extend(on, Reader.Demand.PROVED);
            } catch (ClosedGeneration e) {
                if (isTakenByStone(on, attempt)) {
                    throw e;
                }
                throw new UnknownOutcome(attempt, e);
            } catch (IOException e) {
                e.addSuppressed(last);
                last = e;
            }
        }
        throw new UnknownOutcome(attempt, last);
    }

    /** In a generation that has been closed: whether it was closed right before this entry. */
    private static boolean isTakenByStone(Known<?> on, Attempt attempt) {
        try {
            return on.folder().readEntry(attempt.number()).kind() == Entry.Kind.STONE;
        } catch (IOException _) {
            return false;
        }
    }
}
