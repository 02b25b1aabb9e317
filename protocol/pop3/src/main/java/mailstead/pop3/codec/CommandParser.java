package mailstead.pop3.codec;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Reads one command line (RFC 1939 section 3, RFC 2449 section 4): a pure function that no octets
 * can make throw.
 */
public final class CommandParser {

    /** RFC 2449 section 4, line end included; RFC 1939 section 3 had 47 without it. */
    public static final int LINE_OCTETS_MAX = 255;

    /** For AUTH with an initial response, as RFC 4954 section 4.3.1 has it, line end included. */
    public static final int AUTH_LINE_OCTETS_MAX = 12_288;

    private static final int LINE_END_OCTETS = 2;
    private static final int KEYWORD_OCTETS_MAX = 4;

    private CommandParser() {}

    /**
     * @param line without its line end
     */
    public static Command parse(byte[] line) {
        int space = indexOfSpace(line);
        String keyword = keyword(line, space);
        if (!keyword.equals("AUTH") && line.length + LINE_END_OCTETS > LINE_OCTETS_MAX) {
            return tooLong();
        }
        Optional<byte[]> rest =
                space < line.length
                        ? Optional.of(Arrays.copyOfRange(line, space + 1, line.length))
                        : Optional.empty();
        if (keyword.equals("PASS")) {
            return rest.<Command>map(Command.Pass::new)
                    .orElseGet(() -> malformed("PASS needs a password"));
        }
        Optional<String> text = rest.flatMap(CommandParser::utf8);
        if (rest.isPresent() && text.isEmpty()) {
            return malformed("not UTF-8 text without control characters");
        }
        return parse(keyword, text);
    }

    /** For a line that was longer than the reader takes. */
    public static Command tooLong() {
        return malformed("line is too long");
    }

    private static Command parse(String keyword, Optional<String> argument) {
        return switch (keyword) {
            case "USER" ->
                    argument.filter(name -> !name.isEmpty())
                            .<Command>map(Command.User::new)
                            .orElseGet(() -> malformed("USER needs a name"));
            case "AUTH" -> argument.map(CommandParser::auth).orElseGet(Command.AuthList::new);
            case "LANG" -> argument.map(CommandParser::lang).orElseGet(Command.LangList::new);
            case "LIST" -> perhapsNumbered(argument, Command.List::new);
            case "UIDL" -> perhapsNumbered(argument, Command.Uidl::new);
            case "RETR" -> numbered(argument, Command.Retr::new);
            case "DELE" -> numbered(argument, Command.Dele::new);
            case "TOP" -> top(argument);
            case "STLS" -> alone(argument, Command.Stls::new);
            case "CAPA" -> alone(argument, Command.Capa::new);
            case "UTF8" -> alone(argument, Command.Utf8::new);
            case "STAT" -> alone(argument, Command.Stat::new);
            case "NOOP" -> alone(argument, Command.Noop::new);
            case "RSET" -> alone(argument, Command.Rset::new);
            case "QUIT" -> alone(argument, Command.Quit::new);
            default -> malformed("unknown command");
        };
    }

    private static Command alone(Optional<String> argument, Supplier<Command> command) {
        return argument.isPresent() ? malformed("this command takes no argument") : command.get();
    }

    private static Command numbered(Optional<String> argument, Function<Integer, Command> command) {
        OptionalInt number = argument.map(CommandParser::number).orElseGet(OptionalInt::empty);
        return number.isPresent()
                ? command.apply(number.getAsInt())
                : malformed("this command needs a message number");
    }

    private static Command perhapsNumbered(
            Optional<String> argument, Function<OptionalInt, Command> command) {
        if (argument.isEmpty()) {
            return command.apply(OptionalInt.empty());
        }
        return numbered(argument, number -> command.apply(OptionalInt.of(number)));
    }

    private static Command top(Optional<String> argument) {
        String[] words = argument.orElse("").split(" ", -1);
        if (words.length == 2) {
            OptionalInt message = number(words[0]);
            OptionalInt lines = number(words[1]);
            if (message.isPresent() && lines.isPresent()) {
                return new Command.Top(message.getAsInt(), lines.getAsInt());
            }
        }
        return malformed("TOP needs a message number and a number of lines");
    }

    /** RFC 4422 section 3.1: mechanism names are upper case; the initial response is one word. */
    private static Command auth(String argument) {
        String[] words = argument.split(" ", -1);
        if (words.length > 2 || !isWord(words[0])) {
            return malformed("AUTH needs a mechanism and perhaps one response");
        }
        Optional<String> response = words.length == 2 ? Optional.of(words[1]) : Optional.empty();
        if (response.isPresent() && !isWord(response.get())) {
            return malformed("the initial response is not base64");
        }
        return new Command.Auth(upperCase(words[0]), response);
    }

    private static Command lang(String tag) {
        return isWord(tag) ? new Command.Lang(tag) : malformed("LANG needs one language tag");
    }

    /** One or more visible ASCII characters. */
    private static boolean isWord(String text) {
        return !text.isEmpty() && text.chars().allMatch(c -> c > ' ' && c < 127);
    }

    /**
     * Digits; what is beyond an {@code int} is taken for its largest value, which no mailbox
     * reaches.
     */
    private static OptionalInt number(String text) {
        if (text.isEmpty()) {
            return OptionalInt.empty();
        }
        long number = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return OptionalInt.empty();
            }
            number = Math.min(number * 10 + (c - '0'), Integer.MAX_VALUE);
        }
        return OptionalInt.of((int) number);
    }

    private static int indexOfSpace(byte[] line) {
        for (int i = 0; i < line.length; i++) {
            if (line[i] == ' ') {
                return i;
            }
        }
        return line.length;
    }

    /**
     * RFC 1939 section 3: three or four characters, in any case. Anything else is the empty
     * keyword.
     */
    private static String keyword(byte[] line, int length) {
        return length > KEYWORD_OCTETS_MAX
                ? ""
                : upperCase(new String(line, 0, length, StandardCharsets.ISO_8859_1));
    }

    private static String upperCase(String text) {
        StringBuilder folded = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            folded.append(c >= 'a' && c <= 'z' ? (char) (c - 32) : c);
        }
        return folded.toString();
    }

    private static Optional<String> utf8(byte[] octets) {
        try {
            String text =
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(octets)).toString();
            return text.chars().noneMatch(Character::isISOControl)
                    ? Optional.of(text)
                    : Optional.empty();
        } catch (CharacterCodingException _) {
            return Optional.empty();
        }
    }

    private static Command malformed(String why) {
        return new Command.Malformed(why);
    }
}
