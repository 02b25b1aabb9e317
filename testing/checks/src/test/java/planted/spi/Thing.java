package planted.spi;

/** Something to know. */
public final class Thing {}
