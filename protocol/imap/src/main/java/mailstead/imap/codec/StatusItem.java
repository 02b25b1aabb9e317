package mailstead.imap.codec;

/** What STATUS can ask (RFC 9051 section 6.3.11 and extensions). */
public enum StatusItem {
    MESSAGES("MESSAGES"),
    /** RFC 3501 section 6.3.10 only. */
    RECENT("RECENT"),
    UIDNEXT("UIDNEXT"),
    UIDVALIDITY("UIDVALIDITY"),
    UNSEEN("UNSEEN"),
    DELETED("DELETED"),
    SIZE("SIZE"),
    /** RFC 7162 section 3.1.7. */
    HIGHESTMODSEQ("HIGHESTMODSEQ"),
    /** RFC 7889 section 3.1. */
    APPENDLIMIT("APPENDLIMIT"),
    /** RFC 8474 section 4.3. */
    MAILBOXID("MAILBOXID"),
    /** RFC 9208 section 4.1.4. */
    DELETED_STORAGE("DELETED-STORAGE");

    private final String wireText;

    StatusItem(String wireText) {
        this.wireText = wireText;
    }

    public String wireText() {
        return wireText;
    }
}
