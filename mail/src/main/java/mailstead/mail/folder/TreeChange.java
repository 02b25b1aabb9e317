package mailstead.mail.folder;

import java.util.Optional;
import java.util.Set;

/**
 * One step from one state of an account's tree of folders to the next. Deterministic, and harmless
 * where what it speaks of is not there. Immutable.
 */
public sealed interface TreeChange {

    record Created(String name, FolderTree.Node node) implements TreeChange {}

    /** With everything below it. */
    record Renamed(String from, String to) implements TreeChange {}

    /** Without what is below it. */
    record Deleted(String name) implements TreeChange {}

    /** From now on messages of the folder may have UIDs under its UIDVALIDITY. */
    record Numbered(String mailboxId) implements TreeChange {}

    /** UIDs of the folder will be given anew: what it knew of them was lost. */
    record Revalidated(String mailboxId, long uidValidity) implements TreeChange {}

    /** The name need not be a folder's (RFC 9051 section 6.3.7). */
    record Subscribed(String name, boolean isOn) implements TreeChange {}

    record UsesSet(String name, Set<SpecialUse> uses) implements TreeChange {
        public UsesSet {
            uses = Set.copyOf(uses);
        }
    }

    /**
     * RFC 5464.
     *
     * @param name empty for the account's own annotations
     * @param value one character for each octet; empty removes
     */
    record Annotated(String name, String entry, Optional<String> value) implements TreeChange {}

    /**
     * RFC 4314.
     *
     * @param rights letters; empty removes
     */
    record Granted(String name, String identifier, String rights) implements TreeChange {}

    /** Another account has begun or ceased to share folders with this one. */
    record PeerNoted(String login, boolean isSharing) implements TreeChange {}
}
