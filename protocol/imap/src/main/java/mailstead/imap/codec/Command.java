package mailstead.imap.codec;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import mailstead.mail.folder.Change;
import mailstead.mail.folder.Right;
import mailstead.mail.folder.SpecialUse;
import mailstead.mail.search.SearchKey;
import mailstead.mail.search.SequenceSet;
import mailstead.mail.search.SortKey;
import mailstead.mail.search.ThreadAlgorithm;

/** What a client may say, without its tag. Immutable. */
public sealed interface Command {

    /** What only makes sense before anybody has logged in (RFC 9051 section 3.1). */
    sealed interface OfStranger extends Command {}

    /** What needs somebody who has logged in (RFC 9051 section 3.2). */
    sealed interface OfUser extends Command {}

    /** What makes, removes and renames mailboxes, and subscribes to them. */
    sealed interface OfNames extends OfUser {}

    /** RFC 4314. */
    sealed interface OfRights extends OfUser {}

    /** RFC 5464. */
    sealed interface OfAnnotations extends OfUser {}

    /** RFC 9208. */
    sealed interface OfQuota extends OfUser {}

    /** What needs a selected mailbox (RFC 9051 section 3.3). */
    sealed interface OfFolder extends Command {}

    // Any state

    record Capability() implements Command {}

    record Noop() implements Command {}

    record Logout() implements Command {}

    /**
     * RFC 2971 section 3.1.
     *
     * @param fields NIL values are empty; nothing at all when the client said NIL
     */
    record Id(Map<String, String> fields) implements Command {
        public Id {
            fields = Map.copyOf(fields);
        }
    }

    // Not authenticated

    record StartTls() implements OfStranger {}

    /**
     * RFC 9051 section 6.2.2.
     *
     * @param mechanism in upper case
     * @param initialResponse still encoded in base64; {@code =} is an empty one
     */
    record Authenticate(String mechanism, Optional<String> initialResponse) implements OfStranger {
        @Override
        public String toString() {
            return "Authenticate[" + mechanism + "]";
        }
    }

    /** RFC 9051 section 6.2.3. */
    record Login(String user, byte[] password) implements OfStranger {
        @Override
        public String toString() {
            return "Login[" + user + "]";
        }
    }

    // Authenticated

    /** RFC 9051 section 6.3.1. What we do not know is left out. */
    record Enable(Set<Extension> extensions) implements OfUser {
        public Enable {
            extensions = Set.copyOf(extensions);
        }
    }

    record Select(MailboxName mailbox, SelectParameters parameters) implements OfUser {}

    record Examine(MailboxName mailbox, SelectParameters parameters) implements OfUser {}

    /**
     * RFC 9051 section 6.3.4, RFC 6154 section 3.
     *
     * @param uses the special uses wanted
     * @param hasUnknownUse a special use was wanted that we do not know: NO [USEATTR]
     */
    record Create(MailboxName mailbox, Set<SpecialUse> uses, boolean hasUnknownUse)
            implements OfNames {
        public Create {
            uses = Set.copyOf(uses);
        }
    }

    record Delete(MailboxName mailbox) implements OfNames {}

    record Rename(MailboxName from, MailboxName to) implements OfNames {}

    record Subscribe(MailboxName mailbox) implements OfNames {}

    record Unsubscribe(MailboxName mailbox) implements OfNames {}

    /**
     * RFC 9051 section 6.3.9.
     *
     * @param patterns at least one; {@code LIST "" ""} asks for the hierarchy separator
     * @param isExtended written in the form of RFC 5258 section 3
     */
    record ListMailboxes(
            ListSelection selection,
            String reference,
            List<String> patterns,
            ListReturn returns,
            boolean isExtended)
            implements OfUser {
        public ListMailboxes {
            patterns = List.copyOf(patterns);
        }
    }

    /** RFC 3501 section 6.3.9. */
    record Lsub(String reference, String pattern) implements OfUser {}

    record Namespace() implements OfUser {}

    record Status(MailboxName mailbox, Set<StatusItem> items) implements OfUser {
        public Status {
            items = Set.copyOf(items);
        }
    }

    /**
     * RFC 9051 section 6.3.12, RFC 3502 section 6.3.11.
     *
     * @param messages at least one; while the command is being read, those begun so far
     */
    record Append(MailboxName mailbox, List<AppendMessage> messages) implements OfUser {
        public Append {
            messages = List.copyOf(messages);
        }
    }

    record Idle() implements OfUser {}

    /**
     * RFC 4978 section 3.
     *
     * @param mechanism in upper case
     */
    record Compress(String mechanism) implements OfUser {}

    /** RFC 9208 section 4.1.1. */
    record GetQuota(String root) implements OfQuota {}

    /** RFC 9208 section 4.1.2. */
    record GetQuotaRoot(MailboxName mailbox) implements OfQuota {}

    /**
     * RFC 9208 section 4.1.3.
     *
     * @param limits by the resource's name in upper case, 0 to 2^63-1; a resource that is absent
     *     has no limit any more
     */
    record SetQuota(String root, Map<String, Long> limits) implements OfQuota {
        public SetQuota {
            limits = Map.copyOf(limits);
        }
    }

