package mailstead.service.mailbox;

import mailstead.mail.folder.Change;
import mailstead.mail.folder.Flags;
import mailstead.mail.folder.Right;
import mailstead.mail.folder.Rights;

/** Which flags somebody may change (RFC 4314 section 4). Immutable. */
record FlagRights(boolean seen, boolean deleted, boolean others) {

    private static final Flags SEEN = Flags.of(Flags.System.SEEN);
    private static final Flags DELETED = Flags.of(Flags.System.DELETED);

    FlagRights(Rights rights) {
        this(rights.has(Right.SEEN), rights.has(Right.DELETE_MESSAGES), rights.has(Right.WRITE));
    }

    boolean allowsAll() {
        return seen && deleted && others;
    }

    Flags allowedOf(Flags flags) {
        Flags rest = flags.minus(SEEN).minus(DELETED);
        Flags allowed = others ? rest : Flags.NONE;
        allowed = seen ? allowed.plus(flags.intersection(SEEN)) : allowed;
        return deleted ? allowed.plus(flags.intersection(DELETED)) : allowed;
    }

    /** Whether there is anything in this that may be done, or nothing that may not. */
    boolean allowsSome(Change.Mode mode, Flags flags) {
        return switch (mode) {
            case ADD, REMOVE -> flags.isEmpty() || !allowedOf(flags).isEmpty();
            case REPLACE -> seen || deleted || others;
        };
    }

    /** The flags after a change by somebody with these rights. */
    Flags after(Flags before, Change.Mode mode, Flags flags) {
        Flags allowed = allowedOf(flags);
        return switch (mode) {
            case ADD -> before.plus(allowed);
            case REMOVE -> before.minus(allowed);
            case REPLACE -> before.minus(allowedOf(before)).plus(allowed);
        };
    }
}
