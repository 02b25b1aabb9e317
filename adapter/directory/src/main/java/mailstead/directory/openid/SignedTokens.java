package mailstead.directory.openid;

import java.io.IOException;
import java.security.PublicKey;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import mailstead.mail.Reason;
import mailstead.mail.TemporaryFailure;
import mailstead.spi.TokenProvider;

/**
 * Tokens that the provider has signed (JWT, RFC 7519), checked here with its keys. Shared. A token
 * whose key nobody knows is wrong only if the keys have come within the last minute.
 */
public final class SignedTokens implements TokenProvider {

    /** As much as fits into a response of SASL. */
    private static final int TOKEN_CHARACTERS_MAX = 9_000;

    private final KeyCache keys;
    private final Expectations expectations;
    private final InstantSource clock;
    private final ProviderConnection connection;

    /**
     * @param expectations with an issuer and an audience
     * @param connection closed with this
     */
    public SignedTokens(
            KeySource source,
            Expectations expectations,
            InstantSource clock,
            ProviderConnection connection) {
        if (expectations.issuer().isEmpty() || expectations.audiences().isEmpty()) {
            throw new IllegalArgumentException("whose tokens, and for whom?");
        }
        this.keys = new KeyCache(source, clock);
        this.expectations = expectations;
        this.clock = clock;
        this.connection = connection;
    }

    @Override
    public Answer check(String token) throws TemporaryFailure {
        if (token.length() > TOKEN_CHARACTERS_MAX) {
            return new Answer.Invalid();
        }
        Optional<SignedToken> parsed = SignedToken.parse(token);
        // Before any signature is computed: most of what is not for us is seen here.
        if (parsed.isEmpty() || !parsed.get().claims().text("iss").equals(expectations.issuer())) {
            return new Answer.Invalid();
        }
        try {
            return isSigned(parsed.get())
                    ? expectations.judge(parsed.get().claims(), clock.instant(), true)
                    : new Answer.Invalid();
        } catch (IOException failure) {
            throw new TemporaryFailure(
                    Reason.DIRECTORY_UNAVAILABLE, "tokens cannot be checked just now", failure);
        }
    }

    private boolean isSigned(SignedToken token) throws IOException {
        List<PublicKey> candidates = keys.keys().candidates(token.algorithm(), token.keyId());
        if (candidates.isEmpty()) {
            candidates = keys.newest().candidates(token.algorithm(), token.keyId());
        }
        return candidates.stream()
                .anyMatch(
                        key -> token.algorithm().verifies(key, token.signed(), token.signature()));
    }

    @Override
    public void close() {
        connection.close();
    }
}
