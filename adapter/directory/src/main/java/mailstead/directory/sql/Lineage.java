package mailstead.directory.sql;

/**
 * Which history a primary writes. Immutable.
 *
 * @param system PostgreSQL's {@code system_identifier}: the same in all copies of one cluster
 * @param timeline grows with each promotion
 */
record Lineage(long system, long timeline) {

    static final Lineage NONE = new Lineage(0, 0);

    /** Whether a primary of this lineage was replaced by one that has met the other. */
    boolean isBefore(Lineage other) {
        return system == other.system && timeline < other.timeline;
    }
}
