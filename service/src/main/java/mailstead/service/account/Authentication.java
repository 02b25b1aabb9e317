package mailstead.service.account;

import java.net.InetAddress;
import java.security.cert.X509Certificate;
import java.util.Optional;
import mailstead.mail.MailException;
import mailstead.mail.Reason;
import mailstead.mail.Refusal;
import mailstead.mail.login.ScramKeys;
import mailstead.mail.login.TokenVerdict;

/**
 * The account service. Shared. Doubt (directory down, overload) is a {@code TemporaryFailure},
 * never "wrong".
 */
public interface Authentication {

    /**
     * Checks a password. Takes about the same time whether the account exists or not.
     *
     * @param authorizationId whom to act as; empty or equal to the log-in name, anything else is
     *     refused
     * @param password UTF-8 octets
     */
    Outcome verify(Attempt attempt, String authorizationId, String name, byte[] password)
            throws MailException;

    /** SCRAM-SHA-256 keys, made up (stable, {@code known} false) for those who have none. */
    ScramKeys scramKeys(Attempt attempt, String name) throws MailException;

    /**
     * After a right SCRAM proof.
     *
     * @param storedKey of the password that was proved
     */
    Outcome admit(Attempt attempt, String authorizationId, String name, byte[] storedKey)
            throws MailException;

    /** After a wrong SCRAM proof: counts it for throttling and gives what to answer. */
    Refusal rejected(Attempt attempt, String name) throws MailException;

    /**
     * Checks an access token.
     *
     * @param authorizationId whom to act as; empty means whoever has the token
     */
    default TokenVerdict<Login> token(Attempt attempt, String authorizationId, String token)
            throws MailException {
        return new TokenVerdict.Refused<>(
                Refusal.of(Reason.CREDENTIALS_WRONG), authorizationId, Optional.empty());
    }

    /**
     * Who has shown this certificate, which is verified.
     *
     * @param authorizationId whom to act as; empty means whoever the certificate names
     */
    default Outcome certificate(
            Attempt attempt, String authorizationId, X509Certificate certificate)
            throws MailException {
        return new Outcome.Refused(Refusal.of(Reason.CREDENTIALS_WRONG));
    }

    /** Whether tokens can be checked at all. */
    default boolean takesTokens() {
        return false;
    }

    /** How long the one who logs in now may stay. */
    Tenure tenure(Attempt attempt, Login login);

    /** Whether SCRAM works for every account. When in doubt, false. */
    boolean isScramReady();

    /** From where and for what. */
    record Attempt(String session, InetAddress client, Service service) {}

    sealed interface Outcome {
        record Accepted(Login login) implements Outcome {}

        record Refused(Refusal refusal) implements Outcome {}
    }

    static Optional<Login> login(Outcome outcome) {
        return outcome instanceof Outcome.Accepted(Login login)
                ? Optional.of(login)
                : Optional.empty();
    }
}
