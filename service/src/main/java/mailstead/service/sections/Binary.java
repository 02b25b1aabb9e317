package mailstead.service.sections;

import java.io.InputStream;
import mailstead.mail.MailException;

/** What came of asking for a part's content (RFC 3516). */
public sealed interface Binary {

    /** The part, or what was asked for of it. */
    interface Content {

        /** How many octets {@link #open} gives. */
        long octets();

        /** Whether there may be a NUL among them, which only a literal8 can carry. */
        boolean mayHaveNul();

        /** The caller closes the stream. */
        InputStream open() throws MailException;
    }

    record Decoded(Content content) implements Binary {}

    record NoSuchPart() implements Binary {}

    /** Nobody here knows how to undo the part's transfer encoding: [UNKNOWN-CTE]. */
    record UnknownEncoding() implements Binary {}
}
