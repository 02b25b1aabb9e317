package mailstead.mail.folder;

import java.util.Optional;
import java.util.Set;

/**
 * What somebody wants of an account's tree of folders. {@link FolderTree#decide} answers on the
 * newest state. Names are whole, parts separated by {@code /}. Immutable.
 */
public sealed interface TreeRequest {

    /** Makes missing folders above it too (RFC 9051 section 6.3.4). */
    record Create(String name, Set<SpecialUse> uses) implements TreeRequest {
        public Create {
            uses = Set.copyOf(uses);
        }
    }

    record Delete(String name) implements TreeRequest {}

    /** With everything below it; missing folders above the new name are made. Never INBOX. */
    record Rename(String from, String to) implements TreeRequest {}

    /**
     * Makes a folder that is to take INBOX's messages over and has its annotations, as when INBOX
     * is renamed. Granted again, without a change, until {@link Taken}: who died before can go on.
     */
    record TakeInbox(String name) implements TreeRequest {}

    /** All of INBOX's messages have gone into the folder that was made for them. */
    record Taken(String name) implements TreeRequest {}

    record Subscribe(String name, boolean isOn) implements TreeRequest {}

    record SetUses(String name, Set<SpecialUse> uses) implements TreeRequest {
        public SetUses {
            uses = Set.copyOf(uses);
        }
    }

    /**
     * @param name empty for the account's own annotations
     */
    record Annotate(String name, String entry, Optional<String> value) implements TreeRequest {}

    record Grant(String name, String identifier, String rights) implements TreeRequest {}

    record NotePeer(String login, boolean isSharing) implements TreeRequest {}

    /** Why a request cannot be granted. */
    enum Refusal {
        ALREADY_EXISTS,
        NONEXISTENT,
        /** INBOX cannot be deleted, nor renamed onto. */
        INBOX,
        /** Empty parts, control characters, too long or too deep. */
        BAD_NAME,
        TOO_MANY_FOLDERS,
        TOO_MANY_ANNOTATIONS,
        TOO_MANY_RIGHTS,
        /** Into itself. */
        BELOW_ITSELF
    }
}
