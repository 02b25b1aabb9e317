package mailstead.imap.codec;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import mailstead.mail.folder.NumberSet;

/**
 * The small productions of RFC 9051 section 9 over the pieces of one command. They leave by {@link
 * Flaw} when something else is there. Confined to one parse.
 */
final class Lexer {

    /** Elements of any list in parentheses. */
    static final int LIST_ITEMS_MAX = 2_000;

    private static final int LITERAL = -2;
    private static final int END = -1;

    private final List<Piece> pieces;
    private final Set<Extension> enabled;
    private final Set<Leniency> allowed;
    private final Set<Leniency> bent;
    private int piece;
    private int at;

    /**
     * @param bent takes the leniencies that were needed
     */
    Lexer(List<Piece> pieces, Set<Extension> enabled, Set<Leniency> allowed, Set<Leniency> bent) {
        this.pieces = pieces;
        this.enabled = enabled;
        this.allowed = allowed;
        this.bent = bent;
    }

    boolean isEnabled(Extension extension) {
        return enabled.contains(extension);
    }

    /** Whether mailbox names are in UTF-8 and nothing else. */
    boolean hasUtf8Names() {
        return isEnabled(Extension.UTF8_ACCEPT) || isEnabled(Extension.IMAP4REV2);
    }

    /** Whether this is forgiven; it is told, then. */
    boolean bend(Leniency leniency) {
        if (!allowed.contains(leniency)) {
            return false;
        }
        bent.add(leniency);
        return true;
    }

    // Octets

    /** The next octet, or {@link #END} or {@link #LITERAL}. */
    private int peek() {
        byte[] text = pieces.get(piece).text();
        if (at < text.length) {
            return text[at] & 0xFF;
        }
        return pieces.get(piece).literal().isPresent() ? LITERAL : END;
    }

    /** Whether this comes after the next octet. */
    boolean isSecond(char c) {
        byte[] text = pieces.get(piece).text();
        return at + 1 < text.length && text[at + 1] == c;
    }

    boolean isAt(char c) {
        return peek() == c;
    }

    boolean isAtDigit() {
        return peek() >= '0' && peek() <= '9';
    }

    boolean isAtEnd() {
        return peek() == END;
    }

    boolean isAtLiteral() {
        return peek() == LITERAL;
    }

    /** Whether the literal here has been announced but not read yet. */
    boolean isAtUnreadLiteral() {
        return isAtLiteral() && pieces.get(piece).octets().isEmpty();
    }

    Announcement announcement() {
        return pieces.get(piece)
                .literal()
                .orElseThrow(() -> Flaw.malformed("a literal is missing"));
    }

    /** Takes the octet if it is there. */
    boolean takes(char c) {
        if (peek() != c) {
            return false;
        }
        at++;
        return true;
    }

    void expect(char c) {
        if (!takes(c)) {
            throw Flaw.malformed("'" + c + "' is missing");
        }
    }

    /** The rest must be nothing. */
    void end() {
        if (peek() == ' ' && bend(Leniency.TRAILING_SPACES)) {
            skipSpaces();
        }
        if (peek() != END) {
            throw Flaw.malformed("there is more than the command takes");
        }
    }

    /** Whether nothing follows, but for spaces that are forgiven. */
    boolean endsHere() {
        if (peek() != ' ') {
            return peek() == END;
        }
        int mark = at;
        skipSpaces();
        boolean ends = peek() == END && bend(Leniency.TRAILING_SPACES);
        at = ends ? at : mark;
        return ends;
    }

    void space() {
        if (peek() != ' ') {
            throw Flaw.malformed(
                    peek() == END ? "something is missing at the end" : "a space is missing");
        }
        at++;
        if (peek() == ' ') {
            extraSpaces();
        }
    }

    private void extraSpaces() {
        if (!bend(Leniency.EXTRA_SPACES)) {
            throw Flaw.malformed("there are too many spaces");
        }
        skipSpaces();
    }

    private void skipSpaces() {
        while (peek() == ' ') {
            at++;
        }
    }

    // Lists in parentheses

    void open() {
        expect('(');
        if (peek() == ' ') {
            extraSpaces();
        }
    }

    /** Takes the closing parenthesis, if it is there. */
    boolean closes() {
        if (peek() == ' ' && isSpaceBeforeClose()) {
            extraSpaces();
        }
        return takes(')');
    }

    private boolean isSpaceBeforeClose() {
        byte[] text = pieces.get(piece).text();
        int i = at;
        while (i < text.length && text[i] == ' ') {
            i++;
        }
        return i < text.length && text[i] == ')';
    }

    void close() {
        if (!closes()) {
            throw Flaw.malformed("')' is missing");
        }
    }

