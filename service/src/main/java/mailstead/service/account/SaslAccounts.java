package mailstead.service.account;

import java.security.cert.X509Certificate;
import mailstead.mail.MailException;
import mailstead.mail.Refusal;
import mailstead.mail.login.Authenticator;
import mailstead.mail.login.ScramKeys;
import mailstead.mail.login.TokenVerdict;

/** The account service as the mechanisms of SASL see it, for one session. Shared. */
public record SaslAccounts(Authentication authentication, Authentication.Attempt attempt)
        implements Authenticator<Login> {

    @Override
    public Verdict<Login> verify(String authorizationId, String authenticationId, byte[] password)
            throws MailException {
        return verdict(authentication.verify(attempt, authorizationId, authenticationId, password));
    }

    @Override
    public ScramKeys scramKeys(String authenticationId) throws MailException {
        return authentication.scramKeys(attempt, authenticationId);
    }

    @Override
    public Verdict<Login> admit(String authorizationId, String authenticationId, byte[] storedKey)
            throws MailException {
        return verdict(authentication.admit(attempt, authorizationId, authenticationId, storedKey));
    }

    @Override
    public Refusal rejected(String authenticationId) throws MailException {
        return authentication.rejected(attempt, authenticationId);
    }

    @Override
    public TokenVerdict<Login> token(String authorizationId, String token) throws MailException {
        return authentication.token(attempt, authorizationId, token);
    }

    @Override
    public Verdict<Login> certificate(String authorizationId, X509Certificate certificate)
            throws MailException {
        return verdict(authentication.certificate(attempt, authorizationId, certificate));
    }

    private static Verdict<Login> verdict(Authentication.Outcome outcome) {
        return switch (outcome) {
            case Authentication.Outcome.Accepted(Login login) -> new Verdict.Accepted<>(login);
            case Authentication.Outcome.Refused(Refusal refusal) -> new Verdict.Refused<>(refusal);
        };
    }
}
