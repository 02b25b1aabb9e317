package mailstead.service.notice;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import mailstead.mail.Address;
import mailstead.mail.Content;
import mailstead.mail.ReversePath;
import mailstead.mail.queue.FarAnswer;
import mailstead.mail.queue.QueuedEnvelope;
import mailstead.mail.queue.QueuedEnvelope.DsnReturn;
import mailstead.mail.queue.QueuedRecipient;
import mailstead.mail.queue.QueuedRecipient.OriginalRecipient;
import mailstead.service.notice.Notice.Kind;
import mailstead.service.notice.Notice.Told;

/**
 * Composes notices: a text for people, fields for programs (RFC 3464), and the message or its
 * header. Immutable, so shared. Pure: the same notice gives the same octets.
 *
 * <p>A message with addresses or fields beyond ASCII gets the parts of RFC 6533. Where a text must
 * be ASCII, other characters are written as hexadecimal numbers, so that nothing is lost. A failed
 * message goes back whole if its sender asked for that or did not say, and if it is no longer than
 * {@link NoticeRules#returnedOctetsMax}; in all other notices only the header does (RFC 3461
 * section 4.3).
 */
public final class NoticeComposer {

    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss +0000", Locale.ENGLISH)
                    .withZone(ZoneOffset.UTC);

    /** RFC 5322 section 2.1.1; a field that cannot be folded and is longer is left out. */
    private static final int FIELD_OCTETS_MAX = 900;

    private final NoticeRules rules;

    public NoticeComposer(NoticeRules rules) {
        this.rules = rules;
    }

    /**
     * @param body what those who carry the notice need
     * @param content CRLF line ends; held in memory
     */
    public record Composed(QueuedEnvelope.Body body, Content content) {}

    /**
     * @param to the sender of the message
     * @param original the message as it is queued
     * @throws IOException when it cannot be read
     */
    public Composed compose(Notice notice, Address to, Content original) throws IOException {
        ReturnedMessage returned = ReturnedMessage.read(original, wholeOctetsMax(notice));
        Letter letter = new Letter(notice, to, returned);
        byte[] octets = letter.write().getBytes(StandardCharsets.ISO_8859_1);
        boolean needsUtf8 = !SafeText.isAscii(to.localPart());
        return new Composed(
                new QueuedEnvelope.Body(isEightBit(octets), needsUtf8), new Held(octets));
    }

    /** Whom a notice goes to; empty when nobody may be told (RFC 5321 section 4.5.5). */
    public static Optional<Address> addressee(QueuedEnvelope envelope) {
        return switch (envelope.sender()) {
            case ReversePath.Null() -> Optional.empty();
            case ReversePath.Sender(Address address) -> Optional.of(address);
        };
    }

    private long wholeOctetsMax(Notice notice) {
        boolean headerIsEnough =
                notice.kind() != Kind.FAILED
                        || notice.envelope().dsnReturn().equals(Optional.of(DsnReturn.HDRS));
        return headerIsEnough ? -1 : rules.returnedOctetsMax();
    }

    private static boolean isEightBit(byte[] octets) {
        for (byte octet : octets) {
            if (octet < 0) {
                return true;
            }
        }
        return false;
    }

    private record Held(byte[] octets) implements Content {
        @Override
        public long size() {
            return octets.length;
        }

        @Override
        public InputStream open() {
            return new ByteArrayInputStream(octets);
        }
    }

    /** One notice being written, each octet as one character. Confined to one call. */
    private final class Letter {
        private final Notice notice;
        private final Address to;
        private final ReturnedMessage returned;
        private final boolean isInternational;
        private final String boundary;
        private final StringBuilder out = new StringBuilder();

        Letter(Notice notice, Address to, ReturnedMessage returned) {
            this.notice = notice;
            this.to = to;
            this.returned = returned;
            this.isInternational =
                    notice.envelope().body().smtpUtf8()
                            || !SafeText.isAscii(to.localPart())
                            || notice.told().stream()
                                    .anyMatch(told ->
                                            !SafeText.isAscii(
                                                    recipient(told).address().localPart()));
            this.boundary = "=_" + notice.messageId();
        }

