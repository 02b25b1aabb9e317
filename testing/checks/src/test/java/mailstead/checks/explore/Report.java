package mailstead.checks.explore;

import java.util.List;
import mailstead.mail.folder.FolderState;
import mailstead.mail.folder.Message;
import mailstead.mail.folder.NumberSet;

/** What is known of a schedule so far, in the order in which it happened. */
sealed interface Report {

    /** A deed that a client has asked for: from now on it may have happened. */
    record Begun(Deed deed) implements Report {}

    /** The tree of folders says so from now on, whatever its client is told. */
    record Decided(Deed.Deletion deed) implements Report {}

    /** A message's file has come to its place. */
    record Placed(String fileName) implements Report {}

    /** Its client was told that it has happened. */
    record Done(Deed deed) implements Report {}

    /** Its client was told that it was refused. */
    record Refused(Deed deed) implements Report {}

    /**
     * A client was told of a message that it added, copied or moved.
     *
     * @param sourceUid 0 for what it added
     */
    record Arrived(
            Deed deed,
            String folder,
            long uidValidity,
            Message message,
            String word,
            long sourceUid)
            implements Report {}

    /**
     * A client was told that a flagging or expunging has happened.
     *
     * @param uids to which it was done
     * @param modSeq of a state in which it was so
     */
    record Changed(Deed deed, long uidValidity, NumberSet uids, long modSeq) implements Report {}

    /** What a host has told of a folder. */
    record Seen(
            String host,
            String folder,
            long uidValidity,
            long uidNext,
            long modSeq,
            List<Message> messages)
            implements Report {

        static Seen of(String host, FolderState state) {
            return new Seen(
                    host,
                    state.mailboxId(),
                    state.uidValidity(),
                    state.uidNext(),
                    state.highestModSeq(),
                    MailHost.messages(state));
        }
    }

    /** A client was given a message's content. */
    record Read(String folder, String key, String word) implements Report {}

    /** A host takes a log for lost. */
    record LogLost(String what) implements Report {}
}
