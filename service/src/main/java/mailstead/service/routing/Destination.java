package mailstead.service.routing;

import java.util.List;
import mailstead.mail.Address;
import mailstead.spi.Account;

/**
 * The mailboxes behind one accepted recipient. Immutable. Protocols hand it on and do not look
 * inside.
 *
 * @param recipient as the client wrote it
 */
public record Destination(Address recipient, List<Account> accounts) {

    public Destination {
        accounts = List.copyOf(accounts);
    }
}
