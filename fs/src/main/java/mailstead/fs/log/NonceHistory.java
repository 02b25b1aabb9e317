package mailstead.fs.log;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;

/** The nonces of the last entries up to one, at most so many. Immutable. */
final class NonceHistory {

    private final long newest;
    private final long[] nonces;

    /**
     * @param newest number of the last one
     * @param nonces in ascending order of their numbers; at least one
     */
    NonceHistory(long newest, long... nonces) {
        this.newest = newest;
        this.nonces = nonces.clone();
    }

    /** With those of the next entries; keeps the last {@code max}. */
    NonceHistory plus(List<Long> next, int max) {
        int total = nonces.length + next.size();
        long[] all = Arrays.copyOf(nonces, total);
        for (int i = 0; i < next.size(); i++) {
            all[nonces.length + i] = next.get(i);
        }
        return new NonceHistory(
                newest + next.size(), Arrays.copyOfRange(all, Math.max(0, total - max), total));
    }

    /** Empty if that is not remembered, or lies in the future. */
    OptionalLong nonce(long number) {
        long index = nonces.length - 1 - (newest - number);
        return index < 0 || index >= nonces.length
                ? OptionalLong.empty()
                : OptionalLong.of(nonces[(int) index]);
    }

    int size() {
        return nonces.length;
    }

    /** Ascending. */
    long[] nonces() {
        return nonces.clone();
    }
}
