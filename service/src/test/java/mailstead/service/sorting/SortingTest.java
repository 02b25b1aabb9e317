package mailstead.service.sorting;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import mailstead.mail.MailException;
import mailstead.mail.PermanentFailure;
import mailstead.mail.Reason;
import mailstead.mail.folder.Message;
import mailstead.mail.mime.Digest;
import mailstead.mail.search.SortKey;
import mailstead.mail.search.SortKey.Field;
import mailstead.service.mailbox.Progress;
import mailstead.service.search.HeldFolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SortingTest {

    private final HeldFolder folder = new HeldFolder();

    private static List<SortKey> keys(String text) {
        List<SortKey> keys = new ArrayList<>();
        boolean isReversed = false;
        for (String word : text.split(" ")) {
            if (word.equals("REVERSE")) {
                isReversed = true;
            } else {
                keys.add(new SortKey(Field.valueOf(word), isReversed));
                isReversed = false;
            }
        }
        return keys;
    }

    /** Sequence numbers. */
    private List<Integer> sorted(String keys) throws Exception {
        int[] all = new int[folder.state().size()];
        Arrays.setAll(all, i -> i);
        int[] sorted = Sorting.sort(keys(keys), folder.state(), all, folder, Progress.IGNORED);
        return Arrays.stream(sorted).mapToObj(i -> i + 1).toList();
    }

    private void addThree() {
        folder.add(
                """
                From: "Zoe" <b@x>
                To: c@x
                Cc: Group: ;
                Subject: Re: beta
                Date: 1 Jan 2026 00:00:00 +0200

                longest of all
                """);
        folder.add(
                """
                From: Anna <c@x>
                To: "anna" <a@x>, z@x
                Subject: alpha
                Date: 31 Dec 2025 23:30:00 +0000

                short
                """);
        folder.add(
                """
                From: =?utf-8?q?=C3=81rp=C3=A1d?= <a@x>
                Subject: BETA
                To: <b@x>

                short..
                """);
        folder.receivedAt(0, "2026-01-03T00:00:00Z");
        folder.receivedAt(1, "2026-01-02T00:00:00Z");
        folder.receivedAt(2, "2026-01-01T00:00:00Z");
    }

    @ParameterizedTest
    @CsvSource({
        "ARRIVAL, 3 2 1",
        "REVERSE ARRIVAL, 1 2 3",
        "DATE, 1 2 3", // the third has none: it counts as sent when it arrived
        "FROM, 3 1 2",
        "TO, 2 3 1",
        "CC, 2 3 1",
        "SIZE, 3 2 1",
        "REVERSE SIZE, 1 2 3",
        "SUBJECT, 2 1 3",
        "REVERSE SUBJECT, 1 3 2", // what is equal stays in the folder's order
        "SUBJECT REVERSE DATE, 2 3 1",
        "SUBJECT ARRIVAL, 2 3 1",
        "DISPLAYFROM, 2 3 1",
        "DISPLAYTO, 2 3 1",
    })
    void ordersBy(String keys, String order) throws Exception {
        addThree();
        assertThat(sorted(keys))
                .containsExactlyElementsOf(
                        Arrays.stream(order.split(" ")).map(Integer::valueOf).toList());
    }

    @Test
    void emptyIsFirstAndMessagesThatAreGoneAreNowhere() throws Exception {
        folder.add("Subject: b\n\n");
        folder.add("Subject:\n\n");
        folder.add("From: x@y\n\n");
        folder.add("Subject: a\n\n");
        folder.lose(3);
        assertThat(sorted("SUBJECT")).containsExactly(2, 3, 1);
    }

    @Test
    void aFailureOfTheStoreIsAFailure() {
        folder.add("Subject: b\n\n");
        HeldFolder broken =
                new HeldFolder() {
                    @Override
                    public Digest digest(Message message) throws MailException {
                        throw new PermanentFailure(Reason.STORAGE_UNAVAILABLE, "broken");
                    }
                };
        org.assertj.core.api.Assertions.assertThatThrownBy(() ->
                        Sorting.sort(
                                keys("SUBJECT"),
                                folder.state(),
                                new int[] {0},
                                broken,
                                Progress.IGNORED))
                .isInstanceOf(PermanentFailure.class);
    }
}
