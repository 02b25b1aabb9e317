package mailstead.imap.codec;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import mailstead.mail.mime.Structure;

/** What FETCH answers of a message (RFC 9051 section 7.5.2). Immutable. */
public sealed interface FetchData {

    /**
     * @param isRecent RFC 3501 section 2.3.2 only; not sent to a client of IMAP4rev2
     */
    record Flags(mailstead.mail.folder.Flags flags, boolean isRecent) implements FetchData {}

    record Uid(long uid) implements FetchData {}

    record InternalDate(Instant date) implements FetchData {}

    record Size(long octets) implements FetchData {}

    record Envelope(mailstead.mail.mime.Envelope envelope) implements FetchData {}

    /**
     * @param isExtensible BODYSTRUCTURE; if not, BODY
     */
    record BodyStructure(Structure structure, boolean isExtensible) implements FetchData {}

    record ModSeq(long value) implements FetchData {}

    record EmailId(String id) implements FetchData {}

    /**
     * @param id absent: threads are not known
     */
    record ThreadId(Optional<String> id) implements FetchData {}

    record SaveDate(Optional<Instant> date) implements FetchData {}

    /**
     * @param text absent: not known just now
     */
    record Preview(Optional<String> text) implements FetchData {}

    record BinarySize(List<Integer> part, long octets) implements FetchData {
        public BinarySize {
            part = List.copyOf(part);
        }
    }

    /** Content that is held already: chosen header fields, say. */
    record Content(FetchItem.Content item, byte[] octets) implements FetchData {}

    /**
     * The announcement of content: exactly so many octets must follow it, sent by the session.
     *
     * @param isBinary NUL may be among them; for {@link FetchItem.Binary} only
     */
    record Announced(FetchItem.Content item, long octets, boolean isBinary) implements FetchData {}

    /** NIL: the message has no such part. */
    record Missing(FetchItem.Content item) implements FetchData {}
}
