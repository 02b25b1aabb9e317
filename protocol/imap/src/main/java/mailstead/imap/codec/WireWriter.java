package mailstead.imap.codec;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Optional;
import java.util.OptionalLong;
import mailstead.mail.folder.Flags;
import mailstead.mail.folder.ModifiedUtf7;
import mailstead.mail.folder.NumberSet;

/**
 * The small words of which responses are made (RFC 9051 section 9), through a buffer. Confined to
 * its encoder.
 */
final class WireWriter {

    private static final int BUFFER_OCTETS = 4_096;
    private static final int NUMBER_DIGITS_MAX = 20;

    /** Longer strings are literals: some clients read quoted strings into small buffers. */
    private static final int QUOTED_OCTETS_MAX = 4_096;

    private final Sink sink;
    private final boolean isUtf8;
    private final boolean isTextUtf8;
    private final byte[] buffer = new byte[BUFFER_OCTETS];
    private int length;

    /**
     * @param isUtf8 quoted strings and names may hold UTF-8 (RFC 6855 section 3)
     * @param isTextUtf8 texts may hold UTF-8 (RFC 9051 section 9, text)
     */
    WireWriter(Sink sink, boolean isUtf8, boolean isTextUtf8) {
        this.sink = sink;
        this.isUtf8 = isUtf8;
        this.isTextUtf8 = isTextUtf8;
    }

    void flush() throws IOException {
        if (length > 0) {
            int octets = length;
            length = 0;
            sink.write(buffer, 0, octets);
        }
    }

    void octet(int octet) throws IOException {
        if (length == buffer.length) {
            flush();
        }
        buffer[length++] = (byte) octet;
    }

    void space() throws IOException {
        octet(' ');
    }

    void lineEnd() throws IOException {
        octet('\r');
        octet('\n');
    }

    /** Words of the protocol, which are ASCII. */
    void ascii(String text) throws IOException {
        for (int i = 0; i < text.length(); i++) {
            octet(text.charAt(i));
        }
    }

    void octets(byte[] octets, int offset, int count) throws IOException {
        if (count > buffer.length - length) {
            flush();
            if (count > buffer.length) {
                sink.write(octets, offset, count);
                return;
            }
        }
        System.arraycopy(octets, offset, buffer, length, count);
        length += count;
    }

