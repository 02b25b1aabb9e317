package mailstead.mail.login;

import java.util.Optional;
import mailstead.mail.Refusal;

/**
 * What came of a log-in by access token. Immutable.
 *
 * @param <P> whom a log-in yields
 */
public sealed interface TokenVerdict<P> {

    /**
     * @param name who it was, as the provider says
     */
    record Accepted<P>(P principal, String name) implements TokenVerdict<P> {}

    /**
     * @param name who it was, as far as anybody said
     * @param hint what the client may do about it; empty when no other token would help
     */
    record Refused<P>(Refusal refusal, String name, Optional<TokenHint> hint)
            implements TokenVerdict<P> {}
}
