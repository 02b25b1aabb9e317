package mailstead.imap.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
                "UNQUOTED_SPECIALS|a LOGIN é x",
                "WORD_OR_STRING|a ID (\"name\" x version 102.7.1)",
                "WORD_OR_STRING|a AUTHENTICATE \"PLAIN\"",
                "WORD_OR_STRING|a AUTHENTICATE \"PLAIN\" {4+}~AGEA",
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
    void takesUtf8InStringsBeforeItIsEnabled() {
        for (String text : List.of("a DELETE \"Entwürfe\"", "a DELETE {9+}\r\nEntwürfe")) {
            Dialogue.Outcome outcome = Dialogue.strict().feed(text);
            assertThat(outcome.command())
                    .isEqualTo(new Command.Delete(new MailboxName("Entwürfe")));
        }
        assertThat(Dialogue.read("a SEARCH FROM \"é\"")).isInstanceOf(Command.Search.class);
    }

    @Test
    void takesNothingElseBeyondAscii() {
        byte[] line = "a SEARCH FROM \"?\"\r\n".getBytes(StandardCharsets.US_ASCII);
        line[line.length - 4] = (byte) 0xE9;
        assertThat(Dialogue.lenient().feed(line).command()).isInstanceOf(Command.Malformed.class);
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
    void readsTheSameFromWordsAndStrings() {
        assertThat(Dialogue.lenient().command("a ID (name Mutt os NIL)"))
                .isEqualTo(new Command.Id(Map.of("name", "Mutt", "os", "")));
        assertThat(Dialogue.lenient().command("a AUTHENTICATE \"plain\" \"AGEA\""))
                .isEqualTo(new Command.Authenticate("PLAIN", Optional.of("AGEA")));
    }

    @Test
    void takesNamesOfTheFirstRevisionLiterallyWhereItMust() {
        assertThat(Dialogue.lenient().command("a SELECT \"Tom & Jerry\""))
                .isEqualTo(
                        new Command.Select(new MailboxName("Tom & Jerry"), SelectParameters.NONE));
    }
}
