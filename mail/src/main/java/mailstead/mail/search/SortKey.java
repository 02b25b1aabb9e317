package mailstead.mail.search;

/**
 * One criterion of an order (RFC 5256 section 3). Immutable.
 *
 * @param isReversed by this key, largest first
 */
public record SortKey(Field field, boolean isReversed) {

    public enum Field {
        ARRIVAL,
        CC,
        DATE,
        /** The display name of the first sender, or else the address (RFC 5957 section 3). */
        DISPLAYFROM,
        /** Likewise of the first recipient. */
        DISPLAYTO,
        FROM,
        SIZE,
        SUBJECT,
        TO
    }
}