    /** One or more elements in parentheses, separated by spaces. */
    void list(Runnable element) {
        open();
        if (isAt(')')) {
            throw Flaw.malformed("a list is empty");
        }
        elements(element);
    }

    /** Any number of elements in parentheses, separated by spaces. */
    void listOrNothing(Runnable element) {
        open();
        if (!closes()) {
            elements(element);
        }
    }

    /** Behind the opening parenthesis: one or more elements, and the closing one. */
    void elements(Runnable element) {
        element.run();
        int count = 1;
        while (!closes()) {
            space();
            count++;
            if (count > LIST_ITEMS_MAX) {
                throw Flaw.malformed("a list is too long");
            }
            element.run();
        }
    }

    // Words

    /** An atom in upper case. */
    String word() {
        return Octets.upperCase(atom());
    }

    String atom() {
        return characters(Lexer::isAtomCharacter, "a word");
    }

    /** Letters, digits, dot and hyphen in upper case: names that brackets may follow. */
    String name() {
        return Octets.upperCase(
                characters(
                        c ->
                                c >= 'a' && c <= 'z'
                                        || c >= 'A' && c <= 'Z'
                                        || c >= '0' && c <= '9'
                                        || c == '.'
                                        || c == '-',
                        "a name"));
    }

    /** So many octets of any kind, as far as the line goes. */
    String taken(int count) {
        byte[] text = pieces.get(piece).text();
        int length = Math.min(count, text.length - at);
        at += length;
        return new String(text, at - length, length, StandardCharsets.ISO_8859_1);
    }

    /** RFC 9051 section 9, tag. */
    String tag() {
        return characters(c -> (isAtomCharacter(c) || c == ']') && c != '+', "a tag");
    }

    private interface OctetTest {
        boolean test(int c);
    }

    private String characters(OctetTest test, String what) {
        byte[] text = pieces.get(piece).text();
        int start = at;
        while (at < text.length && test.test(text[at] & 0xFF)) {
            at++;
        }
        if (at == start) {
            throw Flaw.malformed(what + " is missing");
        }
        return new String(text, start, at - start, StandardCharsets.ISO_8859_1);
    }

    static boolean isAtomCharacter(int c) {
        return c > ' ' && c < 127 && "(){%*\"\\]".indexOf(c) < 0;
    }

    /** Whether this word (in upper case) comes next and ends there; takes it if so. */
    boolean takesWord(String word) {
        int mark = at;
        if (peek() > ' ' && isAtomCharacter(peek()) && word().equals(word)) {
            return true;
        }
        at = mark;
        return false;
    }

    /** As {@link #takesWord} behind a space, taken too. */
    boolean takesSpaceAndWord(String word) {
        int mark = at;
        if (peek() == ' ') {
            skipSpaces();
            boolean isSingle = at == mark + 1;
            if (takesWord(word)) {
                if (!isSingle && !bend(Leniency.EXTRA_SPACES)) {
                    throw Flaw.malformed("there are too many spaces");
                }
                return true;
            }
        }
        at = mark;
        return false;
    }

    /** Takes a space and an opening parenthesis, if they are next. */
    boolean takesSpaceAndOpen() {
        if (!isAtSpaceAndOpen()) {
            return false;
        }
        space();
        open();
        return true;
    }

    boolean isAtSpaceAndOpen() {
        byte[] text = pieces.get(piece).text();
        int i = at;
        while (i < text.length && text[i] == ' ') {
            i++;
        }
        return i > at && i < text.length && text[i] == '(';
    }

    /** A place to come back to within the same line. */
    int mark() {
        return at;
    }

    void backTo(int mark) {
        at = mark;
    }

    // Strings

    /** RFC 9051 section 9, astring. */
    byte[] astring() {
        return isAt('"') || isAtLiteral() ? string() : unquoted(c -> false);
    }

    /** An astring in which an unquoted one may hold characters that it should not. */
    byte[] looseAstring() {
        return isAt('"') || isAtLiteral() ? string() : unquoted(this::isForgiven);
    }

    /** As {@link #looseAstring}, with wildcards (RFC 9051 section 9, list-mailbox). */
    byte[] listMailbox() {
        return isAt('"') || isAtLiteral()
                ? string()
                : unquoted(c -> c == '%' || c == '*' || isForgiven(c));
    }

    private byte[] unquoted(OctetTest further) {
        byte[] text = pieces.get(piece).text();
        int start = at;
        while (at < text.length) {
            int c = text[at] & 0xFF;
            if (!isAtomCharacter(c) && c != ']' && !further.test(c)) {
                break;
            }
            at++;
        }
        if (at == start) {
            throw Flaw.malformed("a string is missing");
        }
        return octets(text, start, at);
    }

