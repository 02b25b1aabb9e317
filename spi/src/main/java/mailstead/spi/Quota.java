package mailstead.spi;

import java.util.OptionalLong;

/**
 * How much a mailbox may hold. Immutable.
 *
 * @param octetsMax sum of message sizes; empty means no limit
 * @param messagesMax number of messages; empty means no limit
 */
public record Quota(OptionalLong octetsMax, OptionalLong messagesMax) {

    public static final Quota NONE = new Quota(OptionalLong.empty(), OptionalLong.empty());

    public boolean isLimited() {
        return octetsMax.isPresent() || messagesMax.isPresent();
    }
}
