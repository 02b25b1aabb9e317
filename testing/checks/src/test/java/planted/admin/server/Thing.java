package planted.admin.server;

/** Something to know. */
public final class Thing {}
