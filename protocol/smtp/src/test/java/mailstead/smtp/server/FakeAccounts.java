package mailstead.smtp.server;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import mailstead.mail.MailException;
import mailstead.mail.Reason;
import mailstead.mail.Refusal;
import mailstead.mail.TemporaryFailure;
import mailstead.mail.login.ScramKeys;
import mailstead.service.account.Authentication;
import mailstead.service.account.Login;
import mailstead.service.account.Tenure;
import mailstead.spi.Account;

/** An account service with passwords in the clear. */
final class FakeAccounts implements Authentication {

    private final Map<String, Login> logins = new HashMap<>();
    private final Map<String, String> passwords = new HashMap<>();
    private volatile boolean down;
    private volatile Optional<Reason> refusal = Optional.empty();

    void add(Account account, String password) {
        logins.put(account.login(), new Login(account));
        passwords.put(account.login(), password);
    }

    void setDown(boolean on) {
        down = on;
    }

    /** Right passwords too are refused for this reason, and who is in is turned out. */
    void refuse(Reason reason) {
        refusal = Optional.of(reason);
    }

    @Override
    public Outcome verify(Attempt attempt, String authorizationId, String name, byte[] password)
            throws MailException {
        check();
        if (!new String(password, StandardCharsets.UTF_8).equals(passwords.get(name))) {
            return new Outcome.Refused(wrong(name));
        }
        Login login = Objects.requireNonNull(logins.get(name));
        return refusal.<Outcome>map(why ->
                        new Outcome.Refused(Refusal.of(why, login.subscriber().customerId())))
                .orElseGet(() -> new Outcome.Accepted(login));
    }

    @Override
    public ScramKeys scramKeys(Attempt attempt, String name) {
        throw new IllegalStateException("SCRAM was not offered");
    }

    @Override
    public Outcome admit(Attempt attempt, String authorizationId, String name, byte[] storedKey) {
        throw new IllegalStateException("SCRAM was not offered");
    }

    @Override
    public Refusal rejected(Attempt attempt, String name) {
        return wrong(name);
    }

    @Override
    public Tenure tenure(Attempt attempt, Login login) {
        return () -> refusal;
    }

    @Override
    public boolean isScramReady() {
        return false;
    }

    private Refusal wrong(String name) {
        return new Refusal(
                Reason.CREDENTIALS_WRONG,
                Optional.ofNullable(logins.get(name))
                        .map(known -> known.subscriber().customerId()));
    }

    private void check() throws MailException {
        if (down) {
            throw new TemporaryFailure(
                    Reason.DIRECTORY_UNAVAILABLE, "Log-in cannot be checked now");
        }
    }
}
