package mailstead.mail.search;

import java.time.LocalDate;
import java.util.List;
import java.util.function.Function;
import mailstead.mail.folder.Flags;
import mailstead.mail.folder.NumberSet;

/**
 * Which messages are looked for (RFC 9051 section 6.4.4 and extensions): a tree whose depth and
 * size its reader has bounded. Text is compared without regard to case, anywhere in the field.
 * Immutable.
 */
public sealed interface SearchKey {

    record All() implements SearchKey {}

    /** All of them must fit; none at all fits always. */
    record And(List<SearchKey> keys) implements SearchKey {
        public And {
            keys = List.copyOf(keys);
        }
    }

    record Or(SearchKey one, SearchKey other) implements SearchKey {}

    record Not(SearchKey key) implements SearchKey {}

    /** By sequence number: a session resolves it before anybody evaluates the key. */
    record Numbers(SequenceSet numbers) implements SearchKey {}

    /** By UID as the client wrote it: a session resolves it before anybody evaluates the key. */
    record Uids(SequenceSet uids) implements SearchKey {}

    /** One of these UIDs: what {@link Numbers} and {@link Uids} become. */
    record OneOf(NumberSet uids) implements SearchKey {}

    record HasFlag(Flags.System flag) implements SearchKey {}

    record HasKeyword(String keyword) implements SearchKey {}

    /** {@code RECENT} of RFC 3501 section 6.4.4; only the session knows which messages are. */
    record Recent() implements SearchKey {}

    /**
     * The header field exists and its decoded text has this in it.
     *
     * @param text empty: the field need only exist
     */
    record Header(String field, String text) implements SearchKey {}

    /** In one of the envelope's fields. */
    record InEnvelope(EnvelopeField field, String text) implements SearchKey {}

    enum EnvelopeField {
        BCC,
        CC,
        FROM,
        SUBJECT,
        TO
    }

    /** In the body. */
    record InBody(String text) implements SearchKey {}

    /** In the header or the body. */
    record InText(String text) implements SearchKey {}

    /** Disregarding time and zone. */
    record OnDate(DateKind kind, Comparison comparison, LocalDate date) implements SearchKey {}

    enum DateKind {
        /** The internal date. */
        RECEIVED,
        /** The Date field of the header. */
        SENT,
        /** When it came into this folder (RFC 8514 section 4.3). */
        SAVED
    }

    enum Comparison {
        BEFORE,
        ON,
        /** That day or later. */
        SINCE
    }

    /** Whether the folder has save dates at all (RFC 8514 section 4.3). */
    record SaveDateSupported() implements SearchKey {}

    /** Strictly more octets (RFC822.SIZE). */
    record Larger(long octets) implements SearchKey {}

    /** Strictly fewer octets. */
    record Smaller(long octets) implements SearchKey {}

    /** Received at least so many seconds ago (RFC 5032 section 3). */
    record Older(long seconds) implements SearchKey {}

    /** Received at most so many seconds ago (RFC 5032 section 3). */
    record Younger(long seconds) implements SearchKey {}

    /** Changed at this modification sequence or later (RFC 7162 section 3.1.5). */
    record ModSeq(long atLeast) implements SearchKey {}

    /** RFC 8474 section 6. */
    record EmailId(String id) implements SearchKey {}

    /** RFC 8474 section 6. */
    record ThreadId(String id) implements SearchKey {}

    /**
     * The same tree with {@link OneOf} in the places of {@link Numbers} and {@link Uids}.
     *
     * @param numbers the UIDs of the messages with these sequence numbers
     * @param uids what the set holds
     */
    default SearchKey resolve(
            Function<SequenceSet, NumberSet> numbers, Function<SequenceSet, NumberSet> uids) {
        return switch (this) {
            case Numbers(var set) -> new OneOf(numbers.apply(set));
            case Uids(var set) -> new OneOf(uids.apply(set));
            case And(var keys) ->
                    new And(keys.stream().map(key -> key.resolve(numbers, uids)).toList());
            case Or(var one, var other) ->
                    new Or(one.resolve(numbers, uids), other.resolve(numbers, uids));
            case Not(var key) -> new Not(key.resolve(numbers, uids));
            case All _,
                    OneOf _,
                    HasFlag _,
                    HasKeyword _,
                    Recent _,
                    Header _,
                    InEnvelope _,
                    InBody _,
                    InText _,
                    OnDate _,
                    SaveDateSupported _,
                    Larger _,
                    Smaller _,
                    Older _,
                    Younger _,
                    ModSeq _,
                    EmailId _,
                    ThreadId _ ->
                    this;
        };
    }
}
