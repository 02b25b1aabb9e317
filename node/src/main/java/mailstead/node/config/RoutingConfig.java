package mailstead.node.config;

/**
 * How recipients lead to mailboxes.
 *
 * @param delimiters characters at whose first occurrence a sub-address begins (RFC 5233); may be
 *     empty
 * @param suspended what happens to mail for suspended accounts and domains
 * @param receivedFieldsMax a message with more Received fields is in a loop; at least the 100 of
 *     RFC 5321 section 6.3
 */
public record RoutingConfig(String delimiters, Suspended suspended, int receivedFieldsMax) {

    /** Mail for whoever is suspended. */
    public enum Suspended {
        /** Taken and kept until they are served again. */
        ACCEPT,
        REFUSE
    }
}
