package mailstead.imap.codec;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A message of this server or a part of one, as CATENATE names it (RFC 4469 section 3, RFC 5092
 * section 6). Absolute URLs are none of ours: they are not read. Immutable.
 *
 * @param mailbox absent: the selected one
 * @param uidValidity which the mailbox must have; absent: any
 * @param uid 1 to 2^32-1
 * @param section the message itself if the URL says nothing
 */
public record MessageUrl(
        Optional<MailboxName> mailbox,
        OptionalLong uidValidity,
        long uid,
        Section section,
        Optional<FetchItem.Partial> partial) {

    /** Longest URL that is read. */
    static final int OCTETS_MAX = 16_384;

    private static final String UID_VALIDITY = ";UIDVALIDITY=";
    private static final String UID = ";UID=";
    private static final String SECTION = ";SECTION=";
    private static final String PARTIAL = ";PARTIAL=";

    /** Empty if it is no such URL. */
    public static Optional<MessageUrl> parse(String url) {
        if (url.length() > OCTETS_MAX) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Reader(url).read());
        } catch (Flaw _) {
            return Optional.empty();
        }
    }

    /** Takes one piece of the URL after the other. Confined to one parse. */
    private static final class Reader {

        private final String url;

        /** ASCII letters folded, the same length. */
        private final String folded;

        private int at;

        Reader(String url) {
            this.url = url;
            this.folded = Octets.upperCase(url);
        }

        MessageUrl read() {
            Optional<MailboxName> mailbox = Optional.empty();
            OptionalLong uidValidity = OptionalLong.empty();
            if (!folded.startsWith(UID)) {
                if (!url.startsWith("/") || folded.startsWith("/" + UID)) {
                    throw Flaw.malformed("no mailbox");
                }
                at = 1;
                mailbox = Optional.of(mailbox(until(";")));
                if (takes(UID_VALIDITY)) {
                    uidValidity = OptionalLong.of(number(until("/")));
                }
            }
            if (!takes(UID)) {
                throw Flaw.malformed("no UID");
            }
            long uid = number(until("/"));
            Section section = takes(SECTION) ? section(until("/")) : Section.MESSAGE;
            Optional<FetchItem.Partial> partial =
                    takes(PARTIAL) ? Optional.of(partial(until("/"))) : Optional.empty();
            if (at < url.length()) {
                throw Flaw.malformed("more than an URL");
            }
            return new MessageUrl(mailbox, uidValidity, uid, section, partial);
        }

        private boolean takes(String word) {
            if (!folded.startsWith(word, at)) {
                return false;
            }
            at += word.length();
            return true;
        }

        /** What stands before the mark. A slash before the next word is passed over. */
        private String until(String mark) {
            int end = url.indexOf(mark, at);
            String text = url.substring(at, end < 0 ? url.length() : end);
            at += text.length();
            if (mark.equals("/") && folded.startsWith("/;", at)) {
                at++;
            }
            return text;
        }

        /** A slash at its end separates it from the UID. */
        private MailboxName mailbox(String encoded) {
            String text = Lexer.utf8(decode(encoded));
            if (!MailboxName.isValid(text)) {
                throw Flaw.malformed("not a mailbox");
            }
            return new MailboxName(text);
        }

        private static long number(String text) {
            Lexer lexer = lexer(text.getBytes(StandardCharsets.UTF_8));
            long number = lexer.nzNumber();
            lexer.end();
            return number;
        }

        private static Section section(String encoded) {
            byte[] octets = decode(encoded);
            byte[] bracketed = new byte[octets.length + 2];
            bracketed[0] = '[';
            System.arraycopy(octets, 0, bracketed, 1, octets.length);
            bracketed[octets.length + 1] = ']';
            Lexer lexer = lexer(bracketed);
            Section section = new FetchParser(lexer).section();
            lexer.end();
            return section;
        }

        /** {@code 1024} to the end, or {@code 0.1024}. */
        private static FetchItem.Partial partial(String text) {
            Lexer lexer = lexer(text.getBytes(StandardCharsets.UTF_8));
            long offset = lexer.number64();
            long octets = lexer.takes('.') ? lexer.number64() : Long.MAX_VALUE;
            lexer.end();
            if (octets == 0) {
                throw Flaw.malformed("nothing at all");
            }
            return new FetchItem.Partial(offset, octets);
        }

        private static Lexer lexer(byte[] text) {
            return new Lexer(
                    List.of(new Piece(text, Optional.empty(), Optional.empty())),
                    Set.of(),
                    Set.of(),
                    EnumSet.noneOf(Leniency.class));
        }

        private static byte[] decode(String encoded) {
            ByteArrayOutputStream octets = new ByteArrayOutputStream(encoded.length());
            int i = 0;
            while (i < encoded.length()) {
                char c = encoded.charAt(i);
                if (c > 126 || c <= ' ') {
                    throw Flaw.malformed("not a character of an URL");
                }
                if (c == '%') {
                    octets.write(digit(encoded, i + 1) << 4 | digit(encoded, i + 2));
                    i += 3;
                } else {
                    octets.write(c);
                    i++;
                }
            }
            return octets.toByteArray();
        }

        private static int digit(String text, int at) {
            int digit =
                    at < text.length() && text.charAt(at) < 127
                            ? Character.digit(text.charAt(at), 16)
                            : -1;
            if (digit < 0) {
                throw Flaw.malformed("not a hexadecimal digit");
            }
            return digit;
        }
    }
}
