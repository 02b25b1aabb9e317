package mailstead.imap.codec;

/** What LIST says of a mailbox beside its special uses (RFC 9051 section 7.3.1). */
public enum MailboxAttribute {
    NONEXISTENT("\\NonExistent"),
    NOINFERIORS("\\Noinferiors"),
    NOSELECT("\\Noselect"),
    HASCHILDREN("\\HasChildren"),
    HASNOCHILDREN("\\HasNoChildren"),
    MARKED("\\Marked"),
    UNMARKED("\\Unmarked"),
    SUBSCRIBED("\\Subscribed"),
    REMOTE("\\Remote"),
    /** A watched mailbox that may not be seen any more (RFC 5465 section 5.9). */
    NOACCESS("\\NoAccess");

    private final String wireText;

    MailboxAttribute(String wireText) {
        this.wireText = wireText;
    }

    public String wireText() {
        return wireText;
    }
}
