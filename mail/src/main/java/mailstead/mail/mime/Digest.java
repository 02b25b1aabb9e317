package mailstead.mail.mime;

import java.io.IOException;
import java.io.InputStream;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * What one pass over a message finds out about it, small enough to be cached: all that FETCH,
 * SEARCH, SORT and THREAD want to know without opening the message. Immutable.
 *
 * @param structure the tree of its parts
 * @param headers those of the message's own fields that {@link #FIELDS} names
 * @param fieldsComplete whether {@code headers} has all of them and whole: a header beyond our
 *     limits is known in part only
 * @param preview the first words of its text (RFC 8970); empty if it has no text that we can read
 */
public record Digest(
        Structure structure, Headers headers, boolean fieldsComplete, Optional<String> preview) {

    /** The fields that are kept: for listing, threading, and what clients ask for by name. */
    public static final List<String> FIELDS =
            List.of(
                    "Date",
                    "Subject",
                    "From",
                    "Sender",
                    "Reply-To",
                    "To",
                    "Cc",
                    "Bcc",
                    "In-Reply-To",
                    "Message-ID",
                    "References",
                    "MIME-Version",
                    "Content-Type",
                    "Content-Transfer-Encoding",
                    "Content-Disposition",
                    "Content-ID",
                    "Content-Description",
                    "Content-Language",
                    "Content-Location",
                    "Content-MD5",
                    "List-ID",
                    "List-Post",
                    "List-Unsubscribe",
                    "Priority",
                    "X-Priority",
                    "Importance",
                    "Delivered-To",
                    "Newsgroups");

    /** Reads a message to its end, holding only what it keeps. */
    public static Digest read(InputStream wireForm) throws IOException {
        StructureParser parser = new StructureParser(FIELDS);
        Structure structure = parser.read(wireForm);
        PartStack parts = parser.parts();
        return new Digest(
                structure, parts.headers(), parts.fieldsComplete(), Preview.of(parts.samples()));
    }

    /** What {@link DigestCodec#decodeFields} gives. */
    public KeptFields fields() {
        return new KeptFields(headers, fieldsComplete);
    }

    /** The size of the message in wire form. */
    public long octets() {
        return structure.octets();
    }

    public Envelope envelope() {
        return Envelope.of(headers);
    }

    /** The date that the message says it was sent on, with its offset. */
    public Optional<OffsetDateTime> sentAt() {
        return headers.value("Date").flatMap(MessageDate::parse);
    }

    public Optional<MessageId> messageId() {
        return headers.value("Message-ID").flatMap(MessageId::parse);
    }

    /** {@link MessageId#ancestors}, the parent last. */
    public List<MessageId> ancestors() {
        return MessageId.ancestors(headers);
    }

    /**
     * Whether {@link Headers#only} of {@link #headers} gives the same octets for these names as it
     * would for the message's whole header.
     */
    public boolean covers(Collection<String> names) {
        return fieldsComplete && names.stream().allMatch(Digest::isKept);
    }

    /** Whether a field of this name is kept, without regard to ASCII case. */
    public static boolean isKept(String name) {
        for (String kept : FIELDS) {
            if (Ascii.equalsFolded(kept, name)) {
                return true;
            }
        }
        return false;
    }
}
