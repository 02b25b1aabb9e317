package mailstead.smtp.codec;

import java.util.Optional;
import mailstead.mail.ReversePath;

/**
 * One command line, parsed (RFC 5321 section 4.1.1, with the extensions named at each). Immutable
 * values; bad input is {@link Malformed}.
 */
public sealed interface Command {

    /**
     * @param name as the client wrote it, 1 or more printable characters without spaces; not to be
     *     trusted
     */
    record Ehlo(String name) implements Command {}

    /**
     * @param name as in {@link Ehlo}
     */
    record Helo(String name) implements Command {}

    /**
     * RFC 2033 section 4.1.
     *
     * @param name as in {@link Ehlo}
     */
    record Lhlo(String name) implements Command {}

    record Mail(ReversePath from, MailParameters parameters) implements Command {}

    /**
     * @param international whether the path holds octets above 127, which only SMTPUTF8 permits
     *     (RFC 6531)
     */
    record Rcpt(ForwardPath to, RcptParameters parameters, boolean international)
            implements Command {}

    record Data() implements Command {}

    /**
     * RFC 3030 section 2.
     *
     * @param octets of the chunk that follows this line, 0 to 2^63-1
     */
    record Bdat(long octets, boolean last) implements Command {}

    record Rset() implements Command {}

    record Noop() implements Command {}

    record Quit() implements Command {}

    record Vrfy() implements Command {}

    record Expn() implements Command {}

    record Help() implements Command {}

    /** RFC 3207. */
    record StartTls() implements Command {}

    /**
     * RFC 4954 section 4.
     *
     * @param initialResponse as it stood there, in base64, {@code =} for an empty one
     */
    record Auth(String mechanism, Optional<String> initialResponse) implements Command {

        /** Leaves the response out: it may be a password. */
        @Override
        public String toString() {
            return "Auth[" + mechanism + "]";
        }
    }

    /** What is not a command, or not one with sense. */
    record Malformed(Fault fault) implements Command {}

    /** Why a line is no command. */
    enum Fault {
        UNKNOWN_COMMAND,
        /** NUL, another control character, or octets that are not UTF-8. */
        FOREIGN_OCTETS,
        LINE_TOO_LONG,
        /** The line ended in a bare LF and that is not forgiven here. */
        BARE_LF,
        SYNTAX,
        SENDER_SYNTAX,
        RECIPIENT_SYNTAX,
        SENDER_WITHOUT_DOMAIN,
        RECIPIENT_WITHOUT_DOMAIN,
        SENDER_LITERAL,
        RECIPIENT_LITERAL,
        NEEDS_SMTPUTF8,
        UNKNOWN_PARAMETER,
        PARAMETER_SYNTAX,
        /** A BDAT whose chunk cannot be told from commands: the connection must end. */
        BDAT_SYNTAX
    }
}
