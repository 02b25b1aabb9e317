package mailstead.imap.server;

import java.util.List;
import mailstead.imap.codec.FetchItem;
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
 * @param areFlagsTold whether the client hears of flags that others change
 * @param newItems what is told of each new message (RFC 5465 section 5.2)
 */
record Telling(
        boolean isRemovalAllowed,
        NumberSet always,
        NumberSet silent,
        Change.Mode mode,
        Flags flags,
        boolean areFlagsTold,
        List<FetchItem> newItems) {

    Telling {
        newItems = List.copyOf(newItems);
    }

    static final Telling EVERYTHING = plain(true);
    static final Telling NO_REMOVALS = plain(false);

    private static Telling plain(boolean isRemovalAllowed) {
        return new Telling(
                isRemovalAllowed,
                NumberSet.EMPTY,
                NumberSet.EMPTY,
                Change.Mode.ADD,
                Flags.NONE,
                true,
                List.of());
    }

    /** As NOTIFY has asked for. */
    Telling withEvents(boolean flagChanges, List<FetchItem> ofNew) {
        return new Telling(isRemovalAllowed, always, silent, mode, flags, flagChanges, ofNew);
    }

    /** Of new messages nothing but that they are there: the client has put them there itself. */
    Telling withoutNewItems() {
        return withEvents(areFlagsTold, List.of());
    }

    /** With the answer to STORE. */
    Telling withStored(NumberSet uids) {
        return new Telling(
                isRemovalAllowed, uids, NumberSet.EMPTY, mode, flags, areFlagsTold, newItems);
    }

    /** With the answer to STORE.SILENT. */
    Telling withSilent(NumberSet uids, Change.Mode changeMode, Flags changed) {
        return new Telling(
                isRemovalAllowed,
                NumberSet.EMPTY,
                uids,
                changeMode,
                changed,
                areFlagsTold,
                newItems);
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
