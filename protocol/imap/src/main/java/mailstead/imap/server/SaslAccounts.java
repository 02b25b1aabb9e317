package mailstead.imap.server;

import mailstead.mail.MailException;
import mailstead.mail.Reason;
import mailstead.service.account.Authentication;
import mailstead.service.account.Login;
import mailstead.wire.sasl.Authenticator;

/** The account service as the SASL mechanisms see it, for one session. */
record SaslAccounts(Authentication authentication, Authentication.Attempt attempt)
        implements Authenticator<Login> {

    @Override
    public Verdict<Login> verify(String authorizationId, String authenticationId, byte[] password)
            throws MailException {
        return verdict(authentication.verify(attempt, authorizationId, authenticationId, password));
    }

    @Override
    public ScramKeys scramKeys(String authenticationId) throws MailException {
        Authentication.ScramKeys keys = authentication.scramKeys(attempt, authenticationId);
        return new ScramKeys(
                keys.known(), keys.salt(), keys.iterations(), keys.storedKey(), keys.serverKey());
    }

    @Override
    public Verdict<Login> admit(String authorizationId, String authenticationId)
            throws MailException {
        return verdict(authentication.admit(attempt, authorizationId, authenticationId));
    }

    @Override
    public Reason rejected(String authenticationId) throws MailException {
        return authentication.rejected(attempt, authenticationId);
    }

    private static Verdict<Login> verdict(Authentication.Outcome outcome) {
        return switch (outcome) {
            case Authentication.Outcome.Accepted(Login login) -> new Verdict.Accepted<>(login);
            case Authentication.Outcome.Refused(Reason reason) -> new Verdict.Refused<>(reason);
        };
    }
}
