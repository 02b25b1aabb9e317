package mailstead.maildir.folder;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import mailstead.mail.folder.Flags;
import mailstead.mail.folder.Message;
import mailstead.maildir.files.MessageName;

/**
 * How a folder's state and its files differ. Immutable.
 *
 * @param unknown files of messages that have no UID, with their keys, oldest first
 * @param leftovers files of expunged messages
 * @param missing messages whose files were not seen
 * @param untidy how many files are in {@code new} or do not say what flags their messages have
 */
record Comparison(List<Unknown> unknown, List<Found> leftovers, List<Message> missing, int untidy) {

    record Unknown(String key, Found found) {}

    private static final Comparator<Unknown> BY_DELIVERY =
            Comparator.<Unknown>comparingLong(unknown -> MessageName.seconds(unknown.key()))
                    .thenComparing(Unknown::key);

    Comparison {
        unknown = List.copyOf(unknown);
        leftovers = List.copyOf(leftovers);
        missing = List.copyOf(missing);
    }

    static Comparison of(
            List<Unknown> unknown, List<Found> leftovers, List<Message> missing, int untidy) {
        return new Comparison(
                unknown.stream().sorted(BY_DELIVERY).toList(), leftovers, missing, untidy);
    }

    static Comparison of(Ledger ledger, Sight sight) {
        return new Walk(ledger, sight).compare();
    }

    /** The one pass. Confined to its maker. */
    private static final class Walk {

        private final Ledger ledger;
        private final FileNames fresh;
        private final FileNames current;
        private final BitSet claimedFresh = new BitSet();
        private final BitSet claimedCurrent = new BitSet();
        private final FlagLetters letters;
        private final Map<Flags, String> endings = new HashMap<>();
        private final List<Unknown> unknown = new ArrayList<>();
        private final List<Found> leftovers = new ArrayList<>();
        private final List<Message> missing = new ArrayList<>();
        private final Set<String> takenKeys = new HashSet<>();
        private final Set<String> takenBases = new HashSet<>();
        private int untidy;

        Walk(Ledger ledger, Sight sight) {
            this.ledger = ledger;
            this.fresh = sight.fresh();
            this.current = sight.current();
            this.letters = new FlagLetters(ledger.letters());
        }

        Comparison compare() {
            // Whole keys first: a short one may take what they leave.
            List<Message> withShortKeys = new ArrayList<>();
            for (Message message : ledger.state()) {
                if (message.key().indexOf(',') < 0) {
                    withShortKeys.add(message);
                } else {
                    claim(message);
                }
            }
            withShortKeys.forEach(this::claim);
            Set<String> expunged = ledger.state().removals().expungedKeys();
            sort(Place.CURRENT, current, claimedCurrent, expunged);
            sort(Place.FRESH, fresh, claimedFresh, expunged);
            unknown.sort(BY_DELIVERY);
            return new Comparison(unknown, leftovers, missing, untidy);
        }

        private void claim(Message message) {
            OptionalInt index =
                    current.find(message.key(), candidate -> !claimedCurrent.get(candidate));
            if (index.isPresent()) {
                claimedCurrent.set(index.getAsInt());
                untidy += saysTheFlags(index.getAsInt(), message.flags()) ? 0 : 1;
                return;
            }
            index = fresh.find(message.key(), candidate -> !claimedFresh.get(candidate));
            if (index.isPresent()) {
                claimedFresh.set(index.getAsInt());
                untidy++;
            } else {
                missing.add(message);
            }
        }

        private boolean saysTheFlags(int index, Flags flags) {
            String ending = endings.computeIfAbsent(flags, its -> letters.named("", its));
            if (current.endsWith(index, ending)) {
                return true;
            }
            String name = current.name(index);
            return letters.named(name, flags).equals(name);
        }

        /** What nobody claimed. */
        private void sort(Place place, FileNames names, BitSet claimed, Set<String> expunged) {
            for (int i = claimed.nextClearBit(0);
                    i < names.size();
                    i = claimed.nextClearBit(i + 1)) {
                MessageName name = MessageName.parse(names.name(i));
                Found found = new Found(place, name.text());
                if (expunged.contains(name.base()) || expunged.contains(name.key())) {
                    leftovers.add(found);
                } else if (isAnotherNameOfOne(name)) {
                    continue;
                } else if (!isClaimed(name.base()) && takenBases.add(name.base())) {
                    unknown.add(new Unknown(name.base(), found));
                } else if (!name.key().equals(name.base())) {
                    unknown.add(new Unknown(name.key(), found));
                }
            }
        }

        /** Of a message that was renamed or moved while the folder was listed. */
        private boolean isAnotherNameOfOne(MessageName name) {
            return isClaimed(name.key()) || !takenKeys.add(name.key());
        }

        private boolean isClaimed(String key) {
            return current.find(key, claimedCurrent::get).isPresent()
                    || fresh.find(key, claimedFresh::get).isPresent();
        }
    }
}
