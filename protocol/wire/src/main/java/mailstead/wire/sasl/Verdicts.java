package mailstead.wire.sasl;

import mailstead.mail.login.Authenticator;

/** From what the authenticator said to what the exchange does. */
final class Verdicts {

    private Verdicts() {}

    static <P> Mechanism.Step<P> step(Authenticator.Verdict<P> verdict, String authenticationId) {
        return switch (verdict) {
            case Authenticator.Verdict.Accepted<P>(P principal) ->
                    new Mechanism.Step.Success<>(principal, authenticationId);
            case Authenticator.Verdict.Refused<P>(var refusal) ->
                    new Mechanism.Step.Denied<>(refusal, authenticationId);
        };
    }
}
