package mailstead.imap.codec;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import mailstead.mail.folder.NumberSet;
import mailstead.mail.folder.Right;
import mailstead.mail.folder.SpecialUse;
import mailstead.mail.search.ThreadNode;

/** What a server says (RFC 9051 section 7). Immutable. */
public sealed interface Response {

    /**
     * The end of a command.
     *
     * @param tag of the command; {@link mailstead.imap.codec.Tagged#UNKNOWN_TAG} if it had none
     * @param text for the client's user to read
     */
    record Tagged(String tag, Condition condition, Optional<ResponseCode> code, String text)
            implements Response {

        public Tagged(String tag, Condition condition, String text) {
            this(tag, condition, Optional.empty(), text);
        }

        public Tagged(String tag, Condition condition, ResponseCode code, String text) {
            this(tag, condition, Optional.of(code), text);
        }
    }

    /** How a command ended. */
    enum Condition {
        OK,
        NO,
        BAD
    }

    /** A continuation request: for a literal, for IDLE, or with a SASL challenge in base64. */
    record Continuation(String text) implements Response {}

    /** Everything else. */
    sealed interface Untagged extends Response {}

    /** A status that no command asked for, or more than one answer to it. */
    record Notice(Kind kind, Optional<ResponseCode> code, String text) implements Untagged {

        public Notice(Kind kind, String text) {
            this(kind, Optional.empty(), text);
        }

        public Notice(Kind kind, ResponseCode code, String text) {
            this(kind, Optional.of(code), text);
        }

        public enum Kind {
            OK,
            NO,
            BAD,
            BYE,
            PREAUTH
        }
    }

    record Capability(List<String> names) implements Untagged {
        public Capability {
            names = List.copyOf(names);
        }
    }

    /** RFC 2971 section 3.2; nothing is NIL. */
    record Id(Map<String, String> fields) implements Untagged {
        public Id {
            fields = ordered(fields);
        }
    }

    record Enabled(Set<Extension> extensions) implements Untagged {
        public Enabled {
            extensions = Set.copyOf(extensions);
        }
    }

    /** RFC 9051 section 7.3.2; no prefixes at all are NIL. */
    record Namespace(List<Prefix> personal, List<Prefix> others, List<Prefix> shared)
            implements Untagged {
        public Namespace {
            personal = List.copyOf(personal);
            others = List.copyOf(others);
            shared = List.copyOf(shared);
        }

        /**
         * @param text with the separator at its end, or empty
         */
        public record Prefix(String text) {}
    }

    /**
     * LIST (RFC 9051 section 7.3.1).
     *
     * @param name absent: the answer to {@code LIST "" ""}
     * @param oldName it was just renamed from this, or asked for by this
     */
    record ListMailbox(
            Set<MailboxAttribute> attributes,
            Set<SpecialUse> uses,
            Optional<MailboxName> name,
            Optional<MailboxName> oldName,
            Set<ChildInfo> childInfo)
            implements Untagged {
        public ListMailbox {
            attributes = Set.copyOf(attributes);
            uses = Set.copyOf(uses);
            childInfo = Set.copyOf(childInfo);
        }

        /** What RECURSIVEMATCH found below it (RFC 5258 section 3.5, RFC 6154 section 2). */
        public enum ChildInfo {
            SUBSCRIBED("SUBSCRIBED"),
            SPECIAL_USE("SPECIAL-USE");

            private final String wireText;

            ChildInfo(String wireText) {
                this.wireText = wireText;
            }

            public String wireText() {
                return wireText;
            }
        }
    }

    /** RFC 3501 section 7.2.3. */
    record Lsub(Set<MailboxAttribute> attributes, MailboxName name) implements Untagged {
        public Lsub {
            attributes = Set.copyOf(attributes);
        }
    }

    /**
     * RFC 9051 section 7.3.3.
     *
     * @param values 0 to 2^63-1 each; {@link #NO_LIMIT} for an APPENDLIMIT that there is not; no
     *     MAILBOXID
     */
    record Status(MailboxName mailbox, Map<StatusItem, Long> values, Optional<String> mailboxId)
            implements Untagged {

        /** RFC 7889 section 3.1: NIL. */
        public static final long NO_LIMIT = -1;

        public Status {
            values = Map.copyOf(values);
        }
    }

    record Flags(mailstead.mail.folder.Flags flags) implements Untagged {}

    record Exists(long messages) implements Untagged {}

    /** RFC 3501 section 7.3.2 only. */
    record Recent(long messages) implements Untagged {}

