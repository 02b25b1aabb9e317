package planted.imap.server;

/** Something to know. */
public final class Thing {}
