package mailstead.smtp.codec;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import mailstead.mail.ReversePath;
import mailstead.mail.queue.QueuedEnvelope.DsnReturn;
import mailstead.mail.queue.QueuedRecipient.Notify;
import mailstead.mail.queue.QueuedRecipient.OriginalRecipient;
import mailstead.smtp.codec.Command.Fault;
import mailstead.smtp.codec.Command.Malformed;

/**
 * Turns the octets of one command line, without its line end, into a {@link Command}. A pure
 * function: no input makes it throw. Immutable, shared.
 */
public final class CommandParser {

    /**
     * Longest command line with its line end. RFC 5321 section 4.5.3.1.4 asks for 512, and the
     * extensions we speak add up to 1,100 more (RFC 1870, 3461, 6531).
     */
    public static final int LINE_OCTETS_MAX = 4_096;

    /** RFC 4954 section 4.3.1: a command with an initial response may be longer. */
    public static final int AUTH_LINE_OCTETS_MAX = 12_288;

    /** RFC 4422 section 3.1: up to 20 characters. */
    private static final Pattern MECHANISM = Pattern.compile("[A-Za-z0-9_-]{1,20}");

    /**
     * RFC 1870 section 4: up to 20 digits; what does not fit into a long is as good as infinite.
     */
    private static final int SIZE_DIGITS_MAX = 20;

    /** RFC 3461 section 4.4. */
    private static final int ENVELOPE_ID_CHARACTERS_MAX = 100;

    private final Set<Leniency> allowed;
    private final Set<Extension> offered;

    public CommandParser(Set<Leniency> allowed, Set<Extension> offered) {
        this.allowed = Set.copyOf(allowed);
        this.offered = Set.copyOf(offered);
    }

    /**
     * @param bent which leniencies the line needed
     */
    public record Parsed(Command command, Set<Leniency> bent) {}

    public Parsed parse(byte[] line) {
        Set<Leniency> bent = EnumSet.noneOf(Leniency.class);
        Command command =
                decode(line)
                        .map(text -> command(text, bent))
                        .orElseGet(() -> new Malformed(Fault.FOREIGN_OCTETS));
        return new Parsed(command, bent);
    }

    private Command command(String line, Set<Leniency> bent) {
        String text =
                line.stripTrailing(); // RFC 5321 section 4.1.1: trailing white space is tolerated
        int space = text.indexOf(' ');
        String verb = space < 0 ? text : text.substring(0, space);
        String argument = space < 0 ? "" : text.substring(space + 1);
        return switch (verb.toUpperCase(Locale.ROOT)) {
            case "EHLO" -> hello(argument, Command.Ehlo::new, bent);
            case "HELO" -> hello(argument, Command.Helo::new, bent);
            case "LHLO" -> hello(argument, Command.Lhlo::new, bent);
            case "MAIL" -> mail(argument, bent);
            case "RCPT" -> rcpt(argument, bent);
            case "DATA" -> bare(argument, new Command.Data());
            case "BDAT" -> bdat(argument);
            case "RSET" -> bare(argument, new Command.Rset());
            case "NOOP" -> new Command.Noop();
            case "QUIT" -> bare(argument, new Command.Quit());
            case "VRFY" -> argument.isBlank() ? new Malformed(Fault.SYNTAX) : new Command.Vrfy();
            case "EXPN" -> argument.isBlank() ? new Malformed(Fault.SYNTAX) : new Command.Expn();
            case "HELP" -> new Command.Help();
            case "STARTTLS" -> bare(argument, new Command.StartTls());
            case "AUTH" ->
                    offered.contains(Extension.AUTH)
                            ? auth(argument)
                            : new Malformed(Fault.UNKNOWN_COMMAND);
            default -> new Malformed(Fault.UNKNOWN_COMMAND);
        };
    }

    private static Command bare(String argument, Command command) {
        return argument.isBlank() ? command : new Malformed(Fault.SYNTAX);
    }

    private Command hello(String argument, Function<String, Command> command, Set<Leniency> bent) {
        String name = argument.strip();
        if (name.isEmpty() || name.indexOf(' ') >= 0) {
            return new Malformed(Fault.SYNTAX);
        }
        if (!HelloName.isProper(name)) {
            if (!allowed.contains(Leniency.HELLO_NAME)) {
                return new Malformed(Fault.SYNTAX);
            }
            bent.add(Leniency.HELLO_NAME);
        }
        return command.apply(name);
    }

    /** RFC 4954 section 4. */
    private static Command auth(String argument) {
        String[] words = argument.strip().split(" +");
        if (words.length > 2 || !MECHANISM.matcher(words[0]).matches()) {
            return new Malformed(Fault.SYNTAX);
        }
        return new Command.Auth(
                words[0], words.length == 2 ? Optional.of(words[1]) : Optional.empty());
    }

