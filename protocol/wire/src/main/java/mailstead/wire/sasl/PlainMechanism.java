package mailstead.wire.sasl;

import java.util.Arrays;
import java.util.Optional;
import mailstead.mail.MailException;
import mailstead.mail.login.Authenticator;

/** PLAIN (RFC 4616). */
final class PlainMechanism<P> implements Mechanism<P> {

    private static final byte[] NOTHING = {};

    private final Authenticator<P> authenticator;

    PlainMechanism(Authenticator<P> authenticator) {
        this.authenticator = authenticator;
    }

    @Override
    public String name() {
        return "PLAIN";
    }

    @Override
    public Step<P> step(Optional<byte[]> response) throws MailException {
        if (response.isEmpty()) {
            return new Step.Challenge<>(NOTHING);
        }
        byte[] message = response.get();
        int first = indexOfNul(message, 0);
        int second = first < 0 ? -1 : indexOfNul(message, first + 1);
        if (second < 0 || indexOfNul(message, second + 1) >= 0) {
            return new Step.Malformed<>("PLAIN has three fields with a NUL between them");
        }
        Optional<String> authorizationId = Names.decode(Arrays.copyOfRange(message, 0, first));
        Optional<String> authenticationId =
                Names.decode(Arrays.copyOfRange(message, first + 1, second));
        byte[] password = Arrays.copyOfRange(message, second + 1, message.length);
        try {
            if (authorizationId.isEmpty()
                    || authenticationId.isEmpty()
                    || !Names.isUtf8(password)) {
                return new Step.Malformed<>("PLAIN is in UTF-8");
            }
            if (authenticationId.get().isEmpty() || password.length == 0) {
                return new Step.Malformed<>("name and password may not be empty");
            }
            return Verdicts.step(
                    authenticator.verify(authorizationId.get(), authenticationId.get(), password),
                    authenticationId.get());
        } finally {
            Arrays.fill(password, (byte) 0);
            Arrays.fill(message, (byte) 0);
        }
    }

    private static int indexOfNul(byte[] octets, int from) {
        for (int i = from; i < octets.length; i++) {
            if (octets[i] == 0) {
                return i;
            }
        }
        return -1;
    }
}
