package mailstead.service.submission;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import mailstead.mail.Address;
import mailstead.mail.mime.HeaderField;

/**
 * What a header of a mail program's becomes (RFC 6409 section 8): what is missing is added at its
 * end, what nobody else may see is taken out, everything else stays as it was, octet for octet.
 *
 * @param from for a From field where there is none
 * @param sender for a Sender field, in the place of any other
 */
record HeaderFixUp(
        Instant now, String messageId, Optional<Address> from, Optional<Address> sender) {

    /**
     * Blind copies are nobody's business (RFC 5322 section 3.6.3), and a Return-Path belongs to who
     * delivers (RFC 5321 section 4.4).
     */
    private static final Set<String> TAKEN_OUT = Set.of("bcc", "resent-bcc", "return-path");

    /** RFC 5322 section 3.3; English names whatever the machine speaks. */
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE, d MMM uuuu HH:mm:ss '+0000'", Locale.US)
                    .withZone(ZoneOffset.UTC);

    /** The header with its blank line. */
    byte[] apply(HeaderBlock header) {
        ByteArrayOutputStream repaired = new ByteArrayOutputStream(header.length() + 256);
        for (HeaderField field : header.fields()) {
            if (isKept(field)) {
                byte[] octets = field.raw().octets();
                repaired.writeBytes(octets);
                if (octets[octets.length - 1] != '\n') {
                    repaired.writeBytes(CRLF);
                }
            }
        }
        if (!header.has("From")) {
            from.ifPresent(address -> add(repaired, "From", address.toString()));
        }
        sender.ifPresent(address -> add(repaired, "Sender", address.toString())); // section 8.1
        if (!header.has("Date")) { // RFC 6409 section 8.2
            add(repaired, "Date", DATE.format(now));
        }
        if (!header.has("Message-ID")) { // RFC 6409 section 8.3
            add(repaired, "Message-ID", "<" + messageId + ">");
        }
        repaired.writeBytes(CRLF);
        return repaired.toByteArray();
    }

    private static final byte[] CRLF = {'\r', '\n'};

    private boolean isKept(HeaderField field) {
        String name = lowerCase(field.name());
        return !TAKEN_OUT.contains(name) && !(sender.isPresent() && name.equals("sender"));
    }

    private static String lowerCase(String name) {
        StringBuilder lower = new StringBuilder(name.length());
        name.chars().forEach(c -> lower.append((char) (c >= 'A' && c <= 'Z' ? c + 32 : c)));
        return lower.toString();
    }

    private static void add(ByteArrayOutputStream header, String name, String value) {
        header.writeBytes((name + ": " + value + "\r\n").getBytes(StandardCharsets.UTF_8));
    }
}
