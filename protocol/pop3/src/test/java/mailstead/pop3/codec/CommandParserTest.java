package mailstead.pop3.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CommandParserTest {

    private static Command parse(String line) {
        return CommandParser.parse(line.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void readsCommandsInAnyCase() {
        assertThat(parse("stat")).isEqualTo(new Command.Stat());
        assertThat(parse("QuIt")).isEqualTo(new Command.Quit());
        assertThat(parse("USER tevie the dairyman"))
                .isEqualTo(new Command.User("tevie the dairyman"));
        assertThat(parse("USER tévié")).isEqualTo(new Command.User("tévié"));
        assertThat(parse("LIST")).isEqualTo(new Command.List(OptionalInt.empty()));
        assertThat(parse("LIST 007")).isEqualTo(new Command.List(OptionalInt.of(7)));
        assertThat(parse("UIDL 2147483648"))
                .isEqualTo(new Command.Uidl(OptionalInt.of(Integer.MAX_VALUE)));
        assertThat(parse("TOP 3 0")).isEqualTo(new Command.Top(3, 0));
        assertThat(parse("AUTH")).isEqualTo(new Command.AuthList());
        assertThat(parse("auth plain =")).isEqualTo(new Command.Auth("PLAIN", Optional.of("=")));
        assertThat(parse("LANG")).isEqualTo(new Command.LangList());
        assertThat(parse("LANG *")).isEqualTo(new Command.Lang("*"));
    }

    @Test
    void takesThePasswordAsItIsAndHidesIt() {
        Command.Pass pass = (Command.Pass) parse("PASS  two  words ");
        assertThat(new String(pass.password(), StandardCharsets.UTF_8)).isEqualTo(" two  words ");
        assertThat(pass.toString()).isEqualTo("Pass[hidden]");
        assertThat(parse("AUTH PLAIN c2VjcmV0").toString()).doesNotContain("c2VjcmV0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "STATS",
                "STAT ",
                "STAT 1",
                " STAT",
                "USER",
                "USER ",
                "PASS",
                "RETR",
                "RETR ",
                "RETR one",
                "RETR 1 2",
                "RETR -1",
                "RETR +1",
                "RETR １",
                "TOP 1",
                "TOP  1 2",
                "TOP 1 2 3",
                "AUTH PLAIN a b",
                "AUTH ",
                "LANG ",
                "LANG en us",
                "USER a\u0000b",
                "NOOP\t",
                "QUIT\u0000",
                "ſtat"
            })
    void callsTheRestMalformed(String line) {
        assertThat(parse(line)).isInstanceOf(Command.Malformed.class);
    }

    @Test
    void boundsLines() {
        String longest = "USER " + "x".repeat(CommandParser.LINE_OCTETS_MAX - 2 - "USER ".length());
        assertThat(parse(longest)).isInstanceOf(Command.User.class);
        assertThat(parse(longest + "x")).isEqualTo(CommandParser.tooLong());
        assertThat(parse("PASS " + "x".repeat(300))).isEqualTo(CommandParser.tooLong());
        assertThat(parse("AUTH PLAIN " + "x".repeat(300))).isInstanceOf(Command.Auth.class);
    }

    @Test
    void noOctetsMakeItThrow() {
        Random random = new Random(1939);
        String[] starts = {"", "USER ", "PASS ", "TOP ", "LIST ", "AUTH ", "LANG ", "RETR "};
        for (int round = 0; round < 50_000; round++) {
            byte[] start =
                    starts[random.nextInt(starts.length)].getBytes(StandardCharsets.US_ASCII);
            byte[] line = new byte[start.length + random.nextInt(20)];
            random.nextBytes(line);
            if (random.nextBoolean()) {
                for (int i = 0; i < line.length; i++) {
                    line[i] = (byte) "0123456789 \u0000=*aZ".charAt(random.nextInt(16));
                }
            }
            System.arraycopy(start, 0, line, 0, start.length);
            assertThat(CommandParser.parse(line)).isNotNull();
        }
    }
}