    void number(long number) throws IOException {
        if (buffer.length - length < NUMBER_DIGITS_MAX) {
            flush();
        }
        int digits = 1;
        for (long rest = number / 10; rest != 0; rest /= 10) {
            digits++;
        }
        long rest = number;
        for (int i = length + digits - 1; i >= length; i--) {
            buffer[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        length += digits;
    }

    /** An atom where that is possible, a string elsewhere. */
    void astring(String text) throws IOException {
        if (isAtom(text)) {
            ascii(text);
        } else {
            string(text);
        }
    }

    void string(String text) throws IOException {
        string(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Quoted where that is possible, a literal elsewhere. NUL, which fits in neither, is `?`. */
    void string(byte[] octets) throws IOException {
        if (canBeQuoted(octets)) {
            octet('"');
            for (byte octet : octets) {
                if (octet == '"' || octet == '\\') {
                    octet('\\');
                }
                octet(octet);
            }
            octet('"');
        } else {
            literalHead(octets.length, false);
            for (byte octet : octets) {
                octet(octet == 0 ? '?' : octet);
            }
        }
    }

    /** A string, or a literal8 when there is NUL in it. */
    void string8(byte[] octets) throws IOException {
        if (Octets.hasNul(octets)) {
            literalHead(octets.length, true);
            octets(octets, 0, octets.length);
        } else {
            string(octets);
        }
    }

    /**
     * Nothing but a literal, with the octets as they are. RFC 9051 section 4.3 allows no NUL, but
     * clients want the message that was sent, and its signature.
     */
    void literal(byte[] octets) throws IOException {
        literalHead(octets.length, false);
        octets(octets, 0, octets.length);
    }

    /** The announcement of so many octets. */
    void literalHead(long octets, boolean isBinary) throws IOException {
        if (isBinary) {
            octet('~');
        }
        octet('{');
        number(octets);
        octet('}');
        lineEnd();
    }

    void nil() throws IOException {
        ascii("NIL");
    }

    /** What a human reads, up to the end of the line. */
    void text(String text) throws IOException {
        if (text.isEmpty()) {
            octet('-'); // RFC 3501 section 9: at least one character
        }
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        for (byte octet : octets) {
            if (octet >= 0 && octet < ' ' || octet == 127) {
                octet(' ');
            } else {
                octet(octet < 0 && !isTextUtf8 ? '?' : octet);
            }
        }
    }

    /** A word and a number behind it. */
    void named(String name, long number) throws IOException {
        ascii(name);
        number(number);
    }

    void numberOrNil(OptionalLong number) throws IOException {
        if (number.isPresent()) {
            number(number.getAsLong());
        } else {
            nil();
        }
    }

    /** Words of the protocol, separated by spaces. */
    void words(Collection<String> words) throws IOException {
        boolean isFirst = true;
        for (String word : words) {
            if (!isFirst) {
                space();
            }
            isFirst = false;
            ascii(word);
        }
    }

    /** A list of words in parentheses. */
    void list(Collection<String> words) throws IOException {
        octet('(');
        words(words);
        octet(')');
    }

    /** RFC 8474 section 7. */
    void objectId(String name, Optional<String> id) throws IOException {
        ascii(name);
        if (id.isPresent()) {
            octet('(');
            ascii(id.get());
            octet(')');
        } else {
            nil();
        }
    }

    /**
     * @param further one more, or nothing
     */
    void flags(Flags flags, String further) throws IOException {
        octet('(');
        boolean isFirst = true;
        for (Flags.System flag : Flags.System.values()) {
            if (flags.has(flag)) {
                ascii(isFirst ? "" : " ");
                isFirst = false;
                ascii(flag.text());
            }
        }
        for (String keyword : flags.keywords()) {
            ascii(isFirst ? "" : " ");
            isFirst = false;
            ascii(keyword);
        }
        if (!further.isEmpty()) {
            ascii(isFirst ? "" : " ");
            ascii(further);
        }
        octet(')');
    }

    void mailbox(MailboxName name) throws IOException {
        astring(nameText(name.text()));
    }

    /** A name, or what names begin with, as it is sent to this client. */
    String nameText(String text) {
        return isUtf8 ? text : ModifiedUtf7.encode(text);
    }

    void set(NumberSet set) throws IOException {
        for (int i = 0; i < set.ranges(); i++) {
            range(i == 0, set.first(i), set.last(i));
        }
    }

    /** In this order; what follows one another is written as a range. */
    void runs(long[] numbers) throws IOException {
        int i = 0;
        while (i < numbers.length) {
            int end = i + 1;
            while (end < numbers.length && numbers[end] == numbers[end - 1] + 1) {
                end++;
            }
            range(i == 0, numbers[i], numbers[end - 1]);
            i = end;
        }
    }

    private void range(boolean isFirst, long first, long last) throws IOException {
        if (!isFirst) {
            octet(',');
        }
        number(first);
        if (last > first) {
            octet(':');
            number(last);
        }
    }

    private boolean canBeQuoted(byte[] octets) {
        if (octets.length > QUOTED_OCTETS_MAX) {
            return false;
        }
        boolean isAscii = true;
        for (byte octet : octets) {
            if (octet == 0 || octet == '\r' || octet == '\n') {
                return false;
            }
            isAscii &= octet > 0;
        }
        return isAscii || isUtf8 && Octets.utf8(octets).isPresent();
    }

    /** What no client can take for anything else. */
    private static boolean isAtom(String text) {
        return !text.isEmpty()
                && !text.equalsIgnoreCase("NIL")
                && text.chars()
                        .allMatch(c ->
                                c >= 'a' && c <= 'z'
                                        || c >= 'A' && c <= 'Z'
                                        || c >= '0' && c <= '9'
                                        || "-_./$+@".indexOf(c) >= 0);
    }
}
