package mailstead.mail.folder;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class FolderStateTest {

    private static final List<Flags> SOME_FLAGS =
            List.of(
                    Flags.of(Flags.System.SEEN),
                    Flags.of(Flags.System.DELETED, Flags.System.FLAGGED),
                    Flags.ofKeywords("k"),
                    Flags.of(Flags.System.SEEN).plus(Flags.ofKeywords("k", "l")));

    /** Random changes, and the same ones on a plain map. */
    private static final class Pair {
        private final Random random;
        private final Map<Long, Message> plain = new TreeMap<>();
        private final List<FolderState> states = new ArrayList<>();
        private final Map<Long, Long> removedAt = new TreeMap<>();
        private FolderState state = FolderState.empty("F1", 7);
        private long modSeq = 1;
        private long keys;

        Pair(long seed) {
            this.random = new Random(seed);
            states.add(state);
        }

        void step() {
            modSeq++;
            switch (random.nextInt(4)) {
                case 0 -> add(1 + random.nextInt(random.nextInt(10) == 0 ? 700 : 5));
                case 1 -> remove(random.nextBoolean());
                default -> flag();
            }
            states.add(state);
        }

        void add(int count) {
            List<Change.Arrival> arrivals = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                arrivals.add(new Change.Arrival("k" + ++keys, Flags.NONE, 5, 6, 10, ""));
            }
            long uid = state.uidNext();
            state = state.apply(new Change.Added(arrivals), modSeq);
            for (Change.Arrival arrival : arrivals) {
                plain.put(uid, new Message(uid, arrival.key(), Flags.NONE, modSeq, 5, 6, 10, ""));
                uid++;
            }
        }

        void remove(boolean isExpunge) {
            NumberSet uids = someUids();
            state =
                    state.apply(
                            isExpunge ? new Change.Expunged(uids) : new Change.Vanished(uids),
                            modSeq);
            plain.keySet()
                    .removeIf(uid -> {
                        if (uids.contains(uid)) {
                            removedAt.put(uid, modSeq);
                        }
                        return uids.contains(uid);
                    });
        }

        void flag() {
            NumberSet uids = someUids();
            Change.Mode mode = Change.Mode.values()[random.nextInt(3)];
            Flags flags = SOME_FLAGS.get(random.nextInt(SOME_FLAGS.size()));
            state = state.apply(new Change.Flagged(uids, mode, flags), modSeq);
            plain.replaceAll((uid, message) -> {
                Flags after =
                        switch (mode) {
                            case ADD -> message.flags().plus(flags);
                            case REMOVE -> message.flags().minus(flags);
                            case REPLACE -> flags;
                        };
                boolean isChanged = uids.contains(uid) && !after.equals(message.flags());
                return isChanged ? message.with(after, modSeq) : message;
            });
        }

        NumberSet someUids() {
            long first = 1 + random.nextInt((int) state.uidNext());
            NumberSet range = NumberSet.range(first, first + random.nextInt(40));
            return random.nextBoolean()
                    ? range
                    : range.plus(NumberSet.of(1 + random.nextInt((int) state.uidNext())));
        }
    }

    @Test
    void itIsWhatAPlainMapIs() {
        for (int seed = 0; seed < 30; seed++) {
            Pair pair = new Pair(seed);
            for (int i = 0; i < 120; i++) {
                pair.step();
                check(pair);
            }
        }
    }

    private static void check(Pair pair) {
        FolderState state = pair.state;
        List<Message> expected = List.copyOf(pair.plain.values());
        assertThat(list(state)).isEqualTo(expected);
        assertThat(state.size()).isEqualTo(expected.size());
        assertThat(state.octets()).isEqualTo(10L * expected.size());
        assertThat(state.unseen())
                .isEqualTo((int) count(expected, m -> !m.flags().has(Flags.System.SEEN)));
        assertThat(state.deleted())
                .isEqualTo((int) count(expected, m -> m.flags().has(Flags.System.DELETED)));
        for (int i = 0; i < 10; i++) {
            long uid = 1 + pair.random.nextInt((int) state.uidNext() + 2);
            int index = state.indexOf(uid);
            if (pair.plain.containsKey(uid)) {
                assertThat(state.get(index)).isEqualTo(pair.plain.get(uid));
            } else {
                long before = count(expected, m -> m.uid() < uid);
                assertThat(index).isEqualTo((int) -before - 1);
            }
        }
        NumberSet some = pair.someUids();
        assertThat(state.messages(some))
                .isEqualTo(expected.stream().filter(m -> some.contains(m.uid())).toList());
        checkAgainst(pair, pair.states.get(pair.random.nextInt(pair.states.size())));
    }

    private static long count(List<Message> all, java.util.function.Predicate<Message> which) {
        return all.stream().filter(which).count();
    }

    private static void checkAgainst(Pair pair, FolderState earlier) {
        FolderState state = pair.state;
        FolderState.Difference difference = state.since(earlier);
        List<Message> rebuilt = new ArrayList<>();
        Map<Long, Message> changed = new TreeMap<>();
        difference.changed().forEach(message -> changed.put(message.uid(), message));
        for (Message message : earlier) {
            if (!difference.removed().contains(message.uid())) {
                rebuilt.add(changed.getOrDefault(message.uid(), message));
            }
        }
        rebuilt.addAll(difference.added());
        assertThat(rebuilt).isEqualTo(list(state));
        long modSeq = earlier.highestModSeq();
        assertThat(state.changedSince(modSeq))
                .isEqualTo(list(state).stream().filter(m -> m.modSeq() > modSeq).toList());
        NumberSet.Builder removed = new NumberSet.Builder();
        pair.removedAt.forEach((uid, at) -> {
            if (at > modSeq) {
                removed.add(uid);
            }
        });
        NumberSet told = state.removedSince(modSeq);
        assertThat(removed.build().minus(told)).as("none is left out").isEqualTo(NumberSet.EMPTY);
        assertThat(told.intersection(state.uids())).isEqualTo(NumberSet.EMPTY);
        if (modSeq >= state.removals().knownSince()) {
            assertThat(told).isEqualTo(removed.build());
        }
        FolderState shown = state.keeping(earlier);
        assertThat(shown.since(earlier).removed()).isEqualTo(NumberSet.EMPTY);
        assertThat(state.since(shown).removed()).isEqualTo(difference.removed());
    }

    @Test
    void whatWasKeptIsTheSameAgain() {
        Pair pair = new Pair(99);
        for (int i = 0; i < 200; i++) {
            pair.step();
        }
        FolderState state = pair.state;
        FolderState again =
                FolderState.of(
                        state.mailboxId(),
                        state.uidValidity(),
                        state.uidNext(),
                        state.highestModSeq(),
                        list(state),
                        state.removals());
        assertThat(list(again)).isEqualTo(list(state));
        assertThat(again.removedSince(3)).isEqualTo(state.removedSince(3));
    }

    @Test
    void removalsAreRememberedWithinBounds() {
        FolderState state = FolderState.empty("F1", 7);
        List<Change.Arrival> arrivals = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            arrivals.add(new Change.Arrival("k" + i, Flags.NONE, 5, 6, 10, ""));
        }
        state = state.apply(new Change.Added(arrivals), 2);
        for (int i = 0; i < 5_000; i++) {
            state = state.apply(new Change.Expunged(NumberSet.of(2L * i + 1)), 3L + i);
        }
        assertThat(state.removals().remembered().size()).isLessThanOrEqualTo(2_000);
        assertThat(state.removedSince(1).count()).isEqualTo(5_000);
        assertThat(state.removedSince(5_001)).isEqualTo(NumberSet.of(9_999));
        assertThat(state.removals().remembered().getLast().expungedKeys()).containsExactly("k9998");
    }

    private static List<Message> list(FolderState state) {
        List<Message> all = new ArrayList<>();
        state.forEach(all::add);
        return all;
    }
}