    private Command mail(String argument, Set<Leniency> bent) {
        if (!startsWithIgnoringCase(argument, "FROM:")) {
            return new Malformed(Fault.SYNTAX);
        }
        PathReader reader = new PathReader(argument.substring(5), allowed, bent);
        return switch (reader.read()) {
            case PathReader.Path.Empty() -> mail(ReversePath.NULL, reader);
            case PathReader.Path.Mailbox(var address) ->
                    mail(new ReversePath.Sender(address), reader);
            case PathReader.Path.Local _ -> new Malformed(Fault.SENDER_WITHOUT_DOMAIN);
            case PathReader.Path.Literal() -> new Malformed(Fault.SENDER_LITERAL);
            case PathReader.Path.Bad() -> new Malformed(Fault.SENDER_SYNTAX);
        };
    }

    private Command mail(ReversePath from, PathReader reader) {
        long size = 0;
        boolean eightBit = false;
        boolean smtpUtf8 = false;
        Optional<DsnReturn> dsnReturn = Optional.empty();
        Optional<FutureRelease> release = Optional.empty();
        Optional<String> envelopeId = Optional.empty();
        Set<String> seen = new HashSet<>();
        for (String parameter : parameters(reader.rest())) {
            String keyword = keyword(parameter);
            String value = value(parameter);
            if (!seen.add(keyword)) {
                return new Malformed(Fault.PARAMETER_SYNTAX);
            }
            boolean valid;
            switch (keyword) {
                case "SIZE" -> {
                    valid = isDigits(value) && value.length() <= SIZE_DIGITS_MAX;
                    size = valid ? saturated(value) : 0;
                }
                case "BODY" -> {
                    eightBit = value.equalsIgnoreCase("8BITMIME");
                    valid = eightBit || value.equalsIgnoreCase("7BIT");
                }
                case "SMTPUTF8" -> {
                    smtpUtf8 = true;
                    valid = parameter.indexOf('=') < 0;
                }
                case "RET" -> {
                    dsnReturn = dsnReturn(value);
                    valid = dsnReturn.isPresent();
                }
                case "ENVID" -> {
                    envelopeId = Xtext.decode(value);
                    valid =
                            !value.isEmpty()
                                    && value.length() <= ENVELOPE_ID_CHARACTERS_MAX
                                    && envelopeId.isPresent();
                }
                case "AUTH" -> {
                    if (!offered.contains(Extension.AUTH)) {
                        return new Malformed(Fault.UNKNOWN_PARAMETER);
                    }
                    // RFC 4954 section 5: whoever trusts nobody behaves as for <>, and says so to
                    // nobody.
                    valid = Xtext.decode(value).isPresent() && !value.isEmpty();
                }
                case "HOLDFOR", "HOLDUNTIL" -> {
                    if (!offered.contains(Extension.FUTURERELEASE)) {
                        return new Malformed(Fault.UNKNOWN_PARAMETER);
                    }
                    boolean isFirst = release.isEmpty(); // RFC 4865 section 4: one of them
                    release =
                            keyword.equals("HOLDFOR")
                                    ? FutureRelease.after(value)
                                    : FutureRelease.at(value);
                    valid = isFirst && release.isPresent();
                }
                default -> {
                    return new Malformed(Fault.UNKNOWN_PARAMETER);
                }
            }
            if (!valid) {
                return new Malformed(Fault.PARAMETER_SYNTAX);
            }
        }
        if (reader.isInternational() && !smtpUtf8) {
            return new Malformed(Fault.NEEDS_SMTPUTF8);
        }
        return new Command.Mail(
                from, new MailParameters(size, eightBit, smtpUtf8, dsnReturn, envelopeId, release));
    }

    /** RFC 3461 section 4.3. */
    private static Optional<DsnReturn> dsnReturn(String value) {
        return switch (value.toUpperCase(Locale.ROOT)) {
            case "FULL" -> Optional.of(DsnReturn.FULL);
            case "HDRS" -> Optional.of(DsnReturn.HDRS);
            default -> Optional.empty();
        };
    }

    private Command rcpt(String argument, Set<Leniency> bent) {
        if (!startsWithIgnoringCase(argument, "TO:")) {
            return new Malformed(Fault.SYNTAX);
        }
        PathReader reader = new PathReader(argument.substring(3), allowed, bent);
        return switch (reader.read()) {
            case PathReader.Path.Mailbox(var address) ->
                    rcpt(new ForwardPath.Mailbox(address), reader);
            case PathReader.Path.Local(String name) ->
                    name.equalsIgnoreCase("postmaster")
                            ? rcpt(new ForwardPath.Postmaster(), reader)
                            : new Malformed(Fault.RECIPIENT_WITHOUT_DOMAIN);
            case PathReader.Path.Literal() -> new Malformed(Fault.RECIPIENT_LITERAL);
            case PathReader.Path.Empty(), PathReader.Path.Bad() ->
                    new Malformed(Fault.RECIPIENT_SYNTAX);
        };
    }

