package mailstead.spi;

/**
 * Whether a customer, a domain or an account is served. Nothing is ever deleted by a suspension.
 */
public enum Status {
    ACTIVE,
    SUSPENDED
}