        String write() {
            header();
            people();
            programs();
            original();
            line("--" + boundary + "--");
            return out.toString();
        }

        private void header() {
            line("From: Mail Delivery System <" + rules.from() + ">");
            line("To: <" + to + ">");
            line("Subject: " + subject());
            line("Date: " + DATE.format(notice.at()));
            line("Message-ID: <" + notice.messageId() + "@" + rules.host() + ">");
            // RFC 3834 section 5
            line("Auto-Submitted: auto-replied");
            line("MIME-Version: 1.0");
            line("Content-Type: multipart/report; report-type=delivery-status;");
            line(" boundary=\"" + boundary + "\"");
            line("");
        }

        private String subject() {
            return switch (notice.kind()) {
                case FAILED -> "Your message could not be delivered";
                case DELAYED -> "Your message is delayed";
                case RELAYED -> "Your message was passed on";
                case DELIVERED -> "Your message was delivered";
            };
        }

        private void people() {
            StringBuilder text = new StringBuilder();
            paragraph(text, "", "This is the mail system at " + rules.host() + ".");
            paragraph(text, "", explanation());
            for (Told told : notice.told()) {
                text.append("<")
                        .append(SafeText.printable(recipient(told).address().toString()))
                        .append(">\r\n");
                paragraph(text, "    ", finding(told.answer()));
            }
            begin("text/plain; charset=utf-8", !SafeText.isAscii(text.toString()));
            line(text.substring(0, text.length() - 2));
        }

        private String explanation() {
            String arrived = "your message of " + DATE.format(notice.envelope().arrived());
            return switch (notice.kind()) {
                case FAILED ->
                        "I am sorry: "
                                + arrived
                                + " could not be delivered to the recipients below, and will not"
                                + " be tried again for them. The message or its header is"
                                + " attached.";
                case DELAYED ->
                        "This is only a warning: "
                                + arrived
                                + " has not been delivered to the recipients below yet. You need"
                                + " not send it again: it will be tried"
                                + notice.retryUntil()
                                        .map(until -> " until " + DATE.format(until))
                                        .orElse(" again")
                                + ".";
                case RELAYED ->
                        "As you asked: "
                                + arrived
                                + " was passed on to the systems below. They do not tell when it"
                                + " reaches its recipients.";
                case DELIVERED -> "As you asked: " + arrived + " was delivered.";
            };
        }

        private static String finding(FarAnswer answer) {
            String host =
                    answer.host().isEmpty() || answer.address().isEmpty()
                            ? answer.host()
                            : answer.host() + " (" + answer.address() + ")";
            String said =
                    answer.code() == 0
                            ? answer.text()
                            : answer.code() + " " + answer.enhanced() + " " + answer.text();
            if (host.isEmpty()) {
                return said;
            }
            return answer.code() == 0 ? host + ": " + said : host + " said: " + said;
        }

        /** RFC 3464 section 2.1 */
        private void programs() {
            String type =
                    isInternational ? "message/global-delivery-status" : "message/delivery-status";
            StringBuilder fields = new StringBuilder();
            notice.envelope()
                    .envelopeId()
                    .ifPresent(id -> unfolded(fields, "Original-Envelope-Id", safe(id)));
            unfolded(fields, "Reporting-MTA", "dns; " + rules.host());
            unfolded(fields, "Arrival-Date", DATE.format(notice.envelope().arrived()));
            for (Told told : notice.told()) {
                fields.append("\r\n");
                recipientFields(fields, told);
            }
            begin(type, !SafeText.isAscii(fields.toString()));
            line(fields.toString());
        }

