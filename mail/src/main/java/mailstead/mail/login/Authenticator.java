package mailstead.mail.login;

import java.security.cert.X509Certificate;
import mailstead.mail.MailException;
import mailstead.mail.Refusal;

/**
 * Who checks credentials for the mechanisms of SASL, on behalf of one session.
 *
 * @param <P> whom a log-in yields, for example the service's {@code Login}
 */
public interface Authenticator<P> {

    /**
     * Checks a name and a clear password (UTF-8 octets, not kept).
     *
     * @param authorizationId whom to act as; empty means oneself
     */
    Verdict<P> verify(String authorizationId, String authenticationId, byte[] password)
            throws MailException;

    /**
     * The keys of RFC 5802 section 3 for SCRAM-SHA-256. For unknown users and users without keys it
     * makes up a stable salt, so that nobody learns who exists; {@code known} is then false and the
     * exchange must fail at its end.
     */
    ScramKeys scramKeys(String authenticationId) throws MailException;

    /**
     * Called when a SCRAM proof was right: policy (suspended, service not allowed) may still
     * refuse.
     *
     * @param storedKey of the password that was proved
     */
    Verdict<P> admit(String authorizationId, String authenticationId, byte[] storedKey)
            throws MailException;

    /**
     * Called when a SCRAM proof was wrong, for throttling and the log. Gives the reason to answer.
     */
    Refusal rejected(String authenticationId) throws MailException;

    /**
     * Checks an access token of an OpenID provider.
     *
     * @param authorizationId whom to act as; empty means whoever has the token
     * @param token as it came; empty when the client only wants to know where to get one
     */
    TokenVerdict<P> token(String authorizationId, String token) throws MailException;

    /**
     * Who has shown this certificate, which is verified and whose key the client has.
     *
     * @param authorizationId whom to act as; empty means whoever the certificate names
     */
    Verdict<P> certificate(String authorizationId, X509Certificate certificate)
            throws MailException;

    sealed interface Verdict<P> {
        record Accepted<P>(P principal) implements Verdict<P> {}

        record Refused<P>(Refusal refusal) implements Verdict<P> {}
    }
}