    private boolean isForgiven(int c) {
        return (c == '%' || c == '*' || c == '\\' || c > 127) && bend(Leniency.UNQUOTED_SPECIALS);
    }

    /** An atom, for which a string is forgiven. */
    String looseAtom() {
        return (isAt('"') || isAtLiteral()) && bend(Leniency.WORD_OR_STRING)
                ? ascii(string())
                : atom();
    }

    /** A string, for which an atom is forgiven. */
    byte[] looseString() {
        return isAt('"') || isAtLiteral() || !bend(Leniency.WORD_OR_STRING)
                ? string()
                : unquoted(c -> false);
    }

    byte[] string() {
        return isAt('"') ? quoted() : literal(false);
    }

    Optional<byte[]> nstring() {
        return takesWord("NIL") ? Optional.empty() : Optional.of(string());
    }

    /** An nstring that may be a literal8 (RFC 5464 section 5, value). */
    Optional<byte[]> nstring8() {
        return isAtLiteral() ? Optional.of(literal(true)) : nstring();
    }

    private byte[] quoted() {
        expect('"');
        byte[] text = pieces.get(piece).text();
        byte[] unquoted = new byte[text.length - at];
        int length = 0;
        while (at < text.length) {
            byte octet = text[at++];
            if (octet == '"') {
                return quotedUtf8(octets(unquoted, 0, length));
            }
            if (octet == '\\') {
                if (peek() != '"' && peek() != '\\') {
                    throw Flaw.malformed("only quotes and backslashes are quoted by a backslash");
                }
                octet = text[at++];
            }
            if (octet == 0 || octet == '\r' || octet == '\n') {
                throw Flaw.malformed("a quoted string holds an octet that it cannot");
            }
            unquoted[length++] = octet;
        }
        throw Flaw.malformed("a quoted string does not end");
    }

    /** RFC 6855 section 3: UTF-8 before that is enabled, too, but nothing else beyond ASCII. */
    private static byte[] quotedUtf8(byte[] octets) {
        if (!Octets.isAscii(octets)) {
            utf8(octets);
        }
        return octets;
    }

    private byte[] literal(boolean canBeBinary) {
        if (!isAtLiteral()) {
            throw Flaw.malformed("a string is missing");
        }
        if (announcement().isBinary() && !canBeBinary) {
            throw Flaw.malformed("a literal8 cannot stand here");
        }
        byte[] octets = pieces.get(piece).octets().orElseThrow(Unread::new);
        if (!announcement().isBinary()) {
            for (byte octet : octets) {
                if (octet == 0) {
                    throw Flaw.malformed("a literal holds NUL");
                }
            }
        }
        piece++;
        at = 0;
        return octets;
    }

    /** The literal that a production needs has only been announced so far. */
    static final class Unread extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Unread() {
            super("unread literal", null, false, false);
        }
    }

    private static byte[] octets(byte[] from, int start, int end) {
        byte[] part = new byte[end - start];
        System.arraycopy(from, start, part, 0, part.length);
        return part;
    }

    /** UTF-8, of which ASCII is a part. */
    static String utf8(byte[] octets) {
        return Octets.utf8(octets).orElseThrow(() -> Flaw.malformed("a string is not UTF-8"));
    }

    static String ascii(byte[] octets) {
        if (!Octets.isAscii(octets)) {
            throw Flaw.malformed("a string is not ASCII");
        }
        return new String(octets, StandardCharsets.US_ASCII);
    }

    // Numbers

    /** 0 to 2^63-1. */
    long number64() {
        if (!isAtDigit()) {
            throw Flaw.malformed("a number is missing");
        }
        long number = 0;
        while (isAtDigit()) {
            int digit = peek() - '0';
            if (number > (Long.MAX_VALUE - digit) / 10) {
                throw Flaw.malformed("a number is too large");
            }
            number = number * 10 + digit;
            at++;
        }
        return number;
    }

    /** 0 to 2^32-1. */
    long number() {
        long number = number64();
        if (number > NumberSet.MAX) {
            throw Flaw.malformed("a number is too large");
        }
        return number;
    }

    /** 1 to 2^32-1. */
    long nzNumber() {
        if (isAt('0')) {
            throw Flaw.malformed("a number is 0 or begins with 0");
        }
        return number();
    }

    /** A number of digits that is bounded, and small. */
    int digits(int atLeast, int atMost) {
        int number = 0;
        int count = 0;
        while (count < atMost && isAtDigit()) {
            number = number * 10 + (peek() - '0');
            at++;
            count++;
        }
        if (count < atLeast) {
            throw Flaw.malformed("there are too few digits");
        }
        return number;
    }
}
