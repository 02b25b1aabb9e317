package mailstead.checks.explore;

import java.util.OptionalLong;
import mailstead.mail.folder.Change;
import mailstead.mail.folder.Flags;
import mailstead.mail.folder.NumberSet;

/** What a client asks a host to do. Folders are named by their identities. */
sealed interface Deed {

    record Delivery(String word) implements Deed {}

    record Addition(String folder, String word, Flags flags) implements Deed {}

    /**
     * @param since only if the message has not changed since (RFC 7162 section 3.1.3)
     */
    record Flagging(
            String folder, NumberSet uids, Change.Mode mode, Flags flags, OptionalLong since)
            implements Deed {

        /** Whether it may make a flag be there, or not be there. */
        boolean makes(boolean isThere, Flags flag) {
            boolean isNamed = flags.intersection(flag).equals(flag);
            return switch (mode) {
                case ADD -> isThere && isNamed;
                case REMOVE -> !isThere && isNamed;
                case REPLACE -> isThere == isNamed;
            };
        }
    }

    /**
     * @param ifDeleted only what bears {@code \Deleted} then
     */
    record Expunging(String folder, NumberSet uids, boolean ifDeleted) implements Deed {}

    record Copying(String from, NumberSet uids, String to) implements Deed {}

    record Moving(String from, NumberSet uids, String to) implements Deed {}

    record Creation(String name) implements Deed {}

    record Renaming(String folder, String to) implements Deed {}

    record Deletion(String folder) implements Deed {}
}
