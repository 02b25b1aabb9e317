package mailstead.service.mailbox;

import java.util.OptionalLong;
import mailstead.mail.Subscriber;

/**
 * An account may hold more or less than before. Immutable.
 *
 * @param octetsMax from now on; empty for no limit
 * @param messagesMax likewise
 */
public record QuotaChange(
        Subscriber subscriber, OptionalLong octetsMax, OptionalLong messagesMax) {}
