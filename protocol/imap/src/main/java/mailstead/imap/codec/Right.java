package mailstead.imap.codec;

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
}
