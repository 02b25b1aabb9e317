package mailstead.imap.codec;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import mailstead.mail.folder.Flags;
import mailstead.mail.folder.NumberSet;

/** What a program can learn from OK, NO, BAD or BYE (RFC 9051 section 7.1). Immutable. */
public sealed interface ResponseCode {

    /** Those that are a word alone. */
    enum Word implements ResponseCode {
        ALERT("ALERT"),
        ALREADYEXISTS("ALREADYEXISTS"),
        AUTHENTICATIONFAILED("AUTHENTICATIONFAILED"),
        AUTHORIZATIONFAILED("AUTHORIZATIONFAILED"),
        CANNOT("CANNOT"),
        CLIENTBUG("CLIENTBUG"),
        CLOSED("CLOSED"),
        /** RFC 4978 section 3. */
        COMPRESSIONACTIVE("COMPRESSIONACTIVE"),
        CONTACTADMIN("CONTACTADMIN"),
        CORRUPTION("CORRUPTION"),
        EXPIRED("EXPIRED"),
        EXPUNGEISSUED("EXPUNGEISSUED"),
        HASCHILDREN("HASCHILDREN"),
        INUSE("INUSE"),
        LIMIT("LIMIT"),
        /** RFC 5464 section 4.3. */
        METADATA_NOPRIVATE("METADATA NOPRIVATE"),
        /** RFC 5464 section 4.3. */
        METADATA_TOOMANY("METADATA TOOMANY"),
        /** RFC 7162 section 3.1.2.2. */
        NOMODSEQ("NOMODSEQ"),
        NONEXISTENT("NONEXISTENT"),
        NOPERM("NOPERM"),
        /** RFC 5465 section 5.8. */
        NOTIFICATIONOVERFLOW("NOTIFICATIONOVERFLOW"),
        NOTSAVED("NOTSAVED"),
        OVERQUOTA("OVERQUOTA"),
        PARSE("PARSE"),
        PRIVACYREQUIRED("PRIVACYREQUIRED"),
        READ_ONLY("READ-ONLY"),
        READ_WRITE("READ-WRITE"),
        SERVERBUG("SERVERBUG"),
        /** RFC 4469 section 4.2. */
        TOOBIG("TOOBIG"),
        TRYCREATE("TRYCREATE"),
        UIDNOTSTICKY("UIDNOTSTICKY"),
        /** RFC 9586 section 3. */
        UIDREQUIRED("UIDREQUIRED"),
        UNAVAILABLE("UNAVAILABLE"),
        UNKNOWN_CTE("UNKNOWN-CTE"),
        /** RFC 6154 section 3. */
        USEATTR("USEATTR");

        private final String wireText;

        Word(String wireText) {
            this.wireText = wireText;
        }

        public String wireText() {
            return wireText;
        }
    }

    record Capability(List<String> names) implements ResponseCode {
        public Capability {
            names = List.copyOf(names);
        }
    }

    /**
     * @param charsets those we know
     */
    record BadCharset(List<String> charsets) implements ResponseCode {
        public BadCharset {
            charsets = List.copyOf(charsets);
        }
    }

    /**
     * @param canCreateKeywords {@code \*}
     */
    record PermanentFlags(Flags flags, boolean canCreateKeywords) implements ResponseCode {}

    record UidNext(long uid) implements ResponseCode {}

    record UidValidity(long value) implements ResponseCode {}

    /** RFC 3501 section 7.1 only. */
    record Unseen(long number) implements ResponseCode {}

    /** RFC 7162 section 3.1.2.1. */
    record HighestModSeq(long value) implements ResponseCode {}

    /** RFC 7162 section 3.1.3: those that were not changed. */
    record Modified(NumberSet messages) implements ResponseCode {}

    /**
     * RFC 9051 section 7.1.
     *
     * @param uids of the new messages, in the order they were given
     */
    record AppendUid(long uidValidity, long[] uids) implements ResponseCode {}

    /**
     * RFC 9051 section 7.1.
     *
     * @param uidValidity of the target
     * @param copies in the order of the sources, as many as those
     */
    record CopyUid(long uidValidity, long[] sources, long[] copies) implements ResponseCode {}

    /** RFC 8474 section 4.1. */
    record MailboxId(String id) implements ResponseCode {}

    /** RFC 4469 section 4.1. */
    record BadUrl(String url) implements ResponseCode {}

    /**
     * RFC 5465 section 3.1.
     *
     * @param events those we know
     */
    record BadEvent(List<EventGroup.Event> events) implements ResponseCode {
        public BadEvent {
            events = List.copyOf(events);
        }
    }

    /**
     * RFC 5464 section 4.2.1.
     *
     * @param octets the largest value that was left out
     */
    record MetadataLongEntries(long octets) implements ResponseCode {}

    /** RFC 5464 section 4.3. */
    record MetadataMaxSize(long octets) implements ResponseCode {}

    /**
     * RFC 9585 section 4.
     *
     * @param tag of the command under way
     * @param done how much of the goal, which is larger
     */
    record InProgress(Optional<String> tag, OptionalLong done, OptionalLong goal)
            implements ResponseCode {}
}
