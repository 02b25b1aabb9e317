package mailstead.checks.explore;

/**
 * The rules that the shared log is safe by (docs/design/shared-log.md), in the parts that can be
 * taken away one by one by somebody who stands between the log and its files.
 */
enum Rule {
    /** Of several births one wins, as a whole. */
    BIRTH_IS_ONE_RENAME,
    /** What the writer confirms is the very entry that it built on. */
    IDENTITY,
    /** After linking <i>n</i> the writer confirms that <i>n-1</i> had not been collected. */
    CONFIRMATION,
    /** In doubt, the writer takes its witness away before it looks. */
    NO_LINK_AFTER_THE_LOOK,
    /** In doubt, the writer looks at the server. */
    FRESH_LOOK,
    /** After reading, the reader asks again whether what it read had been collected before. */
    READERS_PROOF,
    /** Snapshots are numbered: an older one never takes the place of a newer one. */
    NUMBERED_SNAPSHOTS,
    /** Witnesses are removed before entries are. */
    WITNESSES_FIRST,
    /** Older snapshots are removed before entries are, and entries in ascending order. */
    ENTRIES_LAST,
    /** Only what lies below the newest snapshot but one is removed. */
    COLLECT_BELOW_THE_BOUND,
    /** An entry has its place by a link, which only one can make. */
    ONE_LINK_WINS
}
