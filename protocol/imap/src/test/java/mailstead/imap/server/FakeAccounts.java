package mailstead.imap.server;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import mailstead.mail.MailException;
import mailstead.mail.Reason;
import mailstead.mail.Refusal;
import mailstead.mail.TemporaryFailure;
import mailstead.mail.login.ScramKeys;
import mailstead.mail.login.TokenHint;
import mailstead.mail.login.TokenVerdict;
import mailstead.service.account.Authentication;
import mailstead.service.account.Login;
import mailstead.service.account.Tenure;
import mailstead.spi.Account;

/** An account service with passwords in the clear. */
final class FakeAccounts implements Authentication {

    private final Map<String, Login> logins = new HashMap<>();
    private final Map<String, String> passwords = new HashMap<>();
    private boolean down;
    private Reason refusal = Reason.CREDENTIALS_WRONG;

    void add(Account account, String password) {
        logins.put(account.login(), new Login(account));
        passwords.put(account.login(), password);
    }

    void setDown(boolean on) {
        down = on;
    }

    /** Right passwords too are refused for this reason; CREDENTIALS_WRONG for no such refusal. */
    void refuse(Reason reason) {
        refusal = reason;
    }

    @Override
    public Outcome verify(Attempt attempt, String authorizationId, String name, byte[] password)
            throws MailException {
        check();
        if (!new String(password, StandardCharsets.UTF_8).equals(passwords.get(name))) {
            return new Outcome.Refused(wrong(name));
        }
        return refusal == Reason.CREDENTIALS_WRONG
                ? new Outcome.Accepted(Objects.requireNonNull(logins.get(name)))
                : new Outcome.Refused(
                        Refusal.of(
                                refusal,
                                Objects.requireNonNull(logins.get(name))
                                        .subscriber()
                                        .customerId()));
    }

    @Override
    public ScramKeys scramKeys(Attempt attempt, String name) throws MailException {
        check();
        return new ScramKeys(
                false, new byte[16], 4096, List.of(new ScramKeys.Pair(new byte[32], new byte[32])));
    }

    @Override
    public Outcome admit(Attempt attempt, String authorizationId, String name, byte[] storedKey)
            throws MailException {
        check();
        return new Outcome.Refused(wrong(name));
    }

    /** The token of the examples in RFC 7628 is tevie's. */
    @Override
    public TokenVerdict<Login> token(Attempt attempt, String authorizationId, String token)
            throws MailException {
        check();
        if (token.equals("vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==")) {
            return new TokenVerdict.Accepted<>(
                    Objects.requireNonNull(logins.get("tevie")), "tevie");
        }
        return new TokenVerdict.Refused<>(
                Refusal.of(Reason.CREDENTIALS_WRONG),
                authorizationId,
                Optional.of(
                        new TokenHint(
                                TokenHint.Status.INVALID_TOKEN,
                                Optional.of("example_scope"),
                                Optional.of(
                                        "https://example.com/.well-known/openid-configuration"))));
    }

    @Override
    public Refusal rejected(Attempt attempt, String name) throws MailException {
        check();
        return wrong(name);
    }

    @Override
    public Tenure tenure(Attempt attempt, Login login) {
        return () ->
                down || refusal == Reason.CREDENTIALS_WRONG
                        ? Optional.empty()
                        : Optional.of(refusal);
    }

    @Override
    public boolean isScramReady() {
        return !down;
    }

    private Refusal wrong(String name) {
        return new Refusal(
                Reason.CREDENTIALS_WRONG,
                Optional.ofNullable(logins.get(name))
                        .map(known -> known.subscriber().customerId()));
    }

    private void check() throws MailException {
        if (down) {
            throw new TemporaryFailure(Reason.DIRECTORY_UNAVAILABLE, "injected");
        }
    }
}
