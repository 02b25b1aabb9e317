package mailstead.imap.codec;

/**
 * Which mailboxes LIST is to tell of (RFC 5258 section 3.1, RFC 6154 section 2). Immutable.
 *
 * @param isSubscribed only subscribed names, whether or not they exist
 * @param isRemote also remote ones; there are none here
 * @param isRecursive also those with a child that fits, although they do not; together with another
 *     one only
 * @param isSpecialUse only those with a special use
 */
public record ListSelection(
        boolean isSubscribed, boolean isRemote, boolean isRecursive, boolean isSpecialUse) {

    public static final ListSelection ALL = new ListSelection(false, false, false, false);
}
