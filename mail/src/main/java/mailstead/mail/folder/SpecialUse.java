package mailstead.mail.folder;

import java.util.Optional;

/** What a folder is for: RFC 6154 section 2, RFC 8457 section 3. */
public enum SpecialUse {
    ALL("\\All"),
    ARCHIVE("\\Archive"),
    DRAFTS("\\Drafts"),
    FLAGGED("\\Flagged"),
    IMPORTANT("\\Important"),
    JUNK("\\Junk"),
    SENT("\\Sent"),
    TRASH("\\Trash");

    private final String text;

    SpecialUse(String text) {
        this.text = text;
    }

    /** As in the protocol, backslash included. */
    public String text() {
        return text;
    }

    /** In any ASCII case. */
    public static Optional<SpecialUse> parse(String text) {
        for (SpecialUse use : values()) {
            if (use.text.equalsIgnoreCase(text)) {
                return Optional.of(use);
            }
        }
        return Optional.empty();
    }
}
