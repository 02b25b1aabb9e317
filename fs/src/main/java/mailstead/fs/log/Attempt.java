package mailstead.fs.log;

import java.io.Serializable;
import java.util.OptionalLong;

/**
 * An entry that may or may not have become one.
 *
 * @param log identity of the generation
 */
record Attempt(long log, long number, long nonce) implements Serializable {

    String witness() {
        return Names.witness(number, nonce);
    }

    /**
     * What a view says, which must have been proved, from a listing that began when the witness was
     * gone.
     */
    SharedLog.Verdict judge(Known<?> known) {
        if (known.folder().identity() != log) {
            return SharedLog.Verdict.FORGOTTEN;
        }
        if (known.number() < number) {
            return SharedLog.Verdict.NEVER;
        }
        OptionalLong winner = known.nonce(number);
        if (winner.isEmpty()) {
            return SharedLog.Verdict.FORGOTTEN;
        }
        return winner.getAsLong() == nonce ? SharedLog.Verdict.COUNTS : SharedLog.Verdict.NEVER;
    }
}
