package mailstead.mail;

/**
 * Why something was refused or failed: the one closed list. Each protocol owns one exhaustive
 * switch from here to its reply codes (STYLE.md section 6). Doubt is temporary: whoever cannot tell
 * must choose a temporary reason.
 */
public enum Reason {
    MAILBOX_UNKNOWN(true),
    /** Another session removed the message that was asked for. */
    MESSAGE_GONE(true),
    /** The folder has been deleted, or is not shared any more. */
    FOLDER_GONE(true),
    /**
     * The account, its domain or its customer is suspended. Mail may be kept for later; log-in is
     * refused.
     */
    MAILBOX_SUSPENDED(false),
    MAILBOX_FULL(false),
    MESSAGE_TOO_BIG(true),
    /**
     * More Received fields than a message that is not in a loop can have (RFC 5321 section 6.3).
     */
    LOOP_DETECTED(true),
    CREDENTIALS_WRONG(true),
    ACCOUNT_SUSPENDED(true),
    /** The password may be right, but this account may not use this service. */
    SERVICE_NOT_ALLOWED(true),
    TLS_REQUIRED(true),
    RELAY_DENIED(true),
    /** Who sends mail may not send it as this address. */
    SENDER_NOT_ALLOWED(true),
    DIRECTORY_UNAVAILABLE(false),
    STORAGE_UNAVAILABLE(false),
    /** An account, its customer or its network has sent what it may send in a time. */
    SENDING_LIMIT(false),
    OVER_LIMIT(false),
    INTERNAL_ERROR(false);

    private final boolean permanent;

    Reason(boolean permanent) {
        this.permanent = permanent;
    }

    public boolean isPermanent() {
        return permanent;
    }
}
