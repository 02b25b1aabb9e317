package mailstead.node.torture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import mailstead.node.torture.Ledger.FolderKey;
import mailstead.node.torture.Ledger.Outcome;
import mailstead.node.torture.Ledger.Seen;
import org.junit.jupiter.api.Test;

/** What the ledger takes for wrong, and what it must not. Times are ticks. */
class LedgerTest {

    private static final FolderKey INBOX = new FolderKey("F1", 7);
    private static final FolderKey OTHER = new FolderKey("F2", 8);

    private final Ledger ledger = new Ledger();

    private void observe(long uidNext, long at, Seen... seen) {
        ledger.observed(INBOX, uidNext, List.of(seen), at, at + 1);
    }

    private static Seen seen(long uid, String token, String... keywords) {
        return new Seen(uid, token, Set.of(keywords));
    }

    private void assertRight() {
        assertThat(ledger.violations()).isEmpty();
    }

    private void assertWrong(String words) {
        assertThat(ledger.violations()).singleElement().asString().contains(words);
    }

    @Test
    void whatFitsTogetherIsRight() {
        ledger.appended("a", INBOX, 1, 10, 11);
        observe(2, 20, seen(1, "a"));
        ledger.keywordAimed("k", "a");
        ledger.keywordAdded(INBOX, 1, "a", "k", 30);
        observe(2, 40, seen(1, "a", "k"));
        ledger.removalBegins(INBOX, 1, "a", true, 50);
        ledger.copied("a", OTHER, 1, 51);
        ledger.removed(INBOX, 1, "a", 51);
        observe(2, 60);
        ledger.settle(Map.of("a", 1));
        assertRight();
    }

    @Test
    void whatOverlapsMayComeOutEitherWay() {
        ledger.appended("a", INBOX, 1, 10, 21);
        observe(1, 20);
        ledger.removalBegins(INBOX, 1, "a", false, 29);
        observe(2, 30);
        assertRight();
    }

    @Test
    void aUidNamesOneMessage() {
        observe(2, 20, seen(1, "a"));
        observe(2, 30, seen(1, "b"));
        assertWrong("names a and b");
    }

    @Test
    void whatWasToldIsThere() {
        ledger.appended("a", INBOX, 1, 10, 11);
        observe(2, 20);
        assertWrong("was told and is missing");
    }

    @Test
    void whatWasSeenOnceIsThere() {
        observe(2, 20, seen(1, "a"));
        observe(2, 30);
        assertWrong("was told and is missing");
    }

    @Test
    void whatWasRemovedStaysAway() {
        observe(2, 20, seen(1, "a"));
        ledger.removalBegins(INBOX, 1, "a", false, 30);
        ledger.removed(INBOX, 1, "a", 31);
        observe(2, 40, seen(1, "a"));
        assertWrong("came back");
    }

    @Test
    void aKeywordStaysOnItsMessage() {
        ledger.keywordAimed("k", "a");
        ledger.keywordAdded(INBOX, 1, "a", "k", 10);
        observe(3, 20, seen(1, "a"), seen(2, "b", "k"));
        assertThat(ledger.violations())
                .anyMatch(text -> text.contains("k is missing from UID 1"))
                .anyMatch(text -> text.contains("k was meant for a and is on b"))
                .hasSize(2);
    }

    @Test
    void aKeywordThatWasTakenOffStaysOff() {
        ledger.keywordAdded(INBOX, 1, "a", "k", 10);
        ledger.keywordRemovalBegins(INBOX, 1, "a", "k", 20);
        ledger.keywordRemoved(INBOX, 1, "a", "k", 21);
        observe(2, 30, seen(1, "a", "k"));
        assertWrong("is back");
    }

    @Test
    void uidsAscendAndUidNextNeverFalls() {
        observe(5, 20, seen(2, "a"), seen(1, "b"));
        assertWrong("do not ascend");
        observe(4, 30, seen(1, "b"), seen(2, "a"));
        assertThat(ledger.violations()).anyMatch(text -> text.contains("UIDNEXT"));
    }

    @Test
    void aNewUidIsBeyondEveryUidNextToldBefore() {
        observe(5, 20);
        ledger.appended("a", INBOX, 4, 30, 31);
        assertWrong("was given after UIDNEXT");
    }

    @Test
    void oneOfManyMakesAFolder() {
        ledger.created("r");
        ledger.created("s");
        assertRight();
        ledger.created("r");
        assertWrong("was created 2 times");
    }

    @Test
    void inTheEndNothingIsLost() {
        ledger.delivered("a", Outcome.DONE);
        ledger.settle(Map.of());
        assertWrong("a is lost");
    }

    @Test
    void aMessageThatOnlyMovedIsSomewhere() {
        ledger.appended("a", INBOX, 1, 10, 11);
        ledger.removalBegins(INBOX, 1, "a", true, 20);
        ledger.copiedPerhaps("a");
        ledger.settle(Map.of());
        assertWrong("a is lost");
    }

    @Test
    void inTheEndNothingIsThereTooOften() {
        ledger.delivered("a", Outcome.UNKNOWN);
        ledger.settle(Map.of("a", 1));
        assertRight();
        ledger.settle(Map.of("a", 2));
        assertWrong("is there 2 times");
    }

    @Test
    void whatNobodySentIsWrong() {
        ledger.settle(Map.of("z", 1));
        assertWrong("never sent");
    }
}