    private static Command rcpt(ForwardPath to, PathReader reader) {
        Optional<Set<Notify>> notify = Optional.of(Set.of());
        Optional<OriginalRecipient> original = Optional.empty();
        Set<String> seen = new HashSet<>();
        for (String parameter : parameters(reader.rest())) {
            String keyword = keyword(parameter);
            if (!seen.add(keyword)) {
                return new Malformed(Fault.PARAMETER_SYNTAX);
            }
            boolean valid;
            switch (keyword) {
                case "NOTIFY" -> {
                    notify = notify(value(parameter));
                    valid = notify.isPresent();
                }
                case "ORCPT" -> {
                    original = originalRecipient(value(parameter));
                    valid = original.isPresent();
                }
                default -> {
                    return new Malformed(Fault.UNKNOWN_PARAMETER);
                }
            }
            if (!valid) {
                return new Malformed(Fault.PARAMETER_SYNTAX);
            }
        }
        return new Command.Rcpt(
                to, new RcptParameters(notify.orElseThrow(), original), reader.isInternational());
    }

    /** RFC 3461 section 4.1. */
    private static Optional<Set<Notify>> notify(String value) {
        Set<Notify> wishes = EnumSet.noneOf(Notify.class);
        for (String word : value.split(",", -1)) {
            boolean isNew =
                    switch (word.toUpperCase(Locale.ROOT)) {
                        case "NEVER" -> wishes.add(Notify.NEVER);
                        case "SUCCESS" -> wishes.add(Notify.SUCCESS);
                        case "FAILURE" -> wishes.add(Notify.FAILURE);
                        case "DELAY" -> wishes.add(Notify.DELAY);
                        default -> false;
                    };
            if (!isNew) {
                return Optional.empty();
            }
        }
        return wishes.contains(Notify.NEVER) && wishes.size() > 1
                ? Optional.empty()
                : Optional.of(wishes);
    }

    /**
     * RFC 3461 section 4.2; for other types than rfc822 (RFC 6533 section 3) the text is kept as it
     * came.
     */
    private static Optional<OriginalRecipient> originalRecipient(String value) {
        int semicolon = value.indexOf(';');
        if (semicolon < 1 || semicolon == value.length() - 1) {
            return Optional.empty();
        }
        String type = value.substring(0, semicolon).toLowerCase(Locale.ROOT);
        String address = value.substring(semicolon + 1);
        return (type.equals("rfc822") ? Xtext.decode(address) : Optional.of(address))
                .map(plain -> new OriginalRecipient(type, plain));
    }

    /** RFC 3030 section 2. */
    private static Command bdat(String argument) {
        String text = argument.strip();
        int space = text.indexOf(' ');
        String size = space < 0 ? text : text.substring(0, space);
        String word = space < 0 ? "" : text.substring(space + 1).strip();
        boolean last = word.equalsIgnoreCase("LAST");
        // At most 18 digits: a larger chunk fits no counter, and none is ever sent.
        if (!isDigits(size) || size.length() > 18 || !last && !word.isEmpty()) {
            return new Malformed(Fault.BDAT_SYNTAX);
        }
        return new Command.Bdat(Long.parseLong(size), last);
    }

    private static String[] parameters(String rest) {
        String text = rest.strip();
        return text.isEmpty() ? new String[0] : text.split(" +");
    }

    private static String keyword(String parameter) {
        int equals = parameter.indexOf('=');
        return (equals < 0 ? parameter : parameter.substring(0, equals)).toUpperCase(Locale.ROOT);
    }

    private static String value(String parameter) {
        int equals = parameter.indexOf('=');
        return equals < 0 ? "" : parameter.substring(equals + 1);
    }

    private static boolean isDigits(String text) {
        if (text.isEmpty()) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }

    private static long saturated(String digits) {
        try {
            return Long.parseLong(digits);
        } catch (NumberFormatException _) {
            return Long.MAX_VALUE;
        }
    }

    private static boolean startsWithIgnoringCase(String text, String prefix) {
        return text.regionMatches(true, 0, prefix, 0, prefix.length());
    }

    /**
     * The line as text, or empty when it holds control characters or is not UTF-8 (RFC 6531 section
     * 3.3).
     */
    private static Optional<String> decode(byte[] line) {
        boolean ascii = true;
        for (byte octet : line) {
            if (octet >= 0 && octet < 32 || octet == 127) {
                return Optional.empty();
            }
            ascii &= octet >= 0;
        }
        if (ascii) {
            return Optional.of(new String(line, StandardCharsets.US_ASCII));
        }
        try {
            String text =
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(line)).toString();
            // C1 controls and Unicode's line separators are no part of any name either.
            return text.chars().anyMatch(c -> c >= 128 && c < 160 || c == 0x2028 || c == 0x2029)
                    ? Optional.empty()
                    : Optional.of(text);
        } catch (CharacterCodingException _) {
            return Optional.empty();
        }
    }
}
