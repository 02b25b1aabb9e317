package mailstead.imap.server;

import mailstead.mail.folder.Change;
import mailstead.mail.folder.Flags;
import mailstead.mail.folder.Message;
import mailstead.mail.folder.NumberSet;

/**
 * What a client is to be told of news, and how. Immutable.
 *
 * @param isRemovalAllowed whether sequence numbers may change now (RFC 9051 section 7.5.1)
 * @param always UIDs of messages whose flags are told although they have not changed
 * @param silent UIDs of messages whose flags the client has changed itself and does not want to
 *     hear of, as long as nobody else changed them as well
 */
record Telling(
        boolean isRemovalAllowed,
        NumberSet always,
        NumberSet silent,
        Change.Mode mode,
        Flags flags) {

    static final Telling EVERYTHING = plain(true);
    static final Telling NO_REMOVALS = plain(false);

    private static Telling plain(boolean isRemovalAllowed) {
        return new Telling(
                isRemovalAllowed, NumberSet.EMPTY, NumberSet.EMPTY, Change.Mode.ADD, Flags.NONE);
    }

    /** With the answer to STORE. */
    Telling withStored(NumberSet uids) {
        return new Telling(isRemovalAllowed, uids, NumberSet.EMPTY, mode, flags);
    }

    /** With the answer to STORE.SILENT. */
    Telling withSilent(NumberSet uids, Change.Mode changeMode, Flags changed) {
        return new Telling(isRemovalAllowed, NumberSet.EMPTY, uids, changeMode, changed);
    }

    /** Whether a message is now as its client expects it. */
    boolean isExpected(Message before, Message after) {
        return silent.contains(after.uid()) && expected(before.flags()).equals(after.flags());
    }

    private Flags expected(Flags before) {
        return switch (mode) {
            case ADD -> before.plus(flags);
            case REMOVE -> before.minus(flags);
            case REPLACE -> flags;
        };
    }
}
