package mailstead.maildir.folder;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import mailstead.fs.FileSystem;
import mailstead.mail.folder.Change;
import mailstead.mail.folder.Flags;
import mailstead.mail.folder.FolderState;
import mailstead.mail.folder.Message;
import mailstead.mail.folder.NumberSet;
import org.junit.jupiter.api.Test;

/** Comparing little tells what comparing everything would. */
class AgreementTest {

    private final Random random = new Random(1);
    private int lastKey;

    @Test
    void littleAndEverythingAgree() {
        int told = 0;
        for (int round = 0; round < 3_000; round++) {
            lastKey = 0;
            List<String> fresh = names(random.nextInt(5));
            List<String> current = names(random.nextInt(400));
            Ledger before = ledger(fresh, current);
            FileNames listed = FileNames.of(entries(current));
            Sight sight = new Sight(FileNames.of(entries(fresh)), listed);
            assertThat(Comparison.of(before, sight).unknown()).isEmpty();
            Agreement agreement = new Agreement(sight, before.state(), 0);
            List<String> later = new ArrayList<>(fresh);
            later.addAll(names(random.nextInt(3)));
            Ledger after = changed(before, later);
            if (random.nextInt(5) == 0 && !later.isEmpty()) {
                later.remove(random.nextInt(later.size()));
            }
            Sight seen = new Sight(FileNames.of(entries(later)), listed);
            Comparison everything = Comparison.of(after, seen);
            Optional<Comparison> little = agreement.since(after, seen, _ -> false);
            if (little.isPresent()) {
                told++;
                assertThat(little.get().unknown()).isEqualTo(everything.unknown());
                assertThat(little.get().missing()).isEqualTo(everything.missing());
                assertThat(little.get().leftovers())
                        .containsExactlyInAnyOrderElementsOf(everything.leftovers());
            }
        }
        assertThat(told).isGreaterThan(1_000);
    }

    @Test
    void whatIsSaidToHaveVanishedAndIsThereIsNoLeftover() {
        List<String> current = names(3);
        Ledger before = ledger(List.of(), current);
        Sight sight = new Sight(FileNames.NONE, FileNames.of(entries(current)));
        Agreement agreement = new Agreement(sight, before.state(), 0);
        Ledger vanished = before.apply(List.of(new Change.Vanished(NumberSet.of(2))), 2);
        assertThat(agreement.since(vanished, sight, _ -> false)).isEmpty();
        Comparison everything = Comparison.of(vanished, sight);
        assertThat(everything.leftovers()).isEmpty();
        assertThat(everything.unknown()).hasSize(1);
        Ledger expunged = before.apply(List.of(new Change.Expunged(NumberSet.of(2))), 2);
        assertThat(agreement.since(expunged, sight, _ -> false).orElseThrow().leftovers())
                .hasSize(1);
    }

    /** Messages expunged, vanished, flagged, added with a file or without. */
    private Ledger changed(Ledger before, List<String> fresh) {
        Ledger ledger = before;
        long number = 2;
        for (int i = random.nextInt(4); i > 0; i--) {
            NumberSet uids = NumberSet.of(1 + random.nextInt(400), 1 + random.nextInt(400));
            Change change =
                    switch (random.nextInt(6)) {
                        case 0 -> new Change.Expunged(uids);
                        case 1 -> new Change.Vanished(NumberSet.of(1 + random.nextInt(400)));
                        case 2 -> new Change.Flagged(uids, Change.Mode.ADD, Flags.ofKeywords("k"));
                        case 3 -> new Change.Added(List.of(arrival("key" + ++lastKey)));
                        default -> {
                            List<Change.Arrival> arrivals = new ArrayList<>();
                            for (String name : fresh) {
                                String key = name.substring(0, name.indexOf(','));
                                if (!has(ledger.state(), key) && random.nextBoolean()) {
                                    arrivals.add(arrival(key));
                                }
                            }
                            yield new Change.Added(arrivals);
                        }
                    };
            ledger = ledger.apply(List.of(change), number++);
        }
        return ledger;
    }

    private static boolean has(FolderState state, String key) {
        for (Message message : state) {
            if (message.key().equals(key)) {
                return true;
            }
        }
        return state.removals().expungedKeys().contains(key);
    }

    private List<String> names(int count) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            names.add("key" + ++lastKey + ",S=1,W=1");
        }
        return names;
    }

    private static Change.Arrival arrival(String key) {
        return new Change.Arrival(key, Flags.NONE, 1, 1, 1, "");
    }

    private static Ledger ledger(List<String> fresh, List<String> current) {
        List<Change.Arrival> arrivals = new ArrayList<>();
        for (List<String> names : List.of(fresh, current)) {
            names.forEach(name -> arrivals.add(arrival(name.substring(0, name.indexOf(',')))));
        }
        return Ledger.of(FolderState.empty("F1", 1)).apply(List.of(new Change.Added(arrivals)), 1);
    }

    private static List<FileSystem.Entry> entries(List<String> names) {
        return names.stream()
                .map(name -> new FileSystem.Entry(name, FileSystem.Kind.FILE))
                .toList();
    }
}
