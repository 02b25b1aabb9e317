package mailstead.smtp.codec;

/** Extensions whose words are known only where they are offered. */
public enum Extension {
    /** The AUTH command, and the parameter of MAIL (RFC 4954). */
    AUTH,
    /** {@code HOLDFOR} and {@code HOLDUNTIL} (RFC 4865). */
    FUTURERELEASE
}
