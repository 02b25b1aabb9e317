package planted.smtp.server;

/** Something to know. */
public final class Thing {}