    record Expunge(long number) implements Untagged {}

    /**
     * RFC 7162 section 3.2.10.
     *
     * @param isEarlier in answer to a client that resynchronises
     */
    record Vanished(boolean isEarlier, NumberSet uids) implements Untagged {}

    /**
     * A message with nothing to stream; others are sent through {@link ResponseEncoder#beginFetch}.
     *
     * @param numbering UID in UIDONLY only: then it is UIDFETCH (RFC 9586 section 3)
     */
    record Fetch(Numbering numbering, long number, List<FetchData> items) implements Untagged {
        public Fetch {
            items = List.copyOf(items);
        }
    }

    /**
     * RFC 3501 section 7.2.5.
     *
     * @param modSeq the highest of those found (RFC 7162 section 3.1.6)
     */
    record Search(NumberSet numbers, OptionalLong modSeq) implements Untagged {}

    /**
     * RFC 5256 section 4.
     *
     * @param modSeq as in {@link Search}
     */
    record Sort(long[] numbers, OptionalLong modSeq) implements Untagged {}

    /** RFC 5256 section 4. */
    record Threads(List<ThreadNode> threads) implements Untagged {
        public Threads {
            threads = List.copyOf(threads);
        }
    }

    /**
     * RFC 9051 section 7.3.4. Nothing that was not asked for; nothing but the count when nothing
     * was found.
     *
     * @param tag of the command
     * @param source where it was found (RFC 7377 section 2.1)
     * @param modSeq RFC 7162 section 3.1.10
     */
    record Esearch(
            Optional<String> tag,
            Optional<Source> source,
            Numbering numbering,
            OptionalLong min,
            OptionalLong max,
            Optional<Numbers> all,
            OptionalLong count,
            Optional<Partial> partial,
            OptionalLong modSeq)
            implements Untagged {

        public record Source(MailboxName mailbox, long uidValidity) {}

        /**
         * RFC 9394 section 3.1.
         *
         * @param numbers absent: NIL, there are none in the range
         */
        public record Partial(PartialRange range, Optional<Numbers> numbers) {}

        /** Numbers found; at least one. */
        public sealed interface Numbers {

            record Ascending(NumberSet set) implements Numbers {}

            /** In SORT's order (RFC 5267 section 3.2). */
            record Sorted(long[] numbers) implements Numbers {}
        }
    }

    /** RFC 9208 section 4.2.1. */
    record Quota(String root, List<Usage> resources) implements Untagged {
        public Quota {
            resources = List.copyOf(resources);
        }

        /**
         * @param resource {@code STORAGE} counts in units of 1,024 octets
         */
        public record Usage(String resource, long used, long limit) {}
    }

    /** RFC 9208 section 4.2.2. */
    record QuotaRoot(MailboxName mailbox, List<String> roots) implements Untagged {
        public QuotaRoot {
            roots = List.copyOf(roots);
        }
    }

    /** RFC 4314 section 3.6. */
    record Acl(MailboxName mailbox, Map<String, Set<Right>> rights) implements Untagged {
        public Acl {
            rights = ordered(rights);
        }
    }

    /**
     * RFC 4314 section 3.7.
     *
     * @param required what the identifier has in any case
     * @param optional what can be granted, tied together in groups
     */
    record ListRights(
            MailboxName mailbox, String identifier, Set<Right> required, List<Set<Right>> optional)
            implements Untagged {
        public ListRights {
            required = Set.copyOf(required);
            optional = List.copyOf(optional);
        }
    }

    /** RFC 4314 section 3.8. */
    record MyRights(MailboxName mailbox, Set<Right> rights) implements Untagged {
        public MyRights {
            rights = Set.copyOf(rights);
        }
    }

    /**
     * RFC 5464 section 4.4.1.
     *
     * @param mailbox absent: the server's own
     * @param entries at least one; an absent value is NIL
     */
    record Metadata(Optional<MailboxName> mailbox, Map<String, Optional<byte[]>> entries)
            implements Untagged {
        public Metadata {
            entries = ordered(entries);
        }
    }

    /**
     * RFC 5464 section 4.4.2.
     *
     * @param entries names of those that changed, at least one
     */
    record MetadataChanged(Optional<MailboxName> mailbox, List<String> entries)
            implements Untagged {
        public MetadataChanged {
            entries = List.copyOf(entries);
        }
    }

    private static <K, V> Map<K, V> ordered(Map<K, V> map) {
        return Collections.unmodifiableMap(new LinkedHashMap<>(map));
    }
}
