package mailstead.service.mailbox;

import java.util.OptionalLong;

/**
 * An account may hold more or less than before. Immutable.
 *
 * @param customerId whose account it is
 * @param octetsMax from now on; empty for no limit
 * @param messagesMax likewise
 */
public record QuotaChange(
        String login, String customerId, OptionalLong octetsMax, OptionalLong messagesMax) {}
