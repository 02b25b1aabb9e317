package planted.pop3.server;

/** Something to know. */
public final class Thing {}
