package mailstead.wire.sasl;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import mailstead.mail.MailException;
import mailstead.mail.Refusal;
import mailstead.mail.login.Authenticator;
import mailstead.mail.login.TokenHint;
import mailstead.mail.login.TokenVerdict;

/**
 * OAUTHBEARER (RFC 7628), and XOAUTH2, which came before it and which some clients still prefer.
 * The client sends a token; a refusal is told in a challenge (RFC 7628 section 3.2.2), whose answer
 * only lets the exchange end.
 */
final class TokenMechanism<P> implements Mechanism<P> {

    private static final byte[] NOTHING = {};

    private final Authenticator<P> authenticator;
    private final Dialect dialect;
    private State<P> state = new State.Beginning<>();

    /** In what form the token comes and the refusal goes. */
    enum Dialect {
        OAUTHBEARER,
        XOAUTH2
    }

    private sealed interface State<P> {
        record Beginning<P>() implements State<P> {}

        /** The client has been told why, and must say that it has heard. */
        record Refusing<P>(Step<P> outcome) implements State<P> {}

        record Over<P>() implements State<P> {}
    }

    TokenMechanism(Authenticator<P> authenticator, Dialect dialect) {
        this.authenticator = authenticator;
        this.dialect = dialect;
    }

    @Override
    public String name() {
        return dialect.name();
    }

    @Override
    public Step<P> step(Optional<byte[]> response) throws MailException {
        return switch (state) {
            case State.Beginning<P> _ when response.isEmpty() -> new Step.Challenge<>(NOTHING);
            case State.Beginning<P> _ -> check(response.get());
            case State.Refusing<P>(Step<P> outcome) -> {
                state = new State.Over<>();
                yield outcome;
            }
            case State.Over<P> _ -> new Step.Malformed<>("the exchange is over");
        };
    }

    private Step<P> check(byte[] response) throws MailException {
        state = new State.Over<>();
        Optional<TokenMessage> message =
                switch (dialect) {
                    case OAUTHBEARER -> TokenMessage.parse(response);
                    case XOAUTH2 -> TokenMessage.parseOld(response);
                };
        if (message.isEmpty()) {
            return new Step.Malformed<>("the message with the token is malformed");
        }
        return switch (authenticator.token(
                message.get().authorizationId(), message.get().token())) {
            case TokenVerdict.Accepted<P>(P principal, String name) ->
                    new Step.Success<>(principal, name);
            case TokenVerdict.Refused<P>(Refusal refusal, String name, var hint) -> {
                Step<P> denied = new Step.Denied<>(refusal, name);
                if (hint.isEmpty()) {
                    yield denied;
                }
                state = new State.Refusing<>(denied);
                yield new Step.Challenge<>(told(hint.get()).getBytes(StandardCharsets.UTF_8));
            }
        };
    }

    /** A JSON object. */
    private String told(TokenHint hint) {
        StringBuilder json = new StringBuilder("{");
        String status =
                switch (hint.status()) {
                    case INVALID_TOKEN -> "invalid_token";
                    case INSUFFICIENT_SCOPE -> "insufficient_scope";
                };
        if (dialect == Dialect.XOAUTH2) {
            member(json, "status", hint.status() == TokenHint.Status.INVALID_TOKEN ? "401" : "403");
            member(json, "schemes", "bearer");
        } else {
            member(json, "status", status);
        }
        hint.scope().ifPresent(scope -> member(json, "scope", scope));
        hint.configuration().ifPresent(url -> member(json, "openid-configuration", url));
        return json.append('}').toString();
    }

    private static void member(StringBuilder json, String name, String text) {
        json.append(json.length() > 1 ? "," : "").append('"').append(name).append("\":\"");
        for (char c : text.toCharArray()) {
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < ' ') {
                json.append("\\u00")
                        .append(Character.forDigit(c >> 4, 16))
                        .append(Character.forDigit(c & 15, 16));
            } else {
                json.append(c);
            }
        }
        json.append('"');
    }
}
