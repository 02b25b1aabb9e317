package mailstead.service.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.IntStream;
import mailstead.mail.MailException;
import mailstead.mail.Reason;
import mailstead.mail.folder.Flags;
import mailstead.mail.folder.NumberSet;
import mailstead.mail.search.SearchKey;
import mailstead.mail.search.SearchKey.All;
import mailstead.mail.search.SearchKey.And;
import mailstead.mail.search.SearchKey.Comparison;
import mailstead.mail.search.SearchKey.DateKind;
import mailstead.mail.search.SearchKey.EmailId;
import mailstead.mail.search.SearchKey.EnvelopeField;
import mailstead.mail.search.SearchKey.HasFlag;
import mailstead.mail.search.SearchKey.HasKeyword;
import mailstead.mail.search.SearchKey.Header;
import mailstead.mail.search.SearchKey.InBody;
import mailstead.mail.search.SearchKey.InEnvelope;
import mailstead.mail.search.SearchKey.InText;
import mailstead.mail.search.SearchKey.Larger;
import mailstead.mail.search.SearchKey.ModSeq;
import mailstead.mail.search.SearchKey.Not;
import mailstead.mail.search.SearchKey.Numbers;
import mailstead.mail.search.SearchKey.Older;
import mailstead.mail.search.SearchKey.OnDate;
import mailstead.mail.search.SearchKey.OneOf;
import mailstead.mail.search.SearchKey.Or;
import mailstead.mail.search.SearchKey.Recent;
import mailstead.mail.search.SearchKey.SaveDateSupported;
import mailstead.mail.search.SearchKey.Smaller;
import mailstead.mail.search.SearchKey.ThreadId;
import mailstead.mail.search.SearchKey.Younger;
import mailstead.mail.search.SequenceSet;
import mailstead.service.mailbox.Progress;
import mailstead.service.threading.ThreadIds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SearchTest {

    private static final Instant NOW = Instant.parse("2026-11-24T20:00:00Z");

    private final Search search = new Search(InstantSource.fixed(NOW));
    private final HeldFolder folder = new HeldFolder();

    private Found find(SearchKey key, Extent extent) throws Exception {
        return search.find(
                folder.state(), key, NumberSet.of(10, 30), extent, folder, Progress.IGNORED);
    }

    private String found(SearchKey key) throws Exception {
        return find(key, Extent.ALL).numbers().toString();
    }

    /** Three messages that differ in everything. */
    private void addThree() {
        folder.add(
                """
                From: "Smith, John" <john@example.org>
                To: tevie@cluster.example
                Cc: Golde <golde@cluster.example>
                Subject: =?utf-8?b?w5xiZXJnYW5n?= to spring
                Date: Mon, 2 Mar 2026 23:30:00 -0800
                Message-ID: <root@x>
                X-Spam: no
                X-Empty:

                Zwei Äpfel.
                """,
                Flags.of(Flags.System.SEEN).plus(Flags.ofKeywords("$Work")));
        folder.add(
                """
                From: bob@example.net
                Bcc: hidden (well)@ (really) example.net
                Subject: Re: something
                Message-ID: <second@x>
                References: <root@x>
                MIME-Version: 1.0
                Content-Type: multipart/mixed; boundary=b

                preamble
                --b
                Content-Type: text/plain; charset=iso-8859-1
                Content-Transfer-Encoding: quoted-printable
                Content-Description: the note

                caf=E9 at n=
                oon
                --b
                Content-Type: text/html; charset=utf-8
                Content-Transfer-Encoding: base64

                PHA+SGVsbG8gPGI+V29ybGQ8L2I+ICZhbXA7IG1vcmU8L3A+
                --b
                Content-Type: image/png; name=picture.png
                Content-Transfer-Encoding: base64

                bm90IHRleHQ=
                --b
                Content-Type: message/rfc822

                Subject: =?iso-8859-1?q?inner_caf=E9?=
                From: carol@example.com

                inside out
                --b--
                """,
                Flags.of(Flags.System.FLAGGED, Flags.System.DELETED));
        folder.add("Subject: short\nDate: nonsense\n\nx\n", Flags.of(Flags.System.DRAFT));
        folder.receivedAt(0, "2026-03-03T23:59:59Z");
        folder.receivedAt(1, "2026-11-24T19:00:00Z");
        folder.receivedAt(2, "2026-11-24T19:59:00Z");
        folder.savedAt(0, "2026-05-01T00:00:00Z");
        folder.savedAt(1, "2026-11-24T19:00:00Z");
        folder.savedAt(2, "2026-11-24T19:59:00Z");
        folder.sizeUnknown(1);
    }

    private static OnDate on(DateKind kind, Comparison comparison, String date) {
        return new OnDate(kind, comparison, LocalDate.parse(date));
    }

    static Map<SearchKey, String> matrix() {
        Map<SearchKey, String> matrix = new LinkedHashMap<>();
        matrix.put(new All(), "1:3");
        matrix.put(new And(List.of()), "1:3");
        matrix.put(new Not(new All()), "");
        matrix.put(new OneOf(NumberSet.range(15, 99)), "2:3");
        matrix.put(new OneOf(NumberSet.EMPTY), "");
        matrix.put(new HasFlag(Flags.System.SEEN), "1");
        matrix.put(new HasFlag(Flags.System.DELETED), "2");
        matrix.put(new Not(new HasFlag(Flags.System.SEEN)), "2:3");
        matrix.put(new HasKeyword("$WORK"), "1");
        matrix.put(new Recent(), "1,3");
        // header fields
        matrix.put(new InEnvelope(EnvelopeField.FROM, "smith, j"), "1");
        matrix.put(new InEnvelope(EnvelopeField.FROM, "EXAMPLE.ORG"), "1");
        matrix.put(new InEnvelope(EnvelopeField.FROM, "example"), "1:2");
        matrix.put(new InEnvelope(EnvelopeField.FROM, "carol"), "");
        matrix.put(new InEnvelope(EnvelopeField.CC, "golde"), "1");
        matrix.put(new InEnvelope(EnvelopeField.BCC, "hidden"), "2");
        matrix.put(new InEnvelope(EnvelopeField.BCC, "Hidden@example.net"), "2");
        matrix.put(new InEnvelope(EnvelopeField.TO, "hidden@example.net"), "");
        matrix.put(new InEnvelope(EnvelopeField.TO, "tevie"), "1");
        matrix.put(new InEnvelope(EnvelopeField.SUBJECT, "übergang TO"), "1");
        matrix.put(new InEnvelope(EnvelopeField.SUBJECT, "ubergang"), "");
        matrix.put(new InEnvelope(EnvelopeField.SUBJECT, "=?utf-8?b?"), "");
        matrix.put(new InEnvelope(EnvelopeField.SUBJECT, "xiZX"), "");
        matrix.put(new InEnvelope(EnvelopeField.SUBJECT, ""), "1:3");
        matrix.put(new Header("x-spam", "NO"), "1");
        matrix.put(new Header("X-Spam", ""), "1");
        matrix.put(new Header("X-Empty", ""), "1");
        matrix.put(new Header("X-Empty", "x"), "");
        matrix.put(new Header("X-None", ""), "");
        matrix.put(new Header("message-id", "<root@x>"), "1");
        matrix.put(new Not(new Header("Bcc", "")), "1,3");
        // bodies
        matrix.put(new InBody("ÄPFEL"), "1");
        matrix.put(new InBody("pfel"), "1");
        matrix.put(new InBody("café at noon"), "2");
        matrix.put(new InBody("hello world & more"), "2");
        matrix.put(new InBody("<b>"), "");
        matrix.put(new InBody("not text"), "");
        matrix.put(new InBody("inside"), "2");
        matrix.put(new InBody("inner café"), "2");
        matrix.put(new InBody("carol@"), "2");
        matrix.put(new InBody("the note"), "");
        matrix.put(new InBody("something"), "");
        matrix.put(new InBody("noonHello"), "");
        matrix.put(new InBody(""), "1:3");
        matrix.put(new InText("the note"), "2");
        matrix.put(new InText("picture.png"), "2");
        matrix.put(new InText("something"), "2");
        matrix.put(new InText("x-spam: no"), "1");
        matrix.put(new InText("übergang"), "1");
        matrix.put(new InText("inside"), "2");
        matrix.put(new InText("x"), "1:3");
        matrix.put(new Or(new InBody("Äpfel"), new InText("the note")), "1:2");
        matrix.put(new And(List.of(new InBody("café"), new Not(new InBody("noon")))), "");
        // dates
        matrix.put(on(DateKind.RECEIVED, Comparison.ON, "2026-03-03"), "1");
        matrix.put(on(DateKind.RECEIVED, Comparison.BEFORE, "2026-03-03"), "");
        matrix.put(on(DateKind.RECEIVED, Comparison.BEFORE, "2026-03-04"), "1");
        matrix.put(on(DateKind.RECEIVED, Comparison.SINCE, "2026-11-24"), "2:3");
        matrix.put(on(DateKind.SENT, Comparison.ON, "2026-03-02"), "1");
        matrix.put(on(DateKind.SENT, Comparison.BEFORE, "2026-03-03"), "1");
        matrix.put(on(DateKind.SENT, Comparison.SINCE, "2026-03-03"), "");
        matrix.put(on(DateKind.SENT, Comparison.SINCE, "1970-01-01"), "1");
        matrix.put(on(DateKind.SAVED, Comparison.ON, "2026-05-01"), "1");
        matrix.put(on(DateKind.SAVED, Comparison.SINCE, "2026-11-24"), "2:3");
        matrix.put(new SaveDateSupported(), "1:3");
        matrix.put(new Older(3600), "1:2");
        matrix.put(new Younger(3600), "2:3");
        matrix.put(new Younger(59), "");
        // the rest
        matrix.put(new Larger(100), "1:2");
        matrix.put(new Smaller(100), "3");
        matrix.put(new Smaller(38), "3");
        matrix.put(new Smaller(37), "");
        matrix.put(new Larger(0), "1:3");
        matrix.put(new ModSeq(101), "2:3");
        return matrix;
    }

    static List<SearchKey> keys() {
        return List.copyOf(matrix().keySet());
    }

    @ParameterizedTest
    @MethodSource("keys")
    void everyKeyFindsItsMessages(SearchKey key) throws Exception {
        addThree();
        assertThat(found(key)).isEqualTo(matrix().get(key));
    }

    @Test
    void identitiesAreFound() throws Exception {
        addThree();
        var second = folder.state().get(1);
        assertThat(found(new EmailId(second.emailId()))).isEqualTo("2");
        assertThat(found(new EmailId("Mno"))).isEmpty();
        String thread = ThreadIds.of(second, folder.digest(second));
        assertThat(found(new ThreadId(thread))).isEqualTo("1:2");
    }

    @Test
    void nothingIsOpenedThatNeedNotBe() throws Exception {
        addThree();
        found(new And(List.of(new InBody("x"), new HasFlag(Flags.System.SEEN))));
        assertThat(folder.work()).isEqualTo("1 digests, 1 reads");
        found(new Or(new InText("x"), new Not(new HasFlag(Flags.System.ANSWERED))));
        assertThat(folder.work()).isEqualTo("0 digests, 0 reads");
        found(new And(List.of(new InBody("x"), new InEnvelope(EnvelopeField.SUBJECT, "short"))));
        // The fields of three, and all of one.
        assertThat(folder.work()).isEqualTo("4 digests, 1 reads");
        found(new And(List.of(new InBody("x"), new InBody("y"), new Not(new InText("z")))));
        assertThat(folder.work()).isEqualTo("3 digests, 3 reads");
        found(new Header("X-Spam", ""));
        assertThat(folder.work()).isEqualTo("3 digests, 3 reads");
        found(new Larger(10));
        assertThat(folder.work()).isEqualTo("1 digests, 0 reads");
        found(new And(List.of(new InText("x"), new OneOf(NumberSet.of(30)))));
        assertThat(folder.work()).isEqualTo("1 digests, 1 reads");
    }

    @Test
    void lookingStopsWhenEnoughIsFound() throws Exception {
        for (int i = 0; i < 100; i++) {
            folder.add("Subject: " + i % 10 + "\n\n");
        }
        SearchKey key = new InEnvelope(EnvelopeField.SUBJECT, "7");
        assertThat(find(key, Extent.FIRST).numbers()).hasToString("8");
        assertThat(folder.work()).isEqualTo("8 digests, 0 reads");
        assertThat(find(key, Extent.LAST).numbers()).hasToString("98");
        assertThat(folder.work()).isEqualTo("3 digests, 0 reads");
        assertThat(find(key, Extent.FIRST.plus(Extent.LAST)).numbers()).hasToString("8,98");
        assertThat(folder.work()).isEqualTo("11 digests, 0 reads");
        assertThat(find(key, new Extent(2, 3)).uids()).hasToString("80,180,780,880,980");
        assertThat(find(key, new Extent(7, 7)).count()).isEqualTo(10);
        assertThat(folder.work()).isEqualTo("141 digests, 0 reads"); // 18 + 23, then each once
    }

    @Test
    void progressIsToldAndMayEndIt() throws Exception {
        addThree();
        List<String> told = new ArrayList<>();
        Progress<Exception> progress =
                (done, all) -> {
                    told.add(done + "/" + all);
                    if (done == 2) {
                        throw new InterruptedException("enough");
                    }
                };
        assertThatThrownBy(() ->
                        search.find(
                                folder.state(),
                                new InBody("x"),
                                NumberSet.EMPTY,
                                Extent.ALL,
                                folder,
                                progress))
                .isInstanceOf(InterruptedException.class);
        assertThat(told).containsExactly("1/3", "2/3");
    }

    @Test
    void messagesThatAreGoneFitNothing() throws Exception {
        addThree();
        folder.lose(1);
        assertThat(found(new Not(new InBody("nowhere")))).isEqualTo("1,3");
        assertThat(found(new HasFlag(Flags.System.FLAGGED))).isEqualTo("2");
    }

    @Test
    void setsMustBeResolvedBefore() {
        assertThatThrownBy(() -> found(new Numbers(SequenceSet.of(1))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void textsHaveABound() throws Exception {
        folder.add("Subject: x\n\n" + "a".repeat(5_000) + "\n");
        SearchKey many = new InBody("a");
        for (int i = 1; i < Search.TEXTS_MAX; i++) {
            many = new Or(new Not(new InText("b" + i)), many);
        }
        assertThat(found(many)).isEqualTo("1");
        SearchKey tooMany = new And(List.of(many, new InBody("c")));
        assertThatThrownBy(() -> found(tooMany))
                .isInstanceOfSatisfying(
                        MailException.class,
                        failure -> assertThat(failure.reason()).isEqualTo(Reason.OVER_LIMIT));
        // Of a longer text only the beginning counts.
        assertThat(found(new InBody("a".repeat(4_096) + "z"))).isEqualTo("1");
        assertThat(found(new InBody("a".repeat(4_095) + "z"))).isEmpty();
    }

    /** Trees of keys against the meaning of and, or and not. */
    @Test
    void agreesWithTheNaiveWay() throws Exception {
        for (int i = 0; i < 40; i++) {
            Flags flags =
                    (i % 2 == 0 ? Flags.of(Flags.System.SEEN) : Flags.NONE)
                            .plus(i % 3 == 0 ? Flags.of(Flags.System.FLAGGED) : Flags.NONE);
            folder.add("Subject: s" + i % 5 + "\n\nbody " + i % 7 + "\n", flags);
        }
        Map<SearchKey, Function<Integer, Boolean>> leaves = new LinkedHashMap<>();
        leaves.put(new HasFlag(Flags.System.SEEN), i -> i % 2 == 0);
        leaves.put(new HasFlag(Flags.System.FLAGGED), i -> i % 3 == 0);
        leaves.put(new InEnvelope(EnvelopeField.SUBJECT, "S3"), i -> i % 5 == 3);
        leaves.put(new InBody("body 4"), i -> i % 7 == 4);
        leaves.put(new InText("s2"), i -> i % 5 == 2);
        leaves.put(new OneOf(NumberSet.range(50, 250)), i -> i >= 4 && i < 25);
        SplittableRandom random = new SplittableRandom(9051);
        for (int round = 0; round < 300; round++) {
            Node tree = tree(random, leaves, 4);
            int[] expected = IntStream.range(0, 40).filter(tree.meaning::apply).toArray();
            assertThat(find(tree.key, Extent.ALL).indexes())
                    .as(tree.key.toString())
                    .isEqualTo(expected);
            int first = random.nextInt(4);
            int last = random.nextInt(4);
            int[] some =
                    expected.length <= first + last
                            ? expected
                            : IntStream.concat(
                                            Arrays.stream(expected, 0, first),
                                            Arrays.stream(
                                                    expected,
                                                    expected.length - last,
                                                    expected.length))
                                    .toArray();
            assertThat(find(tree.key, new Extent(first, last)).indexes())
                    .as(first + " and " + last + " of " + tree.key)
                    .isEqualTo(some);
        }
    }

    private record Node(SearchKey key, Function<Integer, Boolean> meaning) {}

    private static Node tree(
            SplittableRandom random, Map<SearchKey, Function<Integer, Boolean>> leaves, int depth) {
        int choice = depth == 0 ? 3 : random.nextInt(5);
        if (choice >= 3) {
            var leaf = List.copyOf(leaves.entrySet()).get(random.nextInt(leaves.size()));
            return new Node(leaf.getKey(), leaf.getValue());
        }
        Node one = tree(random, leaves, depth - 1);
        if (choice == 0) {
            return new Node(new Not(one.key), i -> !one.meaning.apply(i));
        }
        Node other = tree(random, leaves, depth - 1);
        return choice == 1
                ? new Node(
                        new And(List.of(one.key, other.key)),
                        i -> one.meaning.apply(i) && other.meaning.apply(i))
                : new Node(
                        new Or(one.key, other.key),
                        i -> one.meaning.apply(i) || other.meaning.apply(i));
    }
}
