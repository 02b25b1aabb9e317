package mailstead.mail.folder;

import java.util.Optional;

/** What somebody may do with a folder (RFC 4314 section 2.1). */
public enum Right {
    /** See that it is there. */
    LOOKUP('l'),
    /** Open it, read its messages and ask for its numbers. */
    READ('r'),
    /** Keep {@code \Seen}. */
    SEEN('s'),
    /** Set flags other than {@code \Seen} and {@code \Deleted}, and annotations for all. */
    WRITE('w'),
    /** Put messages in. */
    INSERT('i'),
    /** Send mail to its address; nobody asks for it here. */
    POST('p'),
    /** Make folders below it, or rename them to there. */
    CREATE('k'),
    /** Delete it, or rename it to elsewhere. */
    DELETE_FOLDER('x'),
    /** Set {@code \Deleted}. */
    DELETE_MESSAGES('t'),
    EXPUNGE('e'),
    /** Read and change who may do what. */
    ADMINISTER('a');

    private final char letter;

    Right(char letter) {
        this.letter = letter;
    }

    /** As in the protocol. */
    public char letter() {
        return letter;
    }

    public static Optional<Right> of(char letter) {
        for (Right right : values()) {
            if (right.letter == letter) {
                return Optional.of(right);
            }
        }
        return Optional.empty();
    }
}
