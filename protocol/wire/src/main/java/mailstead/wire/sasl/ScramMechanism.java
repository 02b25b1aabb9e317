package mailstead.wire.sasl;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Supplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import mailstead.mail.MailException;
import mailstead.mail.login.Authenticator;
import mailstead.mail.login.ScramKeys;
import mailstead.wire.Security;
import mailstead.wire.sasl.ScramClientFirst.Binding;

/**
 * SCRAM-SHA-256 and SCRAM-SHA-256-PLUS (RFC 5802, RFC 7677). The messages go client-first,
 * server-first, client-final, server-final; the last one travels as a challenge with an empty
 * response, because neither SMTP nor POP3 can carry data with success (RFC 4954 section 4, RFC 5034
 * section 4).
 */
final class ScramMechanism<P> implements Mechanism<P> {

    private static final byte[] NOTHING = {};
    private static final int DIGEST_OCTETS = 32;

    /** What the client must do next; each state holds exactly what is known by then. */
    private sealed interface State<P> {
        record Beginning<P>() implements State<P> {}

        record Challenged<P>(
                ScramClientFirst first, String serverFirst, String nonce, ScramKeys keys)
                implements State<P> {}

        record Proved<P>(Step<P> outcome) implements State<P> {}

        record Over<P>() implements State<P> {}
    }

    private final Authenticator<P> authenticator;
    private final boolean plus;
    private final boolean plusOffered;
    private final Security security;
    private final Supplier<String> nonces;
    private State<P> state = new State.Beginning<>();

    /**
     * @param plusOffered whether the client could have chosen -PLUS, so that claiming it could not
     *     means that someone between us changed the list
     * @param nonces printable ASCII without commas, unpredictable, 18 octets of entropy or more
     */
    ScramMechanism(
            Authenticator<P> authenticator,
            boolean plus,
            boolean plusOffered,
            Security security,
            Supplier<String> nonces) {
        this.authenticator = authenticator;
        this.plus = plus;
        this.plusOffered = plusOffered;
        this.security = security;
        this.nonces = nonces;
    }

    @Override
    public String name() {
        return plus ? "SCRAM-SHA-256-PLUS" : "SCRAM-SHA-256";
    }

    @Override
    public Step<P> step(Optional<byte[]> response) throws MailException {
        return switch (state) {
            case State.Beginning<P> _ when response.isEmpty() -> new Step.Challenge<>(NOTHING);
            case State.Beginning<P> _ -> first(response.get());
            case State.Challenged<P> challenged -> last(challenged, response.orElse(NOTHING));
            case State.Proved<P>(Step<P> outcome) -> {
                state = new State.Over<>();
                yield response.orElse(NOTHING).length == 0
                        ? outcome
                        : new Step.Malformed<>("nothing is expected after the server's signature");
            }
            case State.Over<P> _ -> new Step.Malformed<>("the exchange is over");
        };
    }

    private Step<P> malformed(String why) {
        state = new State.Over<>();
        return new Step.Malformed<>(why);
    }

    private Step<P> first(byte[] response) throws MailException {
        Optional<ScramClientFirst> parsed = ScramClientFirst.parse(response);
        if (parsed.isEmpty()) {
            return malformed("client-first-message is malformed");
        }
        ScramClientFirst first = parsed.get();
        Optional<String> unfit = unfitBinding(first.binding());
        if (unfit.isPresent()) {
            return malformed(unfit.get());
        }
        ScramKeys keys = authenticator.scramKeys(first.authenticationId());
        String nonce = first.nonce() + nonces.get();
        String serverFirst =
                "r="
                        + nonce
                        + ",s="
                        + Base64.getEncoder().encodeToString(keys.salt())
                        + ",i="
                        + keys.iterations();
        state = new State.Challenged<>(first, serverFirst, nonce, keys);
        return new Step.Challenge<>(serverFirst.getBytes(StandardCharsets.US_ASCII));
    }

    /** RFC 5802 section 6: the flag must fit the mechanism and what we offered. */
    private Optional<String> unfitBinding(Binding binding) {
        return switch (binding) {
            case Binding.Unsupported() ->
                    plus ? Optional.of("-PLUS needs a channel binding") : Optional.empty();
            case Binding.ThoughtUnsupported() -> {
                if (plus) {
                    yield Optional.of("-PLUS needs a channel binding");
                }
                yield plusOffered
                        ? Optional.of("-PLUS was offered: a downgrade")
                        : Optional.empty();
            }
            case Binding.Used(String type) -> {
                if (!plus) {
                    yield Optional.of("a channel binding needs -PLUS");
                }
                yield bindingData(type).isPresent()
                        ? Optional.empty()
                        : Optional.of("unknown channel binding");
            }
        };
    }

