package mailstead.imap.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What each leniency forgives, that nothing else forgives it, and that it is told. */
final class LeniencyTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "EXTRA_SPACES|a  NOOP",
                "EXTRA_SPACES|a SELECT  x",
                "EXTRA_SPACES|a FETCH 1  (FLAGS)",
                "EXTRA_SPACES|a FETCH 1 (  FLAGS)",
                "EXTRA_SPACES|a FETCH 1 (FLAGS )",
                "EXTRA_SPACES|a FETCH 1 (FLAGS  UID)",
                "EXTRA_SPACES|a SEARCH (SEEN )",
                "EXTRA_SPACES|a STORE 1 FLAGS ( )",
                "EXTRA_SPACES|a LIST \"\" x  RETURN (CHILDREN)",
                "TRAILING_SPACES|a NOOP ",
                "TRAILING_SPACES|a SELECT x   ",
                "TRAILING_SPACES|a SEARCH SEEN ",
                "TRAILING_SPACES|a ENABLE CONDSTORE ",
                "TRAILING_SPACES|a STORE 1 FLAGS \\Seen ",
                "TRAILING_SPACES|a AUTHENTICATE PLAIN ",
                "TRAILING_SPACES|a UID FETCH 1 FLAGS ",
                "UNQUOTED_SPECIALS|a SELECT x%y",
                "UNQUOTED_SPECIALS|a SELECT x\\y",
                "UNQUOTED_SPECIALS|a LOGIN a*b c%d",
                "EIGHT_BIT_STRING|a SEARCH FROM \"é\"",
                "EIGHT_BIT_STRING|a LOGIN \"é\" x",
                "BARE_AMPERSAND|a SELECT \"Tom & Jerry\"",
                "BARE_AMPERSAND|a SELECT &AGEAYg-",
                "LOOSE_DATE|a APPEND x \"7-Feb-1994 21:52:25 -0800\" {1+}~a",
                "LOOSE_DATE|a APPEND x \"17-Feb-1994 21:52 -0800\" {1+}~a"
            })
    void forgives(Leniency leniency, String line) {
        String text = line.replace("~", "\r\n");
        Dialogue.Outcome lenient =
                new Dialogue(Limits.STANDARD, Set.of(leniency), Set.of()).feed(text);
        assertThat(lenient.command()).isNotInstanceOf(Command.Malformed.class);
        assertThat(lenient.bent()).containsExactly(leniency);
        Dialogue strict =
                new Dialogue(Limits.STANDARD, EnumSet.complementOf(EnumSet.of(leniency)), Set.of());
        assertThat(strict.command(text)).isInstanceOf(Command.Malformed.class);
    }

    @Test
    void readsMailboxesInUtf8() {
        Dialogue dialogue =
                new Dialogue(
                        Limits.STANDARD,
                        Set.of(Leniency.UTF8_MAILBOX, Leniency.EIGHT_BIT_STRING),
                        Set.of());
        Dialogue.Outcome outcome = dialogue.feed("a DELETE \"Entwürfe\"");
        assertThat(outcome.command()).isEqualTo(new Command.Delete(new MailboxName("Entwürfe")));
        assertThat(outcome.bent())
                .containsExactlyInAnyOrder(Leniency.UTF8_MAILBOX, Leniency.EIGHT_BIT_STRING);
        assertThat(Dialogue.strict().command("a DELETE {9+}\r\nEntwürfe"))
                .isInstanceOf(Command.Malformed.class);
    }

    @Test
    void bendsNothingWhenUtf8IsEnabled() {
        Dialogue.Outcome outcome =
                Dialogue.strict(Extension.UTF8_ACCEPT).feed("a DELETE \"Entwürfe &AGE-\"");
        assertThat(outcome.command())
                .isEqualTo(new Command.Delete(new MailboxName("Entwürfe &AGE-")));
        assertThat(outcome.bent()).isEmpty();
    }

    @Test
    void takesNamesOfTheFirstRevisionLiterallyWhereItMust() {
        assertThat(Dialogue.lenient().command("a SELECT \"Tom & Jerry\""))
                .isEqualTo(
                        new Command.Select(new MailboxName("Tom & Jerry"), SelectParameters.NONE));
    }
}
