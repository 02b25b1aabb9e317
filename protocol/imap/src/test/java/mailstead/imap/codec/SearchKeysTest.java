package mailstead.imap.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import mailstead.mail.folder.Flags;
import mailstead.mail.search.SearchKey;
import mailstead.mail.search.SearchKey.Comparison;
import mailstead.mail.search.SearchKey.DateKind;
import mailstead.mail.search.SearchKey.EnvelopeField;
import mailstead.mail.search.SequenceSet;
import mailstead.mail.search.SequenceSet.Range;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SearchKeysTest {

    private static final SearchKey SEEN = new SearchKey.HasFlag(Flags.System.SEEN);
    private static final LocalDate DATE = LocalDate.of(1994, 2, 1);

    private static Command read(String keys) {
        return Dialogue.read("a1 SEARCH " + keys);
    }

    private static SearchKey key(String keys) {
        return ((Command.Search) read(keys)).key();
    }

    private static Arguments row(String text, SearchKey key) {
        return Arguments.of(text, key);
    }

    private static SearchKey not(SearchKey key) {
        return new SearchKey.Not(key);
    }

    private static SearchKey has(Flags.System flag) {
        return new SearchKey.HasFlag(flag);
    }

    private static SearchKey on(DateKind kind, Comparison comparison) {
        return new SearchKey.OnDate(kind, comparison, DATE);
    }

    private static SequenceSet set(Range... ranges) {
        return new SequenceSet.Ranges(List.of(ranges));
    }

    static Stream<Arguments> keys() {
        return Stream.of(
                row("ALL", new SearchKey.All()),
                row("answered", has(Flags.System.ANSWERED)),
                row("DELETED", has(Flags.System.DELETED)),
                row("DRAFT", has(Flags.System.DRAFT)),
                row("FLAGGED", has(Flags.System.FLAGGED)),
                row("SEEN", SEEN),
                row("UNANSWERED", not(has(Flags.System.ANSWERED))),
                row("UNDELETED", not(has(Flags.System.DELETED))),
                row("UNDRAFT", not(has(Flags.System.DRAFT))),
                row("UNFLAGGED", not(has(Flags.System.FLAGGED))),
                row("UNSEEN", not(SEEN)),
                row("RECENT", new SearchKey.Recent()),
                row("OLD", not(new SearchKey.Recent())),
                row("NEW", new SearchKey.And(List.of(new SearchKey.Recent(), not(SEEN)))),
                row("KEYWORD $Junk", new SearchKey.HasKeyword("$Junk")),
                row("UNKEYWORD x", not(new SearchKey.HasKeyword("x"))),
                row("BCC x", new SearchKey.InEnvelope(EnvelopeField.BCC, "x")),
                row("CC \"x y\"", new SearchKey.InEnvelope(EnvelopeField.CC, "x y")),
                row("FROM \"\"", new SearchKey.InEnvelope(EnvelopeField.FROM, "")),
                row("SUBJECT {2+}\r\nab", new SearchKey.InEnvelope(EnvelopeField.SUBJECT, "ab")),
                row("TO x", new SearchKey.InEnvelope(EnvelopeField.TO, "x")),
                row("BODY x", new SearchKey.InBody("x")),
                row("TEXT x", new SearchKey.InText("x")),
                row("HEADER Message-ID <a@b>", new SearchKey.Header("Message-ID", "<a@b>")),
                row("HEADER X-Y \"\"", new SearchKey.Header("X-Y", "")),
                row("BEFORE 1-Feb-1994", on(DateKind.RECEIVED, Comparison.BEFORE)),
                row("ON \"01-feb-1994\"", on(DateKind.RECEIVED, Comparison.ON)),
                row("SINCE 01-FEB-1994", on(DateKind.RECEIVED, Comparison.SINCE)),
                row("SENTBEFORE 1-Feb-1994", on(DateKind.SENT, Comparison.BEFORE)),
                row("SENTON 1-Feb-1994", on(DateKind.SENT, Comparison.ON)),
                row("SENTSINCE 1-Feb-1994", on(DateKind.SENT, Comparison.SINCE)),
                row("SAVEDBEFORE 1-Feb-1994", on(DateKind.SAVED, Comparison.BEFORE)),
                row("SAVEDON 1-Feb-1994", on(DateKind.SAVED, Comparison.ON)),
                row("SAVEDSINCE 1-Feb-1994", on(DateKind.SAVED, Comparison.SINCE)),
                row("SAVEDATESUPPORTED", new SearchKey.SaveDateSupported()),
                row("LARGER 0", new SearchKey.Larger(0)),
                row("SMALLER 9223372036854775807", new SearchKey.Smaller(Long.MAX_VALUE)),
                row("OLDER 3600", new SearchKey.Older(3600)),
                row("YOUNGER 1", new SearchKey.Younger(1)),
                row("MODSEQ 620162338", new SearchKey.ModSeq(620162338)),
                row("MODSEQ \"/flags/\\\\draft\" all 620162338", new SearchKey.ModSeq(620162338)),
                row("EMAILID M6d99", new SearchKey.EmailId("M6d99")),
                row("THREADID T1", new SearchKey.ThreadId("T1")),
                row("UID 1:*", new SearchKey.Uids(set(new Range(1, Range.STAR)))),
                row("UID $", new SearchKey.Uids(new SequenceSet.Saved())),
                row("$", new SearchKey.Numbers(new SequenceSet.Saved())),
                row("*", new SearchKey.Numbers(set(new Range(Range.STAR, Range.STAR)))),
                row(
                        "2,4:7,*:9",
                        new SearchKey.Numbers(
                                set(new Range(2, 2), new Range(4, 7), new Range(Range.STAR, 9)))),
                row("NOT SEEN", not(SEEN)),
                row("NOT NOT SEEN", not(not(SEEN))),
                row("OR SEEN NOT ALL", new SearchKey.Or(SEEN, not(new SearchKey.All()))),
                row("(SEEN)", SEEN),
                row("(SEEN ALL)", new SearchKey.And(List.of(SEEN, new SearchKey.All()))),
                row(
                        "SEEN (OR ALL (SEEN 1)) $",
                        new SearchKey.And(
                                List.of(
                                        SEEN,
                                        new SearchKey.Or(
                                                new SearchKey.All(),
                                                new SearchKey.And(
                                                        List.of(
                                                                SEEN,
                                                                new SearchKey.Numbers(
                                                                        SequenceSet.of(1))))),
                                        new SearchKey.Numbers(new SequenceSet.Saved())))));
    }

    @ParameterizedTest
    @MethodSource("keys")
    void reads(String text, SearchKey key) {
        assertThat(key(text)).isEqualTo(key);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "FOO",
                "SEEN ",
                "SEEN  ALL",
                "SEENX",
                "()",
                "(SEEN",
                "SEEN)",
                "(SEEN))",
                "( SEEN)",
                "NOT",
                "OR SEEN",
                "OR",
                "KEYWORD",
                "KEYWORD \\Seen",
                "FROM",
                "FROM (x)",
                "FROM \"x",
                "HEADER X",
                "HEADER é x",
                "BEFORE",
                "BEFORE 1994-02-01",
                "BEFORE 32-Jan-1994",
                "BEFORE 0-Jan-1994",
                "BEFORE 29-Feb-2023",
                "BEFORE 1-Foo-1994",
                "BEFORE 1-anf-1994",
                "BEFORE 1-Feb-94",
                "BEFORE 1-Feb-",
                "BEFORE 1-Fe",
                "BEFORE \"1-Feb-1994",
                "BEFORE 111-Feb-1994",
                "LARGER",
                "LARGER -1",
                "LARGER 9223372036854775808",
                "OLDER 0",
                "YOUNGER 4294967296",
                "MODSEQ",
                "MODSEQ \"/flags/x\" 5",
                "MODSEQ \"/flags/x\" foo 5",
                "EMAILID",
                "EMAILID \"\"",
                "UID",
                "UID x",
                "UID 0",
                "1:",
                "0",
                "1,$",
                "CHARSET",
                "CHARSET UTF-8",
                "ALL CHARSET UTF-8",
                "RETURN (MIN)"
            })
    void callsTheRestMalformed(String keys) {
        assertThat(read(keys)).isInstanceOf(Command.Malformed.class);
    }

    @Test
    void decodesEveryCharset() {
        String text = "Zoë";
        for (String name : List.of("UTF-8", "iso-8859-1", "windows-1252", "cp500")) {
            byte[] octets = text.getBytes(Charset.forName(name));
            byte[] head =
                    ("a1 SEARCH CHARSET " + name + " TEXT {" + octets.length + "+}\r\n")
                            .getBytes(StandardCharsets.US_ASCII);
            byte[] line = new byte[head.length + octets.length + 2];
            System.arraycopy(head, 0, line, 0, head.length);
            System.arraycopy(octets, 0, line, head.length, octets.length);
            line[line.length - 2] = '\r';
            line[line.length - 1] = '\n';
            assertThat(((Command.Search) Dialogue.strict().feed(line).command()).key())
                    .isEqualTo(new SearchKey.InText(text));
        }
    }

    @Test
    void refusesOctetsThatAreNoText() {
        byte[] line =
                "a1 SEARCH CHARSET UTF-8 TEXT {1+}\r\n?\r\n".getBytes(StandardCharsets.US_ASCII);
        line[line.length - 3] = (byte) 0xFF;
        assertThat(Dialogue.lenient().feed(line).command()).isInstanceOf(Command.Malformed.class);
        assertThat(Dialogue.lenient().command("a1 SEARCH CHARSET US-ASCII TEXT {2+}\r\né"))
                .isInstanceOf(Command.Malformed.class);
    }

    @Test
    void survivesAnyOctetsInAnyCharset() {
        Random random = new Random(5);
        for (String charset : Charset.availableCharsets().keySet()) {
            for (int round = 0; round < 3; round++) {
                byte[] octets = new byte[random.nextInt(20)];
                random.nextBytes(octets);
                Optional<String> text = Octets.text(octets, Charset.forName(charset));
                assertThat(text.orElse("").length()).as(charset).isLessThan(200);
            }
            assertThat(read("CHARSET " + charset + " ALL"))
                    .as(charset)
                    .isInstanceOf(Command.Search.class);
        }
    }

    @Test
    void takesUtf8WithoutACharset() {
        assertThat(((Command.Search) Dialogue.read("a1 SEARCH TEXT {2+}\r\né")).key())
                .isEqualTo(new SearchKey.InText("é"));
    }

    @Test
    void bindsDepthAndNumber() {
        int depth = SearchParser.DEPTH_MAX - 1;
        assertThat(read("NOT ".repeat(depth) + "ALL")).isInstanceOf(Command.Search.class);
        assertThat(read("NOT ".repeat(depth + 1) + "ALL")).isInstanceOf(Command.Malformed.class);
        assertThat(read("(".repeat(depth + 1) + "ALL" + ")".repeat(depth + 1)))
                .isInstanceOf(Command.Malformed.class);
        assertThat(read("OR ALL ".repeat(depth + 1) + "ALL")).isInstanceOf(Command.Malformed.class);
        assertThat(read("(".repeat(60_000))).isInstanceOf(Command.Malformed.class);
        assertThat(read("ALL ".repeat(SearchParser.KEYS_MAX - 1) + "ALL"))
                .isInstanceOf(Command.Search.class);
        assertThat(read("ALL ".repeat(SearchParser.KEYS_MAX) + "ALL"))
                .isInstanceOf(Command.Malformed.class);
    }
}
