package mailstead.wire.sasl;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import mailstead.mail.Reason;
import mailstead.mail.Refusal;
import mailstead.mail.login.Authenticator;
import mailstead.mail.login.ScramKeys;
import mailstead.mail.login.TokenHint;
import mailstead.mail.login.TokenVerdict;

/** Knows {@code user} with the password {@code pencil}, as in the examples of RFC 7677. */
public final class OneUser implements Authenticator<String> {

    static final byte[] SALT = Base64.getDecoder().decode("W22ZaJ0SNY7soEsUEjb6gQ==");
    static final String CUSTOMER = "c-1";
    static final int ITERATIONS = 4096;

    final AtomicInteger rejections = new AtomicInteger();

    @Override
    public Verdict<String> verify(
            String authorizationId, String authenticationId, byte[] password) {
        boolean right =
                authenticationId.equals("user")
                        && Arrays.equals(password, "pencil".getBytes(StandardCharsets.UTF_8));
        return right
                ? admit(authorizationId, authenticationId, new byte[0])
                : new Verdict.Refused<>(wrong(authenticationId));
    }

    @Override
    public ScramKeys scramKeys(String authenticationId) {
        byte[] salted = salted("pencil");
        byte[] clientKey = hmac(salted, "Client Key");
        return new ScramKeys(
                !authenticationId.equals("nobody"),
                SALT,
                ITERATIONS,
                List.of(new ScramKeys.Pair(sha256(clientKey), hmac(salted, "Server Key"))));
    }

    @Override
    public Verdict<String> admit(
            String authorizationId, String authenticationId, byte[] storedKey) {
        return authenticationId.equals("suspended")
                ? new Verdict.Refused<>(Refusal.of(Reason.ACCOUNT_SUSPENDED, CUSTOMER))
                : new Verdict.Accepted<>(authenticationId + "/" + authorizationId);
    }

    @Override
    public TokenVerdict<String> token(String authorizationId, String token) {
        return switch (token) {
            case "vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==" ->
                    new TokenVerdict.Accepted<>("user/" + authorizationId, "user");
            case "suspended" ->
                    new TokenVerdict.Refused<>(
                            Refusal.of(Reason.ACCOUNT_SUSPENDED, CUSTOMER),
                            authorizationId,
                            Optional.empty());
            default ->
                    new TokenVerdict.Refused<>(
                            Refusal.of(Reason.CREDENTIALS_WRONG),
                            authorizationId,
                            Optional.of(
                                    new TokenHint(
                                            token.equals("narrow")
                                                    ? TokenHint.Status.INSUFFICIENT_SCOPE
                                                    : TokenHint.Status.INVALID_TOKEN,
                                            Optional.of("example_scope"),
                                            Optional.of(
                                                    "https://example.com/.well-known/openid-configuration"))));
        };
    }

    @Override
    public Verdict<String> certificate(String authorizationId, X509Certificate certificate) {
        return new Verdict.Accepted<>("certificate/" + authorizationId);
    }

    @Override
    public Refusal rejected(String authenticationId) {
        rejections.incrementAndGet();
        return wrong(authenticationId);
    }

    private static Refusal wrong(String name) {
        return name.equals("user")
                ? Refusal.of(Reason.CREDENTIALS_WRONG, CUSTOMER)
                : Refusal.of(Reason.CREDENTIALS_WRONG);
    }

    static byte[] salted(String password) {
        try {
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(new PBEKeySpec(password.toCharArray(), SALT, ITERATIONS, 256))
                    .getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static byte[] hmac(byte[] key, String message) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(message.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static byte[] sha256(byte[] octets) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(octets);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
