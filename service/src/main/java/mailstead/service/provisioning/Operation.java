package mailstead.service.provisioning;

/** What can be done with resources of a kind. */
public enum Operation {
    LIST,
    READ,
    CREATE,
    CHANGE,
    REMOVE,
    SUSPEND,
    RESUME,
    /** Asks whether it answers; changes nothing. */
    PING;

    public boolean isChange() {
        return this != LIST && this != READ;
    }

    /** {@code create}. */
    public String word() {
        return Words.of(this);
    }
}
