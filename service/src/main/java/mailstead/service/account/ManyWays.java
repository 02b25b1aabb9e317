package mailstead.service.account;

import java.security.cert.X509Certificate;
import java.util.Optional;
import mailstead.mail.MailException;
import mailstead.mail.Refusal;
import mailstead.mail.login.ScramKeys;
import mailstead.mail.login.TokenVerdict;

/**
 * Passwords, and beside them tokens and certificates where they are configured; all throttled as
 * one. Shared.
 */
public record ManyWays(
        PasswordAuthentication passwords,
        Optional<TokenAuthentication> tokens,
        CertificateAuthentication certificates)
        implements Authentication {

    @Override
    public Outcome verify(Attempt attempt, String authorizationId, String name, byte[] password)
            throws MailException {
        return passwords.verify(attempt, authorizationId, name, password);
    }

    @Override
    public ScramKeys scramKeys(Attempt attempt, String name) throws MailException {
        return passwords.scramKeys(attempt, name);
    }

    @Override
    public Outcome admit(Attempt attempt, String authorizationId, String name, byte[] storedKey)
            throws MailException {
        return passwords.admit(attempt, authorizationId, name, storedKey);
    }

    @Override
    public Refusal rejected(Attempt attempt, String name) throws MailException {
        return passwords.rejected(attempt, name);
    }

    @Override
    public boolean isScramReady() {
        return passwords.isScramReady();
    }

    @Override
    public Tenure tenure(Attempt attempt, Login login) {
        return passwords.tenure(attempt, login);
    }

    @Override
    public boolean takesTokens() {
        return tokens.isPresent();
    }

    @Override
    public TokenVerdict<Login> token(Attempt attempt, String authorizationId, String token)
            throws MailException {
        return tokens.isPresent()
                ? tokens.get().verify(passwords.door(), attempt, authorizationId, token)
                : Authentication.super.token(attempt, authorizationId, token);
    }

    @Override
    public Outcome certificate(Attempt attempt, String authorizationId, X509Certificate certificate)
            throws MailException {
        return certificates.verify(passwords.door(), attempt, authorizationId, certificate);
    }
}