    private Optional<byte[]> bindingData(String type) {
        return switch (security) {
            case Security.Clear() -> Optional.empty();
            case Security.Tls tls ->
                    switch (type) {
                        case "tls-exporter" -> tls.exporter();
                        case "tls-server-end-point" -> tls.serverEndPoint();
                        default -> Optional.empty();
                    };
        };
    }

    private Step<P> last(State.Challenged<P> challenged, byte[] response) throws MailException {
        Optional<ScramClientFinal> parsed = ScramClientFinal.parse(response);
        if (parsed.isEmpty()) {
            return malformed("client-final-message is malformed");
        }
        ScramClientFinal last = parsed.get();
        if (!last.nonce().equals(challenged.nonce())) {
            return malformed("the nonce is not ours");
        }
        String name = challenged.first().authenticationId();
        ScramKeys keys = challenged.keys();
        byte[] authMessage =
                (challenged.first().bare()
                                + ","
                                + challenged.serverFirst()
                                + ","
                                + last.withoutProof())
                        .getBytes(StandardCharsets.UTF_8);
        boolean bound =
                MessageDigest.isEqual(expectedBinding(challenged.first()), last.bindingInput());
        Optional<ScramKeys.Pair> proved = proved(last.proof(), keys, authMessage);
        // Bitwise "and", and all keys are tried, so that time does not tell what failed.
        if (!(proved.isPresent() & keys.known() & bound)) {
            state = new State.Over<>();
            return new Step.Denied<>(authenticator.rejected(name), name);
        }
        ScramKeys.Pair pair = proved.get();
        Step<P> outcome =
                Verdicts.step(
                        authenticator.admit(
                                challenged.first().authorizationId(), name, pair.storedKey()),
                        name);
        if (!(outcome instanceof Step.Success<P>)) {
            state = new State.Over<>();
            return outcome;
        }
        state = new State.Proved<>(outcome);
        String serverFinal =
                "v=" + Base64.getEncoder().encodeToString(hmac(pair.serverKey(), authMessage));
        return new Step.Challenge<>(serverFinal.getBytes(StandardCharsets.US_ASCII));
    }

    /**
     * The GS2 header, followed by the channel's data where a binding is used (RFC 5802 section 7,
     * "c").
     */
    private byte[] expectedBinding(ScramClientFirst first) {
        byte[] header = first.gs2Header().getBytes(StandardCharsets.UTF_8);
        if (!(first.binding() instanceof Binding.Used(String type))) {
            return header;
        }
        byte[] data = bindingData(type).orElse(NOTHING);
        byte[] input = Arrays.copyOf(header, header.length + data.length);
        System.arraycopy(data, 0, input, header.length, data.length);
        return input;
    }

    /** Which of the account's passwords the client knows: their keys share the salt it was told. */
    private static Optional<ScramKeys.Pair> proved(
            byte[] proof, ScramKeys keys, byte[] authMessage) {
        Optional<ScramKeys.Pair> proved = Optional.empty();
        for (ScramKeys.Pair pair : keys.pairs()) {
            if (isProof(proof, pair.storedKey(), authMessage)) {
                proved = Optional.of(pair);
            }
        }
        return proved;
    }

    /**
     * RFC 5802 section 3: ClientKey = ClientProof XOR HMAC(StoredKey, AuthMessage), and
     * H(ClientKey) = StoredKey.
     */
    private static boolean isProof(byte[] proof, byte[] storedKey, byte[] authMessage) {
        if (proof.length != DIGEST_OCTETS) {
            return false;
        }
        byte[] clientKey = hmac(storedKey, authMessage);
        for (int i = 0; i < DIGEST_OCTETS; i++) {
            clientKey[i] ^= proof[i];
        }
        try {
            return MessageDigest.isEqual(
                    MessageDigest.getInstance("SHA-256").digest(clientKey), storedKey);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static byte[] hmac(byte[] key, byte[] message) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(message);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HMAC-SHA-256", e);
        }
    }
}
