package mailstead.fs.log;

import java.util.List;

/**
 * One entry. Immutable; the payloads are not to be modified.
 *
 * @param kind what it does
 * @param number its place; 0 in a {@link Kind#STONE}, which may lie anywhere
 * @param nonce what tells it from all others that ever wanted this number
 * @param previous the nonce of the entry that it was built on; 0 if there is none
 * @param payloads one for each decision that found its place here, in their order
 */
record Entry(Kind kind, long number, long nonce, long previous, List<byte[]> payloads) {

    enum Kind {
        /** The first one of its generation. Its state is in the snapshot of the same number. */
        GENESIS,
        CHANGES,
        /** Nothing comes after it, in any generation that it lies in. */
        STONE
    }

    Entry {
        payloads = List.copyOf(payloads);
    }
}
