package mailstead.service.text;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 5256 section 2.1, worked out by hand from its grammar. */
class BaseSubjectTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            textBlock =
                    """
                    hello|hello|false
                    |''|false
                     hello |hello|false
                    a  b\t c|a b c|false
                    Re: hello|hello|true
                    RE:hello|hello|true
                    re : re: hello|hello|true
                    Re[2]: hello|hello|true
                    Re [2] : hello|hello|true
                    Re[a][b]: hello|Re[a][b]: hello|false
                    Fw: hello|hello|true
                    fwd: hello|hello|true
                    Fwdd: hello|Fwdd: hello|false
                    Forward: hello|Forward: hello|false
                    AW: hello|AW: hello|false
                    reply|reply|false
                    Re hello|Re hello|false
                    hello (fwd)|hello|true
                    hello (FWD) (fwd) |hello|true
                    hello (fwd) x|hello (fwd) x|false
                    (fwd)|''|true
                    [list] hello|hello|false
                    [list][a] hello|hello|false
                    [list] Re: hello|hello|true
                    [a] [b] Re: [c] hello|hello|true
                    [list]|[list]|false
                    [list][a]|[a]|false
                    Re: [list]|[list]|true
                    [[a]] hello|[[a]] hello|false
                    [a hello|[a hello|false
                    [fwd: hello]|hello|true
                    [Fwd: Re: hello (fwd)]|hello|true
                    Re: [fwd: [fwd: hello]]|hello|true
                    [fwd: hello] (fwd)|hello|true
                    [fwd: hello|[fwd: hello|false
                    [fwd:]|''|true
                    [fwd: ]|''|true
                    [x] [fwd: [y] hello]|hello|true
                    Re:|''|true
                    Re: Re:|''|true
                    :|:|false
                    []hello|hello|false
                    []|[]|false
                    """)
    void isWhatTheGrammarSays(String subject, String base, boolean isReply) {
        assertThat(BaseSubject.of(subject == null ? "" : subject))
                .isEqualTo(new BaseSubject(base.equals("''") ? "" : base, isReply));
    }

    @ParameterizedTest
    @ValueSource(strings = {"re: ", "[a]", "[a] ", "[", "re[", "[fwd:", "(fwd)", "]", " ", "re["})
    @Timeout(value = 90, unit = SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void takesNoLongerForHostileOnes(String piece) {
        String many = piece.repeat(500_000 / piece.length());
        assertThat(BaseSubject.of(many).text().length()).isLessThanOrEqualTo(many.length());
        assertThat(BaseSubject.of(many + "x").text()).endsWith("x");
        assertThat(BaseSubject.of(many + "]".repeat(100_000)).text()).isNotNull();
    }

    @Test
    void isItsOwnBase() {
        SplittableRandom random = new SplittableRandom(5256);
        String[] pieces = {"re", ":", " ", "[", "]", "x", "(fwd)", "[fwd:", "fw", "d", "[a]"};
        for (int round = 0; round < 20_000; round++) {
            StringBuilder subject = new StringBuilder();
            for (int i = random.nextInt(8); i >= 0; i--) {
                subject.append(pieces[random.nextInt(pieces.length)]);
            }
            BaseSubject once = BaseSubject.of(subject.toString());
            BaseSubject twice = BaseSubject.of(once.text());
            assertThat(twice.text()).as(subject.toString()).isEqualTo(once.text());
            assertThat(twice.isReply()).as(subject.toString()).isFalse();
            assertThat(NaiveBaseSubject.of(subject.toString()))
                    .as(subject.toString())
                    .isEqualTo(once);
        }
    }
}
