package mailstead.maildir.folder;

import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import mailstead.maildir.files.Mailbox;

/**
 * What a folder is taken to be when it gets its log. Shared; on the volume's threads, as the owner.
 */
public interface Genesis {

    /**
     * The first state of a log. Messages that it does not know get their UIDs afterwards, and those
     * without a file vanish.
     *
     * @param uidValidity new, or what the tree was made with for a folder that was taken over from
     *     other software
     * @param salvaged of a lost log the last state that could be read; its UIDs must not be used,
     *     because others may have been given after it
     */
    Ledger of(Mailbox folder, String mailboxId, long uidValidity, Optional<Ledger> salvaged)
            throws IOException;

    /**
     * The UIDVALIDITY under which a folder without a log should go on, if other software gave one.
     */
    OptionalLong uidValidity(Mailbox folder) throws IOException;
}
