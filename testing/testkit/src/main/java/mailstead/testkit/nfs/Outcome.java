package mailstead.testkit.nfs;

/**
 * What becomes of one step of a call. Immutable.
 *
 * @param choice which of several stale answers; 0 for other kinds
 */
public record Outcome(Kind kind, int choice) {

    /** What an outcome is counted as when a schedule's faults are limited. */
    public enum Cost {
        NONE,
        /** Nothing is ill: a cache answers, or a listing is slow. */
        STALE,
        FAULT
    }

    public enum Kind {
        /** It happens now and the answer tells the present. */
        NORMAL(Cost.NONE, "ok"),
        /** A cache answers, or leads the way. */
        STALE(Cost.STALE, "stale"),
        /** The open file was removed and the server has forgotten it: ESTALE. */
        FORGOTTEN(Cost.STALE, "forgotten"),
        /** A listing begins; others go on before it ends. */
        SLOW(Cost.STALE, "slow"),
        /** The listing ends without the names that changed meanwhile. */
        LEAST(Cost.NONE, "least"),
        /** The listing ends with all names that were there at any time meanwhile. */
        MOST(Cost.NONE, "most"),
        /** It happens, the answer is lost: EIO. */
        LOST(Cost.FAULT, "lost"),
        /** It happens, the answer is lost, and the client will send it once more. */
        AGAIN(Cost.FAULT, "again"),
        /** The caller is told EIO; it happens at a later time or never. */
        LATE(Cost.FAULT, "late"),
        /** It does not happen: EIO. */
        FAILED(Cost.FAULT, "failed"),
        /** It does not happen: ETIMEDOUT. */
        TIMED_OUT(Cost.FAULT, "timedout"),
        /** It does not happen: ESTALE. */
        HANDLE(Cost.FAULT, "handle"),
        /** It does not happen: ENOSPC. */
        FULL(Cost.FAULT, "full"),
        /** It does not happen: EDQUOT. */
        QUOTA(Cost.FAULT, "quota"),
        /** The caller's machine dies before the call. */
        CRASH(Cost.NONE, "crash"),
        /** It dies before the call, with half of what it had written at the server. */
        TORN(Cost.NONE, "torn");

        private final Cost cost;
        private final String word;

        Kind(Cost cost, String word) {
            this.cost = cost;
            this.word = word;
        }

        public Cost cost() {
            return cost;
        }

        /** As schedules spell it. */
        public String word() {
            return word;
        }
    }

    public static final Outcome NORMAL = new Outcome(Kind.NORMAL, 0);

    private static final Outcome[] SIMPLE = simple();

    private static Outcome[] simple() {
        Outcome[] all = new Outcome[Kind.values().length];
        for (Kind kind : Kind.values()) {
            all[kind.ordinal()] = kind == Kind.NORMAL ? NORMAL : new Outcome(kind, 0);
        }
        return all;
    }

    public static Outcome of(Kind kind) {
        return SIMPLE[kind.ordinal()];
    }

    public static Outcome stale(int choice) {
        return choice == 0 ? of(Kind.STALE) : new Outcome(Kind.STALE, choice);
    }

    /** Such as {@code lost} or {@code stale2}. */
    @Override
    public String toString() {
        return choice == 0 ? kind.word : kind.word + choice;
    }

    /** Undoes {@link #toString}; IllegalArgumentException for other words. */
    public static Outcome parse(String text) {
        for (Kind kind : Kind.values()) {
            if (text.equals(kind.word)) {
                return of(kind);
            }
            if (text.startsWith(kind.word)
                    && text.substring(kind.word.length()).matches("[1-9][0-9]{0,3}")) {
                return new Outcome(kind, Integer.parseInt(text.substring(kind.word.length())));
            }
        }
        throw new IllegalArgumentException("no outcome: " + text);
    }
}
