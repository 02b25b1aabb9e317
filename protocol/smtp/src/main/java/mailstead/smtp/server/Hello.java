package mailstead.smtp.server;

/**
 * What the client said of itself. Immutable.
 *
 * @param extended EHLO or LHLO, not HELO
 */
record Hello(String name, boolean extended) {}
