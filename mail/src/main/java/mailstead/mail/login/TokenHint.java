package mailstead.mail.login;

import java.util.Optional;

/**
 * What a client is told whose token was refused (RFC 7628 section 3.2.2). Immutable.
 *
 * @param scope what a token must be good for, where that matters
 * @param configuration where the provider's OpenID configuration lies
 */
public record TokenHint(Status status, Optional<String> scope, Optional<String> configuration) {

    /** RFC 6750 section 3.1. */
    public enum Status {
        INVALID_TOKEN,
        INSUFFICIENT_SCOPE
    }
}
