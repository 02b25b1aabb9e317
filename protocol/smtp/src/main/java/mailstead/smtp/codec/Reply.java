package mailstead.smtp.codec;

import java.util.List;
import java.util.Optional;

/**
 * One reply (RFC 5321 section 4.2). Immutable.
 *
 * @param code 200 to 599
 * @param enhanced RFC 3463; absent in the greeting, in answers to EHLO and in 3yz (RFC 2034 section
 *     4)
 * @param text one entry per line, at least one; the encoder makes it safe and short enough
 */
public record Reply(int code, Optional<Enhanced> enhanced, List<String> text) {

    public Reply {
        if (code < 200 || code > 599 || text.isEmpty()) {
            throw new IllegalArgumentException("not a reply");
        }
        if (enhanced.isPresent() && enhanced.get().status() != code / 100) {
            throw new IllegalArgumentException("the two codes disagree");
        }
        text = List.copyOf(text);
    }

    public static Reply of(int code, String text) {
        return new Reply(code, Optional.empty(), List.of(text));
    }

    /** The enhanced code's first digit is the reply code's. */
    public static Reply of(int code, int subject, int detail, String text) {
        return new Reply(
                code, Optional.of(new Enhanced(code / 100, subject, detail)), List.of(text));
    }

    /** Whether the client was refused, for now or for good. */
    public boolean isRefusal() {
        return code >= 400;
    }

    /** RFC 5321 section 3.8: after 421 the connection ends. */
    public boolean isGoodbye() {
        return code == 421;
    }

    /** An enhanced status code (RFC 3463 section 2). */
    public record Enhanced(int status, int subject, int detail) {

        public Enhanced {
            if (status != 2 && status != 4 && status != 5
                    || subject < 0
                    || subject > 999
                    || detail < 0
                    || detail > 999) {
                throw new IllegalArgumentException("not an enhanced status code");
            }
        }

        @Override
        public String toString() {
            return status + "." + subject + "." + detail;
        }
    }
}
