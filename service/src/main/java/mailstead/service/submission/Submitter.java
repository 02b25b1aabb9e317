package mailstead.service.submission;

import java.net.InetAddress;
import java.util.Optional;
import mailstead.mail.Subscriber;
import mailstead.service.account.Login;

/**
 * Who sends. Immutable.
 *
 * @param session for events
 * @param client from where
 * @param login empty for a client that need not log in, because the operator trusts its network
 */
public record Submitter(String session, InetAddress client, Optional<Login> login) {

    Optional<Subscriber> subscriber() {
        return login.map(Login::subscriber);
    }
}
