package mailstead.testkit.explore;

/**
 * States that a search has been in, each with what it could still afford then: whoever comes back
 * with no more than that finds nothing new. States are told apart by 64 bit digests. Confined.
 */
final class SeenStates {

    private static final int FIRST_CAPACITY = 1 << 12;

    /** A key of 0 marks a free place. */
    private long[] keys = new long[FIRST_CAPACITY];

    private long[] budgets = new long[FIRST_CAPACITY];
    private int size;

    int size() {
        return size;
    }

    /**
     * @param budget up to eight counts of seven bits, one in each octet
     * @return whether the state was not known with as much of each count; it is now
     */
    boolean add(long digest, long budget) {
        long key = digest == 0 ? 1 : digest;
        int at = place(key);
        while (keys[at] != 0) {
            if (keys[at] == key) {
                if (covers(budgets[at], budget)) {
                    return false;
                }
                if (covers(budget, budgets[at])) {
                    budgets[at] = budget;
                    return true;
                }
            }
            at = at + 1 & keys.length - 1;
        }
        keys[at] = key;
        budgets[at] = budget;
        size++;
        if (size * 2L > keys.length) {
            grow();
        }
        return true;
    }

    /** Whether each count of {@code more} is at least that of {@code less}. */
    static boolean covers(long more, long less) {
        return ((more | HIGH_BITS) - less & HIGH_BITS) == HIGH_BITS;
    }

    private static final long HIGH_BITS = 0x8080808080808080L;

    private int place(long key) {
        return (int) (key ^ key >>> 32) & keys.length - 1;
    }

    private void grow() {
        long[] oldKeys = keys;
        long[] oldBudgets = budgets;
        keys = new long[oldKeys.length * 2];
        budgets = new long[keys.length];
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldKeys[i] != 0) {
                int at = place(oldKeys[i]);
                while (keys[at] != 0) {
                    at = at + 1 & keys.length - 1;
                }
                keys[at] = oldKeys[i];
                budgets[at] = oldBudgets[i];
            }
        }
    }
}
