package mailstead.wire.sasl;

import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import mailstead.mail.MailException;
import mailstead.mail.Refusal;
import mailstead.wire.Connection;
import mailstead.wire.Frame;

/**
 * The one exchange loop (RFC 4422 section 4, RFC 4954 section 4, RFC 5034 section 4): sends
 * challenges in base64, reads responses, hides both from the tap, knows {@code *} for cancel and
 * {@code =} for an empty initial response.
 */
public final class SaslExchange {

    /** RFC 4954 section 4.3.1: 12,288 octets with the line end. */
    public static final int RESPONSE_OCTETS_MAX = 12_288;

    private SaslExchange() {}

    /**
     * @param initialResponse as it stood in the command, still encoded
     * @param challengePrefix {@code "334 "} or {@code "+ "}
     */
    public static <P> Outcome<P> run(
            Connection connection,
            Mechanism<P> mechanism,
            Optional<String> initialResponse,
            String challengePrefix)
            throws IOException, MailException {
        connection.hideFromTap(true);
        try {
            Optional<byte[]> response = Optional.empty();
            if (initialResponse.isPresent()) {
                String text = initialResponse.get();
                response = text.equals("=") ? Optional.of(new byte[0]) : decode(text);
                if (response.isEmpty()) {
                    return new Outcome.Failed<>("initial response is not base64");
                }
            }
            while (true) {
                switch (mechanism.step(response)) {
                    case Mechanism.Step.Success<P>(P principal, String name) -> {
                        return new Outcome.LoggedIn<>(principal, name);
                    }
                    case Mechanism.Step.Denied<P>(var refusal, String name) -> {
                        return new Outcome.Denied<>(refusal, name);
                    }
                    case Mechanism.Step.Malformed<P>(String why) -> {
                        return new Outcome.Failed<>(why);
                    }
                    case Mechanism.Step.Challenge<P>(byte[] octets) -> {
                        String line =
                                challengePrefix
                                        + Base64.getEncoder().encodeToString(octets)
                                        + "\r\n";
                        connection.send(line.getBytes(StandardCharsets.US_ASCII));
                        connection.flush();
                        switch (connection.readLine(RESPONSE_OCTETS_MAX)) {
                            case Frame.TooLong() -> {
                                return new Outcome.Failed<>("response is too long");
                            }
                            case Frame.EndOfInput() ->
                                    throw new EOFException("closed during authentication");
                            case Frame.Line(byte[] text, boolean _) -> {
                                if (text.length == 1 && text[0] == '*') {
                                    return new Outcome.Cancelled<>();
                                }
                                response = decode(new String(text, StandardCharsets.US_ASCII));
                                if (response.isEmpty()) {
                                    return new Outcome.Failed<>("response is not base64");
                                }
                            }
                        }
                    }
                }
            }
        } finally {
            connection.hideFromTap(false);
        }
    }

    private static Optional<byte[]> decode(String text) {
        try {
            return Optional.of(Base64.getDecoder().decode(text));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /** How an exchange ended. */
    public sealed interface Outcome<P> {
        record LoggedIn<P>(P principal, String authenticationId) implements Outcome<P> {}

        record Denied<P>(Refusal refusal, String authenticationId) implements Outcome<P> {}

        /** The client sent {@code *}. */
        record Cancelled<P>() implements Outcome<P> {}

        record Failed<P>(String why) implements Outcome<P> {}
    }
}
