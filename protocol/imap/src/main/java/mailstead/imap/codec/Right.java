package mailstead.imap.codec;

import java.util.EnumSet;
import java.util.Set;

/** What somebody may do with a mailbox (RFC 4314 section 2.1). */
public enum Right {
    LOOKUP('l'),
    READ('r'),
    SEEN('s'),
    WRITE('w'),
    INSERT('i'),
    POST('p'),
    CREATE('k'),
    DELETE_MAILBOX('x'),
    DELETE_MESSAGE('t'),
    EXPUNGE('e'),
    ADMINISTER('a');

    private final char letter;

    Right(char letter) {
        this.letter = letter;
    }

    public char letter() {
        return letter;
    }

    /**
     * RFC 4314 section 2.1.1: {@code c} and {@code d} stand for two rights each. A letter that we
     * do not know is an error, says section 3.1.
     */
    static Set<Right> parse(String letters) {
        Set<Right> rights = EnumSet.noneOf(Right.class);
        for (int i = 0; i < letters.length(); i++) {
            rights.addAll(meantBy(letters.charAt(i)));
        }
        return rights;
    }

    private static Set<Right> meantBy(char letter) {
        if (letter == 'c') {
            return EnumSet.of(CREATE, DELETE_MAILBOX);
        }
        if (letter == 'd') {
            return EnumSet.of(DELETE_MESSAGE, EXPUNGE);
        }
        for (Right right : values()) {
            if (right.letter == letter) {
                return EnumSet.of(right);
            }
        }
        throw Flaw.malformed("there is no such right");
    }
}
