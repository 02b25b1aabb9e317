package mailstead.service.mailbox;

import java.util.Optional;
import java.util.Set;
import mailstead.mail.folder.Right;
import mailstead.mail.folder.Rights;
import mailstead.mail.folder.SpecialUse;

/**
 * A name in a user's view of folders. Immutable.
 *
 * @param name whole, as this user says it
 * @param isOwn not in another account
 * @param mailboxId of a {@link Kind#FOLDER} only
 * @param hasChildren whether folders below it are in this user's view
 * @param rights this user's; none but for a {@link Kind#FOLDER}
 */
public record FolderEntry(
        String name,
        Kind kind,
        boolean isOwn,
        Optional<String> mailboxId,
        Set<SpecialUse> uses,
        boolean hasChildren,
        boolean isSubscribed,
        Rights rights) {

    public FolderEntry {
        uses = Set.copyOf(uses);
    }

    public enum Kind {
        FOLDER,
        /** Only a name above others: {@code \NonExistent} (RFC 9051 section 7.3.1). */
        PARENT,
        /** Only subscribed to. */
        ABSENT
    }

    /** Whether it can be opened by this user: if not, {@code \NoSelect}. */
    public boolean isSelectable() {
        return rights.has(Right.READ);
    }
}
