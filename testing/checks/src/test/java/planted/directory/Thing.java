package planted.directory;

/** Something to know. */
public final class Thing {}
