package mailstead.maildir.adoption;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import mailstead.mail.folder.Flags;
import mailstead.maildir.files.MessageName;
import org.junit.jupiter.api.Test;

/** What is read from files of Dovecot and Courier, and what is left out. */
class ForeignFormatsTest {

    private static UidList list(String text) {
        return UidList.parse(text).orElseThrow();
    }

    private static UidList.Line line(UidList list, String base) {
        return Optional.ofNullable(list.lines().get(base)).orElseThrow();
    }

    @Test
    void dovecotsThirdVersion() {
        UidList list =
                list(
                        """
                        3 V1275660208 N25022 G3085f01b7f11094c501100008c4a11c1 Xnew
                        25006 :1276528487.M364837P9451.kurkku,S=1355,W=1394:2,
                        25017 W2481 S2400 P0000abcd :1276533073.M242911P3632.kurkku:2,F
                        25030 :1276533099.M1P1.kurkku
                        """);
        assertThat(list.uidValidity()).isEqualTo(1_275_660_208L);
        assertThat(list.uidNext()).as("lines are appended").isEqualTo(25_031);
        assertThat(list.lines())
                .containsOnlyKeys(
                        "1276528487.M364837P9451.kurkku",
                        "1276533073.M242911P3632.kurkku",
                        "1276533099.M1P1.kurkku");
        UidList.Line second = line(list, "1276533073.M242911P3632.kurkku");
        assertThat(second.uid()).isEqualTo(25_017);
        assertThat(second.wireOctets()).hasValue(2_481);
        assertThat(second.uidl()).hasValue("0000abcd");
        assertThat(list.skipped()).isZero();
        assertThat(list.isContradicting()).isFalse();
    }

    @Test
    void theFirstVersionIsCouriersToo() {
        UidList list = list("1 1100000000 9\n3 a.b.c\n8 1100000001.x:2,S\n");
        assertThat(list.uidValidity()).isEqualTo(1_100_000_000L);
        assertThat(list.uidNext()).isEqualTo(9);
        assertThat(line(list, "1100000001.x").uid()).isEqualTo(8);
    }

    @Test
    void badLinesAreCountedAndLoseNothingElse() {
        UidList list =
                list(
                        """
                        3 V5 N1
                        1 :a
                        rubbish
                        0 :zero
                        4294967296 :big
                        2 Wx
                        3 :

                        7 Wnonsense :b
                        8 :cut\
                        """);
        assertThat(list.lines()).containsOnlyKeys("a", "b");
        assertThat(list.skipped()).isEqualTo(7);
        assertThat(list.uidNext()).isEqualTo(8);
        assertThat(list.isContradicting()).isFalse();
    }

    @Test
    void aFileThatStandsTwiceHasItsLastUid() {
        UidList list = list("3 V5 N1\n1 :a\n2 :b\n9 :a:2,S\n4 :b\n3 :b\n");
        assertThat(line(list, "a").uid()).isEqualTo(9);
        assertThat(line(list, "b").uid()).isEqualTo(4);
        assertThat(list.isContradicting()).isFalse();
        assertThat(list.skipped()).isEqualTo(3);
    }

    @Test
    void oneUidForTwoMessagesIsAContradiction() {
        assertThat(list("3 V5 N1\n1 :a\n1 :b\n").isContradicting()).isTrue();
        assertThat(list("3 V5 N1\n1 :a,S=1\n1 :a,S=1:2,S\n").isContradicting()).isFalse();
    }

    @Test
    void withoutAUidValidityThereIsNoList() {
        for (String text :
                new String[] {
                    "",
                    "3 V5 N1",
                    "3 N1\n",
                    "2 V5 N1\n",
                    "3 V0 N1\n",
                    "1 5\n",
                    "1 x 5\n",
                    "\n\n",
                    "3 V99999999999 N1\n"
                }) {
            assertThat(UidList.parse(text)).as(text).isEmpty();
        }
    }

    @Test
    void noOctetsBreakAnyParser() {
        Random random = new Random(3);
        String alphabet = "13 V5N:,.=\n/UIDab\0\uDC80-";
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text =
                    new StringBuilder(List.of("3 V5 N1\n", "1 5 7\n", "/3 1 5\n").get(i % 3));
            for (int j = random.nextInt(60); j > 0; j--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            UidList.parse(text.toString())
                    .ifPresent(list -> {
                        list.lines()
                                .values()
                                .forEach(line ->
                                        assertThat(line.uid()).isBetween(1L, list.uidNext() - 1));
                        ForeignUidls.ofDovecot(list);
                    });
            ForeignUidls.ofCourier(text.toString());
            KeywordLetters.parse(text.toString());
            CourierKeywords.readList(text.toString(), new HashMap<>());
        }
    }

    @Test
    void lettersKeepTheirPlacesAcrossAGap() {
        KeywordLetters letters = KeywordLetters.parse("0 $Junk\n2 work\nx y\n26 far\n3 bad(\n");
        assertThat(letters.words()).containsExactly("$Junk", "$Letter-b", "work");
        assertThat(letters.skipped()).isEqualTo(2);
        assertThat(letters.flags("1.2.3:2,FSabcz"))
                .isEqualTo(
                        Flags.of(Flags.System.FLAGGED, Flags.System.SEEN)
                                .plus(Flags.ofKeywords("$Junk", "work")));
    }

    @Test
    void couriersKeywordsAreNumbersFromZero() {
        Map<String, List<String>> byBase = new HashMap<>();
        int skipped =
                CourierKeywords.readList(
                        "$Label1\nbad word\nNonJunk\n\n1.a:0 2\n2.b,S=3:2\n3.c:1\n4.d:7\nx\n",
                        byBase);
        assertThat(byBase.get("1.a")).containsExactly("$Label1", "NonJunk");
        assertThat(byBase.get("2.b")).containsExactly("NonJunk");
        assertThat(byBase.get("3.c")).isEmpty();
        assertThat(skipped).isEqualTo(2);
    }

    @Test
    void uidlsAreThoseThatClientsKnow() {
        ForeignUidls dovecot =
                ForeignUidls.ofDovecot(list("3 V1795557812 N7\n3 :1.a,S=18\n4 Pown :1.b\n"));
        assertThat(uidl(dovecot, "1.a,S=18:2,S")).hasValue("000000036b0609b4");
        assertThat(uidl(dovecot, "1.b")).hasValue("own");
        assertThat(uidl(dovecot, "1.c")).isEmpty();
        ForeignUidls courier =
                ForeignUidls.ofCourier(
                        """
                        /3 6 1231231231
                        1.a:2,S 123 4:1231231231:0
                        1.b,S=7 7 5:0:0
                        1.c 7 0:0:0
                        with space 7 5:9:1
                        broken
                        """);
        assertThat(uidl(courier, "1.a")).hasValue("UID4-1231231231");
        assertThat(uidl(courier, "1.b,S=7:2,")).hasValue("UID5");
        assertThat(uidl(courier, "1.c")).as("known by its name").isEmpty();
        assertThat(uidl(courier, "with space")).hasValue("UID5-9");
        assertThat(uidl(ForeignUidls.ofCourier("/2 6 9\n1.a 1 2:9\n"), "1.a")).hasValue("UID2-9");
        assertThat(uidl(ForeignUidls.ofCourier("1.a 7\n"), "1.a")).isEmpty();
    }

    private static Optional<String> uidl(ForeignUidls uidls, String name) {
        return uidls.of(MessageName.parse(name));
    }
}
