package mailstead.imap.codec;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import mailstead.mail.folder.Flags;

/**
 * One message of APPEND or REPLACE: what is said of it and where its octets come from, in order.
 * The octets of literals are streamed past the codec. Immutable.
 *
 * @param parts one literal, unless the form is CATENATE; while the command is being read, those
 *     announced so far
 */
public record AppendMessage(
        Flags flags, Optional<Instant> internalDate, Form form, List<Part> parts) {

    public AppendMessage {
        parts = List.copyOf(parts);
    }

    public enum Form {
        PLAIN,
        /** {@code UTF8 (~{...})}: the header may hold UTF-8 (RFC 6855 section 4). */
        UTF8,
        /** RFC 4469 section 3. */
        CATENATE
    }

    public sealed interface Part {

        /**
         * Octets sent with the command.
         *
         * @param octets 0 to 2^63-1, where the largest stands for anything beyond
         * @param isSynchronizing the client waits to be told to send them
         * @param isBinary a literal8: NUL may be among them (RFC 3516 section 4.4)
         */
        record Literal(long octets, boolean isSynchronizing, boolean isBinary) implements Part {}

        /** A message or part that is here already; {@link MessageUrl#parse} reads it. */
        record Url(String url) implements Part {}
    }
}
