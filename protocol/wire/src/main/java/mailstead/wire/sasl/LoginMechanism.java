package mailstead.wire.sasl;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import mailstead.mail.MailException;
import mailstead.mail.login.Authenticator;

/**
 * LOGIN, the mechanism without an RFC that old clients still use: name and password, each asked
 * for. A client may give the name as its initial response.
 */
final class LoginMechanism<P> implements Mechanism<P> {

    private static final byte[] NAME_PROMPT = "Username:".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] PASSWORD_PROMPT = "Password:".getBytes(StandardCharsets.US_ASCII);

    private final Authenticator<P> authenticator;
    private Optional<String> name = Optional.empty();

    LoginMechanism(Authenticator<P> authenticator) {
        this.authenticator = authenticator;
    }

    @Override
    public String name() {
        return "LOGIN";
    }

    @Override
    public Step<P> step(Optional<byte[]> response) throws MailException {
        if (response.isEmpty()) {
            return new Step.Challenge<>(NAME_PROMPT.clone());
        }
        return name.isEmpty() ? takeName(response.get()) : takePassword(name.get(), response.get());
    }

    private Step<P> takeName(byte[] response) {
        name = Names.decode(response);
        if (name.isEmpty() || name.get().isEmpty() || name.get().indexOf(0) >= 0) {
            return new Step.Malformed<>("the name is not text in UTF-8");
        }
        return new Step.Challenge<>(PASSWORD_PROMPT.clone());
    }

    private Step<P> takePassword(String authenticationId, byte[] password) throws MailException {
        try {
            if (password.length == 0 || !Names.isUtf8(password)) {
                return new Step.Malformed<>("the password is not text in UTF-8");
            }
            return Verdicts.step(
                    authenticator.verify("", authenticationId, password), authenticationId);
        } finally {
            Arrays.fill(password, (byte) 0);
        }
    }
}
