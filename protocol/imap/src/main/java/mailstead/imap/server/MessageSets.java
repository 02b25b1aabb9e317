package mailstead.imap.server;

import java.util.Optional;
import mailstead.mail.folder.FolderState;
import mailstead.mail.folder.NumberSet;
import mailstead.mail.search.SearchKey;
import mailstead.mail.search.SequenceSet;

/**
 * What a client's sets of messages stand for in one state of a folder (RFC 9051 section 9,
 * sequence-set). Immutable.
 *
 * @param saved UIDs that {@code $} stands for (RFC 5182 section 2.1)
 */
record MessageSets(FolderState state, NumberSet saved) {

    /** UIDs, whether or not messages have them. */
    NumberSet uids(SequenceSet uids) {
        long largest = state.size() == 0 ? 0 : state.get(state.size() - 1).uid();
        return uids.resolve(largest, saved);
    }

    /** The UIDs of messages by their sequence numbers; empty if one of these is none. */
    Optional<NumberSet> uidsAt(SequenceSet numbers) {
        if (numbers instanceof SequenceSet.Saved) {
            return Optional.of(state.present(saved));
        }
        if (numbers.hasStar() && state.size() == 0) {
            return Optional.empty();
        }
        NumberSet all = numbers.resolve(state.size(), NumberSet.EMPTY);
        return all.max() > state.size() ? Optional.empty() : Optional.of(uidsAt(all));
    }

    /** Numbers that are none find nothing (RFC 7377 section 2). */
    SearchKey resolve(SearchKey key) {
        return key.resolve(this::uidsWithin, this::uids);
    }

    private NumberSet uidsWithin(SequenceSet numbers) {
        if (numbers instanceof SequenceSet.Saved) {
            return saved;
        }
        return state.size() == 0
                ? NumberSet.EMPTY
                : uidsAt(
                        numbers.resolve(state.size(), NumberSet.EMPTY)
                                .intersection(NumberSet.range(1, state.size())));
    }

    private NumberSet uidsAt(NumberSet numbers) {
        NumberSet.Builder uids = new NumberSet.Builder();
        numbers.forEach(number -> uids.add(state.get((int) number - 1).uid()));
        return uids.build();
    }
}
