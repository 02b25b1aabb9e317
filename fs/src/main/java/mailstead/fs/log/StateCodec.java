package mailstead.fs.log;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * What the log needs to know of the state that it keeps: how a change changes it, and how it looks
 * in a snapshot. Pure, and shared by all threads; states are immutable.
 *
 * <p>All hosts must compute the same state from the same entries: nothing but the arguments may
 * flow into the results.
 */
public interface StateCodec<S> {

    /**
     * The state after one more change.
     *
     * @param number of the entry that holds the change; several changes of one entry are applied
     *     one after the other with the same number
     * @param payload as {@link Decision#decide} gave it; not to be modified
     * @throws Corruption if no {@link Decision} of ours can have given such a payload for this
     *     state
     */
    S apply(S state, long number, byte[] payload) throws Corruption;

    /** Writes the state, so that {@link #read} gives an equal one. */
    void write(S state, OutputStream out) throws IOException;

    /**
     * Reads what {@link #write} wrote. The octets have been verified against their checksums
     * before, block by block; the stream ends where the state ends.
     *
     * @throws Corruption if they are no state all the same; an {@link java.io.EOFException} means
     *     the same
     */
    S read(InputStream in) throws IOException;
}
