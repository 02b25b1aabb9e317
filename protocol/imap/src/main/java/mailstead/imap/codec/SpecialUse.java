package mailstead.imap.codec;

/** What a mailbox is for (RFC 6154 section 2, RFC 8457 section 3). */
public enum SpecialUse {
    ALL("\\All"),
    ARCHIVE("\\Archive"),
    DRAFTS("\\Drafts"),
    FLAGGED("\\Flagged"),
    IMPORTANT("\\Important"),
    JUNK("\\Junk"),
    SENT("\\Sent"),
    TRASH("\\Trash");

    private final String wireText;

    SpecialUse(String wireText) {
        this.wireText = wireText;
    }

    public String wireText() {
        return wireText;
    }
}
