package mailstead.service.account;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import mailstead.mail.Event;
import mailstead.mail.EventSink;
import mailstead.mail.MailException;
import mailstead.mail.Reason;
import mailstead.mail.Refusal;
import mailstead.mail.login.TokenHint;
import mailstead.mail.login.TokenVerdict;
import mailstead.service.account.Authentication.Attempt;
import mailstead.service.account.Authentication.Outcome;
import mailstead.spi.TokenProvider;

/**
 * Log-in by access tokens of one OpenID provider. Shared. A token is no guess at an account, so
 * what is wrong about one counts against the client's network alone; one that has only expired
 * counts against nobody, for programs try those first.
 */
public final class TokenAuthentication {

    private static final Duration QUIET = Duration.ofMinutes(1);

    private final TokenProvider provider;
    private final Optional<String> scope;
    private final Optional<String> configuration;
    private final EventSink events;
    private final AtomicReference<Instant> nextWord = new AtomicReference<>(Instant.MIN);

    /**
     * @param scope what clients are told that tokens must be good for
     * @param configuration where clients find the provider's OpenID configuration
     */
    public TokenAuthentication(
            TokenProvider provider,
            Optional<String> scope,
            Optional<String> configuration,
            EventSink events) {
        this.provider = provider;
        this.scope = scope;
        this.configuration = configuration;
        this.events = events;
    }

    TokenVerdict<Login> verify(Door door, Attempt attempt, String authorizationId, String token)
            throws MailException {
        door.demandOpen(attempt);
        if (token.isEmpty()) {
            return refused(authorizationId, TokenHint.Status.INVALID_TOKEN); // only asks where
        }
        return switch (ask(door, attempt, token)) {
            case TokenProvider.Answer.Valid(String name) ->
                    switch (door.admitNamed(attempt, authorizationId, name)) {
                        case Outcome.Accepted(Login login) ->
                                new TokenVerdict.Accepted<>(login, name);
                        case Outcome.Refused(Refusal refusal) ->
                                new TokenVerdict.Refused<>(refusal, name, Optional.empty());
                    };
            case TokenProvider.Answer.Expired _ ->
                    refused(authorizationId, TokenHint.Status.INVALID_TOKEN);
            case TokenProvider.Answer.ScopeMissing _ -> {
                door.failed(attempt);
                yield refused(authorizationId, TokenHint.Status.INSUFFICIENT_SCOPE);
            }
            case TokenProvider.Answer.Invalid _ -> {
                door.failed(attempt);
                yield refused(authorizationId, TokenHint.Status.INVALID_TOKEN);
            }
        };
    }

    private TokenVerdict<Login> refused(String name, TokenHint.Status status) {
        return new TokenVerdict.Refused<>(
                Refusal.of(Reason.CREDENTIALS_WRONG),
                name,
                Optional.of(new TokenHint(status, scope, configuration)));
    }

    private TokenProvider.Answer ask(Door door, Attempt attempt, String token)
            throws MailException {
        try {
            return provider.check(token);
        } catch (MailException failure) {
            tell(door.now(), attempt, failure);
            throw failure;
        }
    }

    /** Once a minute, for all who ask. */
    private void tell(Instant now, Attempt attempt, MailException failure) {
        Instant due = nextWord.get();
        if (!now.isBefore(due) && nextWord.compareAndSet(due, now.plus(QUIET))) {
            events.emit(
                    new Event.Trouble(
                            attempt.session(),
                            failure.reason(),
                            "the provider of tokens does not answer, or cannot be understood",
                            "look at the cause and at 'tokens' in the configuration; who logs in by token is told to try again",
                            Optional.of(failure)));
        }
    }
}
