package mailstead.mail.mime;

import java.util.List;
import java.util.Optional;

/**
 * The fields by which a message is listed (RFC 9051 section 7.5.2). Immutable. Not the envelope of
 * an SMTP transaction.
 *
 * <p>A field that is absent is empty, one that is present without a value is {@link RawText#EMPTY}.
 * Of a field that may stand only once the first counts; address lists of several fields are joined.
 * All text is unfolded and otherwise as written: encoded words are still encoded.
 *
 * @param sender {@code from} where the message has no Sender with an address
 * @param replyTo {@code from} where the message has no Reply-To with an address
 */
public record Envelope(
        Optional<RawText> date,
        Optional<RawText> subject,
        List<EnvelopeAddress> from,
        List<EnvelopeAddress> sender,
        List<EnvelopeAddress> replyTo,
        List<EnvelopeAddress> to,
        List<EnvelopeAddress> cc,
        List<EnvelopeAddress> bcc,
        Optional<RawText> inReplyTo,
        Optional<RawText> messageId) {

    /** The header fields of which an envelope is made. */
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
                    "Message-ID");

    public Envelope {
        from = List.copyOf(from);
        sender = List.copyOf(sender);
        replyTo = List.copyOf(replyTo);
        to = List.copyOf(to);
        cc = List.copyOf(cc);
        bcc = List.copyOf(bcc);
    }

    /** Reads the envelope out of a header, or out of those of its fields that it needs. */
    public static Envelope of(Headers headers) {
        List<EnvelopeAddress> from = addresses(headers, "From");
        return new Envelope(
                headers.value("Date"),
                headers.value("Subject"),
                from,
                orElse(addresses(headers, "Sender"), from),
                orElse(addresses(headers, "Reply-To"), from),
                addresses(headers, "To"),
                addresses(headers, "Cc"),
                addresses(headers, "Bcc"),
                headers.value("In-Reply-To"),
                headers.value("Message-ID"));
    }

    private static List<EnvelopeAddress> addresses(Headers headers, String name) {
        AddressListParser parser = new AddressListParser();
        headers.all(name).forEach(field -> parser.parse(field.rawValue()));
        return parser.addresses();
    }

    private static List<EnvelopeAddress> orElse(
            List<EnvelopeAddress> addresses, List<EnvelopeAddress> others) {
        return addresses.isEmpty() ? others : addresses;
    }
}
