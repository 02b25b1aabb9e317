package mailstead.wire.sasl;

import java.util.Optional;
import mailstead.mail.MailException;
import mailstead.mail.Refusal;

/**
 * The server side of one SASL exchange. Confined to its session; used once.
 *
 * @param <P> whom a log-in yields
 */
public interface Mechanism<P> {

    /** {@code PLAIN}, {@code SCRAM-SHA-256-PLUS}... */
    String name();

    /**
     * Takes the client's next response (decoded; empty at the start when there was no initial
     * response).
     */
    Step<P> step(Optional<byte[]> response) throws MailException;

    sealed interface Step<P> {
        /** Send this (not yet encoded in base64) and come back with the response. */
        record Challenge<P>(byte[] octets) implements Step<P> {
            @Override
            public String toString() {
                return "Challenge";
            }
        }

        record Success<P>(P principal, String authenticationId) implements Step<P> {}

        record Denied<P>(Refusal refusal, String authenticationId) implements Step<P> {}

        /** The response breaks the mechanism's syntax. */
        record Malformed<P>(String why) implements Step<P> {}
    }
}
