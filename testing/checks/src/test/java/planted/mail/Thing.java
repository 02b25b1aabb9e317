package planted.mail;

/** Something to know. */
public final class Thing {}
