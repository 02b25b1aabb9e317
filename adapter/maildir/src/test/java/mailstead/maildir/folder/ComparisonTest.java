package mailstead.maildir.folder;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import mailstead.fs.FileSystem;
import mailstead.mail.folder.Change;
import mailstead.mail.folder.Flags;
import mailstead.mail.folder.FolderState;
import mailstead.mail.folder.Message;
import mailstead.mail.folder.NumberSet;
import org.junit.jupiter.api.Test;

class ComparisonTest {

    @Test
    void namesAreFoundByKey() {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            names.add(
                    1_800_000_000
                            + i / 3
                            + ".Q"
                            + i
                            + "R0.mx-1,S=5,W=6"
                            + (i % 2 == 0 ? ":2,S" : ""));
        }
        FileNames found = FileNames.of(entries(names));
        assertThat(found.size()).isEqualTo(5_000);
        for (String name : names) {
            String key = name.substring(0, name.indexOf(','));
            assertThat(found.name(found.find(key).orElseThrow())).isEqualTo(name);
            assertThat(found.find(key + ",S=5,W=6")).isPresent();
            assertThat(found.find(key + ",S=5")).isEmpty();
            assertThat(found.find(key.substring(0, key.length() - 1))).isEmpty();
        }
        assertThat(found.find("")).isEmpty();
        assertThat(FileNames.NONE.find("a")).isEqualTo(OptionalInt.empty());
    }

    @Test
    void onlyAnotherListingIsDifferent() {
        FileNames names = FileNames.of(entries(List.of("a", "b:2,S")));
        assertThat(names.isSame(entries(List.of("b:2,S", "a")))).isTrue();
        assertThat(names.isSame(entries(List.of("b:2,", "a")))).isFalse();
        assertThat(names.isSame(entries(List.of("a")))).isFalse();
        assertThat(names.isSame(entries(List.of("a", "b:2,S", "c")))).isFalse();
    }

    @Test
    void filesWithoutUidAreInTheOrderOfDelivery() {
        Comparison found =
                compare(ledger(), List.of("3.c,S=1", "20.a"), List.of("100.x:2,S", "3.b"));
        assertThat(found.unknown())
                .extracting(Comparison.Unknown::key)
                .containsExactly("3.b", "3.c", "20.a", "100.x");
        assertThat(found.unknown().getFirst().found()).isEqualTo(new Found(Place.CURRENT, "3.b"));
        assertThat(found.missing()).isEmpty();
    }

    @Test
    void messagesWithoutAFileAreMissing() {
        Comparison found = compare(ledger("a", "b", "c"), List.of("b"), List.of("c,S=4,W=4:2,S"));
        assertThat(found.missing()).extracting(Message::key).containsExactly("a");
        assertThat(found.unknown()).isEmpty();
        assertThat(found.untidy()).as("b is in new, c says it is seen").isEqualTo(2);
    }

    @Test
    void filesOfExpungedMessagesDoNotComeBack() {
        Ledger ledger =
                ledger("a", "b")
                        .apply(List.of(new Change.Expunged(NumberSet.of(1))), 9)
                        .apply(List.of(new Change.Vanished(NumberSet.of(2))), 10);
        Comparison found = compare(ledger, List.of("a,S=3"), List.of("b:2,"));
        assertThat(found.leftovers()).containsExactly(new Found(Place.FRESH, "a,S=3"));
        assertThat(found.unknown()).extracting(Comparison.Unknown::key).containsExactly("b");
    }

    @Test
    void aMessageSeenTwiceIsOne() {
        List<String> moving = List.of("a,S=1:2,", "a,S=1:2,S");
        assertThat(compare(ledger("a"), List.of("a,S=1"), moving).unknown()).isEmpty();
        Comparison first = compare(ledger(), List.of("a,S=1"), moving);
        assertThat(first.unknown()).extracting(Comparison.Unknown::key).containsExactly("a");
    }

    @Test
    void twoFilesWithOneBeginningAreTwoMessages() {
        List<String> both = List.of("a,S=1:2,", "a,S=2:2,");
        Comparison first = compare(ledger(), List.of(), both);
        List<String> keys = first.unknown().stream().map(Comparison.Unknown::key).toList();
        assertThat(keys).hasSize(2).contains("a").containsAnyOf("a,S=1", "a,S=2");
        Ledger ledger = ledger(keys.toArray(String[]::new));
        Comparison again = compare(ledger, List.of(), both);
        assertThat(again.unknown()).isEmpty();
        assertThat(again.missing()).isEmpty();
        Ledger one = ledger("a", "a,S=2");
        assertThat(compare(one, List.of(), List.of("a,S=2:2,S")).missing())
                .extracting(Message::key)
                .containsExactly("a");
        assertThat(compare(one, List.of(), List.of("a,S=1:2,S")).missing())
                .extracting(Message::key)
                .containsExactly("a,S=2");
    }

    @Test
    void whichOfTwoFilesIsMeantIsNotGuessed() {
        FileNames names =
                FileNames.of(entries(List.of("a,S=1:2,", "a,S=2:2,", "b,S=1", "b,S=1:2,S")));
        assertThat(names.find("a")).isEmpty();
        assertThat(names.name(names.find("a,S=2").orElseThrow())).isEqualTo("a,S=2:2,");
        assertThat(names.find("b")).as("one message under two names").isPresent();
    }

    @Test
    void lettersSayTheFlags() {
        FlagLetters letters = new FlagLetters(List.of("junk", "Work"));
        Flags flags =
                Flags.of(Flags.System.SEEN, Flags.System.DRAFT)
                        .plus(Flags.ofKeywords("$forwarded", "WORK", "other"));
        assertThat(letters.named("1.a,S=4", flags)).isEqualTo("1.a,S=4:2,DPSb");
        assertThat(letters.named("1.a:2,FTZac", flags)).isEqualTo("1.a:2,DPSZbc");
        assertThat(letters.flags("1.a:2,DPSb")).isEqualTo(flags.minus(Flags.ofKeywords("other")));
        assertThat(letters.flags("1.a:2,cZ")).isEqualTo(Flags.NONE);
        assertThat(letters.flags("1.a")).isEqualTo(Flags.NONE);
        Ledger ledger = ledger("1.a");
        assertThat(compare(ledger, List.of(), List.of("1.a:2,")).untidy()).isZero();
        assertThat(compare(ledger, List.of(), List.of("1.a")).untidy()).isEqualTo(1);
        assertThat(compare(ledger, List.of(), List.of("1.a:2,Zq")).untidy()).isZero();
    }

    private static Comparison compare(Ledger ledger, List<String> fresh, List<String> current) {
        return Comparison.of(
                ledger, new Sight(FileNames.of(entries(fresh)), FileNames.of(entries(current))));
    }

    private static Ledger ledger(String... keys) {
        List<Change.Arrival> arrivals =
                Stream.of(keys)
                        .map(key -> new Change.Arrival(key, Flags.NONE, 1, 1, 1, ""))
                        .toList();
        return Ledger.of(FolderState.empty("F1", 1)).apply(List.of(new Change.Added(arrivals)), 1);
    }

    private static List<FileSystem.Entry> entries(List<String> names) {
        return names.stream()
                .map(name -> new FileSystem.Entry(name, FileSystem.Kind.FILE))
                .toList();
    }
}
