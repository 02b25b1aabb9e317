package mailstead.fs.log;

import java.util.Optional;

/**
 * A change, decided on the newest state. Called again, on a newer state, whenever another writer
 * was faster: only the last answer counts, so whatever a decision notes down for its caller must be
 * replaced by each call. May run on another caller's thread (decisions that arrive together share
 * an entry); must not block or touch files.
 */
@FunctionalInterface
public interface Decision<S> {

    /**
     * @param newest the state that the payload will be applied to, if it gets its place
     * @return the change, such that {@link StateCodec#apply} can apply it to {@code newest}; empty
     *     if there is nothing to change
     */
    Optional<byte[]> decide(S newest);
}