    /** RFC 4314 section 3.3. */
    record GetAcl(MailboxName mailbox) implements OfRights {}

    /** RFC 4314 section 3.1. */
    record SetAcl(MailboxName mailbox, String identifier, Change.Mode mode, Set<Right> rights)
            implements OfRights {
        public SetAcl {
            rights = Set.copyOf(rights);
        }
    }

    /** RFC 4314 section 3.2. */
    record DeleteAcl(MailboxName mailbox, String identifier) implements OfRights {}

    /** RFC 4314 section 3.4. */
    record ListRights(MailboxName mailbox, String identifier) implements OfRights {}

    /** RFC 4314 section 3.5. */
    record MyRights(MailboxName mailbox) implements OfRights {}

    /**
     * RFC 5464 section 4.2.
     *
     * @param mailbox none: the server's own entries
     * @param maxSize larger values are left out and counted
     * @param entries at least one, in lower case
     */
    record GetMetadata(
            Optional<MailboxName> mailbox, OptionalLong maxSize, Depth depth, List<String> entries)
            implements OfAnnotations {
        public GetMetadata {
            entries = List.copyOf(entries);
        }

        /** How far below an entry to look. */
        public enum Depth {
            ZERO,
            ONE,
            INFINITY
        }
    }

    /**
     * RFC 5464 section 4.3.
     *
     * @param mailbox none: the server's own entries
     * @param entries by name in lower case; an absent value removes the entry
     */
    record SetMetadata(Optional<MailboxName> mailbox, Map<String, Optional<byte[]>> entries)
            implements OfAnnotations {
        public SetMetadata {
            entries = Map.copyOf(entries);
        }
    }

    /** RFC 8437 section 3. */
    record Unauthenticate() implements OfUser {}

    /** RFC 5465 section 3.1. */
    record NotifyNone() implements OfUser {}

    /**
     * RFC 5465 section 3.1.
     *
     * @param isStatus tell the present state of the mailboxes first
     */
    record NotifySet(boolean isStatus, List<EventGroup> groups) implements OfUser {
        public NotifySet {
            groups = List.copyOf(groups);
        }
    }

    /** NOTIFY for an event that we do not know: NO [BADEVENT] (RFC 5465 section 3.1). */
    record UnknownEvent(String event) implements OfUser {}

    /**
     * ESEARCH (RFC 7377 section 2).
     *
     * @param sources where; none: the selected mailbox
     */
    record MultiSearch(List<MailboxFilter> sources, SearchReturn returns, SearchKey key)
            implements OfUser {
        public MultiSearch {
            sources = List.copyOf(sources);
        }
    }

    // Selected

    record Close() implements OfFolder {}

    record Unselect() implements OfFolder {}

    /** RFC 3501 section 6.4.1. */
    record Check() implements OfFolder {}

    record Expunge() implements OfFolder {}

    /** RFC 9051 section 6.4.9. */
    record UidExpunge(SequenceSet uids) implements OfFolder {}

    /**
     * RFC 9051 section 6.4.4.
     *
     * @param returns absent: answered by SEARCH in RFC 3501, as if ALL in RFC 9051
     */
    record Search(Numbering numbering, Optional<SearchReturn> returns, SearchKey key)
            implements OfFolder {}

    /**
     * RFC 5256 section 3.
     *
     * @param order at least one
     */
    record Sort(
            Numbering numbering, Optional<SearchReturn> returns, List<SortKey> order, SearchKey key)
            implements OfFolder {
        public Sort {
            order = List.copyOf(order);
        }
    }

    /** RFC 5256 section 3. */
    record ThreadMessages(Numbering numbering, ThreadAlgorithm algorithm, SearchKey key)
            implements OfFolder {}

    /**
     * A search in a charset that we do not know: NO [BADCHARSET] (RFC 9051 section 6.4.4).
     *
     * @param charset as the client wrote it
     * @param isSave its result was to be kept (RFC 5182 section 2.1)
     */
    record UnknownCharset(String charset, boolean isSave) implements OfFolder {}

    /**
     * RFC 9051 section 6.4.5.
     *
     * @param items at least one, macros spelt out
     */
    record Fetch(
            Numbering numbering,
            SequenceSet messages,
            List<FetchItem> items,
            FetchModifiers modifiers)
            implements OfFolder {
        public Fetch {
            items = List.copyOf(items);
        }
    }

    /**
     * RFC 9051 section 6.4.6.
     *
     * @param unchangedSince only messages that have not changed since (RFC 7162 section 3.1.3)
     */
    record Store(
            Numbering numbering,
            SequenceSet messages,
            OptionalLong unchangedSince,
            StoreAction action)
            implements OfFolder {}

    record Copy(Numbering numbering, SequenceSet messages, MailboxName mailbox)
            implements OfFolder {}

    record Move(Numbering numbering, SequenceSet messages, MailboxName mailbox)
            implements OfFolder {}

    /**
     * RFC 8508 section 3.
     *
     * @param message a single one, perhaps {@code *}
     */
    record Replace(
            Numbering numbering,
            SequenceSet message,
            MailboxName mailbox,
            AppendMessage replacement)
            implements OfFolder {}

    /** Not a command; {@code why} is for the client to read. */
    record Malformed(String why) implements Command {}
}
