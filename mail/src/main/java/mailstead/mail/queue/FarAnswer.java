package mailstead.mail.queue;

import java.time.Instant;
import java.util.Optional;

/**
 * What became of one attempt, kept for the operator and for notices: "what did the far side say?".
 * Immutable.
 *
 * @param at when the attempt ended
 * @param host the far side's name as we know it; empty when nobody was reached (no such domain)
 * @param address its IP address in text form, or empty
 * @param code the reply code, 200 to 599; 0 when it is our own finding (no connection, DNS)
 * @param enhanced the enhanced status code (RFC 3463), {@code 4.4.1}; always there, ours when the
 *     far side gave none
 * @param text one line of at most {@link #TEXT_CHARS_MAX} characters without control characters
 * @param tls the protocol and the cipher suite, or empty
 */
public record FarAnswer(
        Instant at,
        String host,
        String address,
        int code,
        String enhanced,
        String text,
        Optional<String> tls) {

    public static final int TEXT_CHARS_MAX = 500;

    public FarAnswer {
        if (text.length() > TEXT_CHARS_MAX) {
            text = text.substring(0, TEXT_CHARS_MAX);
        }
    }
}
