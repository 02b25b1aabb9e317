package mailstead.imap.codec;

/** By what a command names messages, and so by what its answers name them. */
public enum Numbering {
    SEQUENCE,
    /** The command's form with {@code UID} before it (RFC 9051 section 6.4.9). */
    UID
}
