package mailstead.pop3.codec;

/**
 * What a program can learn from {@code -ERR} (RFC 2449 section 8, RFC 3206). {@code IN-USE} is
 * missing on purpose: any number of sessions may share a mailbox.
 */
public enum ResponseCode {
    /** RFC 2449 section 8.1.1. */
    LOGIN_DELAY("LOGIN-DELAY"),
    /** RFC 3206 section 4: it will pass. */
    SYS_TEMP("SYS/TEMP"),
    /** RFC 3206 section 4: somebody must do something about it. */
    SYS_PERM("SYS/PERM"),
    /** RFC 3206 section 5: the credentials, or a policy about them. */
    AUTH("AUTH");

    private final String wireText;

    ResponseCode(String wireText) {
        this.wireText = wireText;
    }

    String wireText() {
        return wireText;
    }
}
