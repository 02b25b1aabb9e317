package mailstead.imap.server;

import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import mailstead.imap.codec.Numbering;
import mailstead.imap.codec.PartialRange;
import mailstead.imap.codec.Response.Esearch;
import mailstead.imap.codec.Response.Esearch.Numbers;
import mailstead.imap.codec.SearchReturn;
import mailstead.imap.codec.SearchReturn.Option;
import mailstead.mail.folder.NumberSet;
import mailstead.service.search.Extent;

/**
 * What a client wants to know of the messages found, and the answer to that (RFC 4731, RFC 5267
 * section 3, RFC 9394). Immutable: nobody changes the arrays.
 */
record Results(SearchReturn wanted) {

    static final Results ALL = new Results(new SearchReturn(Set.of(Option.ALL), Optional.empty()));

    /** How much must be found for that. */
    Extent extent() {
        boolean isAll =
                wanted.has(Option.ALL)
                        || wanted.has(Option.COUNT)
                        || wanted.partial().isEmpty()
                                && !wanted.has(Option.MIN)
                                && !wanted.has(Option.MAX);
        if (isAll) {
            return Extent.ALL;
        }
        Extent extent = new Extent(0, 0);
        if (wanted.has(Option.MIN)) {
            extent = extent.plus(Extent.FIRST);
        }
        if (wanted.has(Option.MAX)) {
            extent = extent.plus(Extent.LAST);
        }
        if (wanted.partial().isPresent()) {
            PartialRange range = wanted.partial().get();
            int count = (int) Math.min(Integer.MAX_VALUE, range.last());
            extent = extent.plus(range.isFromEnd() ? new Extent(0, count) : new Extent(count, 0));
        }
        return extent;
    }

    /** RFC 5182 section 2.1: nothing is told where nothing but SAVE was asked for. */
    boolean isAnswered() {
        return !wanted.options().equals(Set.of(Option.SAVE)) || wanted.partial().isPresent();
    }

    boolean isSaved() {
        return wanted.has(Option.SAVE);
    }

    /** Which of the messages found {@code $} stands for (RFC 5182 section 2.4, RFC 9394). */
    long[] saved(long[] found) {
        if (extent().equals(Extent.ALL) || found.length == 0) {
            return found;
        }
        long[] part =
                wanted.partial().map(range -> part(found, range)).orElseGet(() -> new long[0]);
        int length = part.length;
        long[] all = Arrays.copyOf(part, length + 2);
        if (wanted.has(Option.MIN)) {
            all[length++] = found[0];
        }
        if (wanted.has(Option.MAX)) {
            all[length++] = found[found.length - 1];
        }
        return Arrays.copyOf(all, length);
    }

    /**
     * @param found in the order of the folder, or of SORT
     * @param modSeq the highest of those found, if the client cares
     */
    Esearch answer(
            Optional<String> tag,
            Optional<Esearch.Source> source,
            Numbering numbering,
            long[] found,
            boolean isSorted,
            OptionalLong modSeq) {
        boolean isEmpty = found.length == 0;
        return new Esearch(
                tag,
                source,
                numbering,
                one(Option.MIN, isEmpty, isEmpty ? 0 : found[0]),
                one(Option.MAX, isEmpty, isEmpty ? 0 : found[found.length - 1]),
                wanted.has(Option.ALL) && !isEmpty
                        ? Optional.of(numbers(found, isSorted))
                        : Optional.empty(),
                one(Option.COUNT, false, found.length),
                wanted.partial().map(range -> partial(found, range, isSorted)),
                isEmpty ? OptionalLong.empty() : modSeq);
    }

    private OptionalLong one(Option option, boolean isAbsent, long value) {
        return wanted.has(option) && !isAbsent ? OptionalLong.of(value) : OptionalLong.empty();
    }

    private static Esearch.Partial partial(long[] found, PartialRange range, boolean isSorted) {
        long[] part = part(found, range);
        return new Esearch.Partial(
                range, part.length == 0 ? Optional.empty() : Optional.of(numbers(part, isSorted)));
    }

    private static long[] part(long[] found, PartialRange range) {
        int from = (int) Math.min(found.length, range.first() - 1);
        int to = (int) Math.min(found.length, range.last());
        return range.isFromEnd()
                ? Arrays.copyOfRange(found, found.length - to, found.length - from)
                : Arrays.copyOfRange(found, from, to);
    }

    private static Numbers numbers(long[] found, boolean isSorted) {
        return isSorted ? new Numbers.Sorted(found) : new Numbers.Ascending(set(found));
    }

    static NumberSet set(long[] numbers) {
        NumberSet.Builder set = new NumberSet.Builder();
        for (long number : numbers) {
            set.add(number);
        }
        return set.build();
    }
}
