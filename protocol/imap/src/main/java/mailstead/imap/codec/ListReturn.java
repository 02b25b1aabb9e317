package mailstead.imap.codec;

import java.util.Set;

/**
 * What LIST is to tell of each mailbox (RFC 5258 section 3.2). Immutable.
 *
 * @param isSpecialUse RFC 6154 section 2
 * @param isMyRights RFC 8440 section 3
 * @param status RFC 5819 section 2; empty: none
 */
public record ListReturn(
        boolean isSubscribed,
        boolean isChildren,
        boolean isSpecialUse,
        boolean isMyRights,
        Set<StatusItem> status) {

    public static final ListReturn NOTHING = new ListReturn(false, false, false, false, Set.of());

    public ListReturn {
        status = Set.copyOf(status);
    }
}