        /** RFC 3464 section 2.3 */
        private void recipientFields(StringBuilder fields, Told told) {
            QueuedRecipient recipient = recipient(told);
            FarAnswer answer = told.answer();
            recipient
                    .originalRecipient()
                    .ifPresent(original ->
                            unfolded(fields, "Original-Recipient", originalRecipient(original)));
            unfolded(fields, "Final-Recipient", finalRecipient(recipient.address()));
            unfolded(fields, "Action", notice.kind().action());
            unfolded(fields, "Status", status(answer));
            if (!answer.host().isEmpty()) {
                unfolded(fields, "Remote-MTA", "dns; " + safe(answer.host()));
            }
            if (answer.code() != 0) {
                folded(
                        fields,
                        "Diagnostic-Code",
                        "smtp; "
                                + answer.code()
                                + " "
                                + safe(answer.enhanced() + " " + answer.text()));
            } else {
                folded(fields, "Diagnostic-Code", "x-mailstead; " + safe(answer.text()));
            }
            unfolded(fields, "Last-Attempt-Date", DATE.format(answer.at()));
            unfolded(fields, "Final-Log-ID", notice.id().text());
            notice.retryUntil()
                    .ifPresent(until -> unfolded(fields, "Will-Retry-Until", DATE.format(until)));
        }

        private String originalRecipient(OriginalRecipient original) {
            return safe(original.type()) + "; " + safe(original.address());
        }

        /** RFC 6533 section 3: the address type utf-8 where ASCII is not enough. */
        private String finalRecipient(Address address) {
            String text = SafeText.printable(address.toString());
            if (SafeText.isAscii(text)) {
                return "rfc822; " + text;
            }
            return "utf-8; " + (isInternational ? text : SafeText.addressXtext(text));
        }

        /** RFC 3463 section 2; what the far side made up may be no status at all. */
        private String status(FarAnswer answer) {
            String status = answer.enhanced();
            boolean isOne = status.matches("[245]\\.[0-9]{1,3}\\.[0-9]{1,3}");
            return switch (notice.kind()) {
                case FAILED -> isOne && !status.startsWith("2") ? status : "5.0.0";
                case DELAYED -> isOne && status.startsWith("4") ? status : "4.0.0";
                case RELAYED, DELIVERED -> isOne && status.startsWith("2") ? status : "2.0.0";
            };
        }

        private void original() {
            String type;
            if (returned.isWhole()) {
                type = isInternational ? "message/global" : "message/rfc822";
            } else {
                type = isInternational ? "message/global-headers" : "text/rfc822-headers";
            }
            begin(type, returned.isEightBit());
            out.append(new String(returned.octets(), StandardCharsets.ISO_8859_1)).append("\r\n");
        }

        private void begin(String type, boolean isEightBit) {
            line("--" + boundary);
            line("Content-Type: " + type);
            line("Content-Transfer-Encoding: " + (isEightBit ? "8bit" : "7bit"));
            line("");
        }

        private QueuedRecipient recipient(Told told) {
            return notice.envelope().recipients().get(told.recipient());
        }

        private String safe(String text) {
            return isInternational ? SafeText.printable(text) : SafeText.ascii(text);
        }

        private static void paragraph(StringBuilder text, String indent, String sentences) {
            for (String line : SafeText.lines(SafeText.printable(sentences), indent.length())) {
                text.append(indent).append(line).append("\r\n");
            }
            text.append("\r\n");
        }

        private static void folded(StringBuilder fields, String name, String value) {
            String before = name + ": ";
            for (String line : SafeText.lines(value, before.length())) {
                fields.append(before).append(line).append("\r\n");
                before = " ";
            }
        }

        private static void unfolded(StringBuilder fields, String name, String value) {
            String field = name + ": " + value;
            if (field.getBytes(StandardCharsets.UTF_8).length <= FIELD_OCTETS_MAX) {
                fields.append(field).append("\r\n");
            }
        }

        /** Text of ours becomes octets here. */
        private void line(String text) {
            out.append(
                            new String(
                                    text.getBytes(StandardCharsets.UTF_8),
                                    StandardCharsets.ISO_8859_1))
                    .append("\r\n");
        }
    }
}
