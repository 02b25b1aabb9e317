package mailstead.directory.sql;

/**
 * One state of the directory: a change number within a lineage. Immutable.
 *
 * @param number how many changes there were
 */
record Mark(Lineage lineage, long number) {

    /** Before the primary was asked for the first time. */
    static final Mark NONE = new Mark(Lineage.NONE, 0);

    boolean isKnown() {
        return !equals(NONE);
    }

    /** What is known after both were seen. A new lineage counts even with a lower number. */
    Mark advancedTo(Mark seen) {
        if (seen.lineage.isBefore(lineage)) {
            return this;
        }
        return isRolledBackTo(seen) ? this : seen;
    }

    /** Whether the same primary says that less has happened. */
    boolean isRolledBackTo(Mark seen) {
        return seen.lineage.equals(lineage) && seen.number < number;
    }
}
