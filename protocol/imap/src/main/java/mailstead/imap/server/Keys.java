package mailstead.imap.server;

import java.util.function.Predicate;
import mailstead.mail.search.SearchKey;
import mailstead.mail.search.SequenceSet;

/** Looks through search keys, whose depth the parser has bounded. */
final class Keys {

    private Keys() {}

    /** Whether it is about modification sequences, so that the answer has one as well. */
    static boolean hasModSeq(SearchKey key) {
        return has(key, SearchKey.ModSeq.class::isInstance);
    }

    /** Whether it names messages by sequence number; {@code $} is none. */
    static boolean hasNumbers(SearchKey key) {
        return has(
                key,
                leaf ->
                        leaf instanceof SearchKey.Numbers(SequenceSet numbers)
                                && !(numbers instanceof SequenceSet.Saved));
    }

    private static boolean has(SearchKey key, Predicate<SearchKey> isIt) {
        return switch (key) {
            case SearchKey.And(var keys) -> keys.stream().anyMatch(inner -> has(inner, isIt));
            case SearchKey.Or(var one, var other) -> has(one, isIt) || has(other, isIt);
            case SearchKey.Not(var inner) -> has(inner, isIt);
            case SearchKey.All _,
                    SearchKey.Numbers _,
                    SearchKey.Uids _,
                    SearchKey.OneOf _,
                    SearchKey.HasFlag _,
                    SearchKey.HasKeyword _,
                    SearchKey.Recent _,
                    SearchKey.Header _,
                    SearchKey.InEnvelope _,
                    SearchKey.InBody _,
                    SearchKey.InText _,
                    SearchKey.OnDate _,
                    SearchKey.SaveDateSupported _,
                    SearchKey.Larger _,
                    SearchKey.Smaller _,
                    SearchKey.Older _,
                    SearchKey.Younger _,
                    SearchKey.ModSeq _,
                    SearchKey.EmailId _,
                    SearchKey.ThreadId _ ->
                    isIt.test(key);
        };
    }
}
