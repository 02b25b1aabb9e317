package mailstead.imap.codec;

import java.util.Optional;

/** What ENABLE can switch on (RFC 9051 section 6.3.1). */
public enum Extension {
    /** RFC 7162 section 3.1.8. */
    CONDSTORE("CONDSTORE"),
    /** RFC 7162 section 3.2.3; CONDSTORE too. */
    QRESYNC("QRESYNC"),
    /** RFC 6855 section 3. */
    UTF8_ACCEPT("UTF8=ACCEPT"),
    /** RFC 9051 section 6.3.1. */
    IMAP4REV2("IMAP4rev2"),
    /** RFC 9586 section 3. */
    UIDONLY("UIDONLY"),
    /** RFC 5464 section 4.4: entries of mailboxes and of the server. */
    METADATA("METADATA"),
    /** RFC 5464 section 4.4: entries of the server only. */
    METADATA_SERVER("METADATA-SERVER");

    private final String wireText;

    Extension(String wireText) {
        this.wireText = wireText;
    }

    public String wireText() {
        return wireText;
    }

    /** In any ASCII case. */
    static Optional<Extension> parse(String text) {
        for (Extension extension : values()) {
            if (extension.wireText.equalsIgnoreCase(text)) {
                return Optional.of(extension);
            }
        }
        return Optional.empty();
    }
}
