package planted.service;

/** Something to know. */
public final class Thing {}
