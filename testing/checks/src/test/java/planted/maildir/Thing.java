package planted.maildir;

/** Something to know. */
public final class Thing {}
