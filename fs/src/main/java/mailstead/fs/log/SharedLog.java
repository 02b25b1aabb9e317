package mailstead.fs.log;

import java.io.IOException;
import java.util.Optional;
import java.util.function.LongSupplier;
import mailstead.fs.FileSystem;

/**
 * A state that any number of hosts change together by appending numbered entries to a folder. See
 * {@code docs/design/shared-log.md}. Shared: keep one for each log and process, so that concurrent
 * appends share entries.
 *
 * <p>Calls that touch files run on the caller's thread, which must be a volume's, acting as the
 * owner of the folder. They may hang as long as the file system does; the others of the same log do
 * not wait for a hung one for longer than {@link LogPolicy#patience}.
 */
public final class SharedLog<S> {

    private final FileSystem files;
    private final String folder;
    private final StateCodec<S> codec;
    private final Birth<S> birth;
    private final LongSupplier nonces;
    private final LogPolicy policy;

    /**
     * Touches no file.
     *
     * @param folder absolute path; made by the first call if it is missing, in a parent that exists
     * @param nonces random numbers of 64 bits, unpredictable enough that no two hosts draw the same
     */
    public SharedLog(
            FileSystem files,
            String folder,
            StateCodec<S> codec,
            Birth<S> birth,
            LongSupplier nonces,
            LogPolicy policy) {
        this.files = files;
        this.folder = folder;
        this.codec = codec;
        this.birth = birth;
        this.nonces = nonces;
        this.policy = policy;
    }

    /** The newest view of this process; no call. Empty before the first one was read. */
    public Optional<View<S>> known() {
        throw new UnsupportedOperationException();
    }

    /**
     * The newest view of the server. Opens the log, or makes it, if need be.
     *
     * @return a view that holds every append that ended before this call began, on any host
     * @throws LostLog if the log is there but cannot be read
     */
    public View<S> refresh() throws IOException {
        throw new UnsupportedOperationException();
    }

    /**
     * What happened between an earlier view and {@link #known}; no call. A jump if that is not
     * remembered.
     */
    public Passage since(View<S> earlier) {
        throw new UnsupportedOperationException();
    }

    /**
     * Appends what is decided on the newest state; durable when it returns. Decisions of other
     * threads may go into the same entry.
     *
     * @throws UnknownOutcome if it cannot be told whether the change counts
     * @throws LostLog if the log is there but cannot be read; the change does not count
     * @throws IOException otherwise: the change does not count and never will
     */
    public Appended<S> append(Decision<S> decision) throws IOException {
        throw new UnsupportedOperationException();
    }

    /** Whether {@link #upkeep} has something to do; no call. Worth asking after each append. */
    public boolean isUpkeepDue() {
        throw new UnsupportedOperationException();
    }

    /**
     * Makes a snapshot if one is due, and removes a bounded amount of what nobody needs any more.
     * Best run by nobody's session, such as with {@link
     * mailstead.fs.VolumeThreads#startUnattended}; safe at any time, on any host, any number of
     * times at once. A log without upkeep grows and grows slow, and stays right.
     */
    public void upkeep() throws IOException {
        throw new UnsupportedOperationException();
    }

    /** What became of an append in doubt. */
    public enum Verdict {
        COUNTS,
        /** It does not and never will. */
        NEVER,
        /** More entries have been added since than the log remembers the writers of. */
        FORGOTTEN
    }

    /** Finds out what became of an append in doubt, now that the server answers again. */
    public Verdict settle(UnknownOutcome doubt) throws IOException {
        throw new UnsupportedOperationException();
    }

    /**
     * Gives a lost log up and makes a new generation of it, unless another host has done so. The
     * lost one stays in its folder and is closed: nothing can be appended to it any more.
     *
     * @return a view of the new generation
     */
    public View<S> recreate(LostLog lost) throws IOException {
        throw new UnsupportedOperationException();
    }
}
