package mailstead.checks.explore;

/**
 * What a store might do wrong. Most of it is done by somebody who stands between the store and its
 * files ({@link Mistaken}), the rest by the clients ({@link FolderStage}).
 */
enum Mistake {
    /** Two processes draw the same 64 random bits, so that their messages have the same names. */
    TWO_DRAW_ALIKE,
    /** A log's entry takes the place of another. */
    LINKS_OVERWRITE,
    /** Whoever has asked for a number believes that it is his, and tells UIDs. */
    CONFIRMS_NOTHING,
    /** A message that one listing has missed has vanished. */
    ONE_LISTING_IS_ENOUGH,
    /** A message that has got its UID, and whose file has yet to be moved, is not looked for. */
    NEVER_LOOKS_INTO_TMP,
    /** A message's file goes before its expunge is decided. */
    UNLINKS_FIRST,
    /** A file gets another message's name with its own flags. */
    WRITES_TO_THE_WRONG_NAME,
    /** A copy takes the original's file away. */
    COPIES_BY_RENAMING,
    /** What is to be changed is decided on what was known, not on what is. */
    DECIDES_ON_WHAT_IT_KNEW,
    /** Whether the folder is still there is not asked after a message was added. */
    NEVER_ASKS_FOR_THE_FOLDER,
    /** A new name is not made durable before the client is told. */
    NEVER_SYNCS_FOLDERS
}
