package mailstead.node.config;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import mailstead.directory.ldap.Preset;
import mailstead.mail.Address;
import mailstead.mail.ByteSize;
import mailstead.mail.DomainName;

/** The kinds of scalars in the configuration file. Immutable. */
final class Kinds {

    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})\\s*(ms|s|m|h|d)");

    private static final int LOGIN_CHARACTERS_MAX = 128;

    /** PostgreSQL's own port. */
    private static final int POSTGRESQL = 5432;

    static final Shape.Value FLAG =
            new Shape.Value(
                    "true or false",
                    text ->
                            switch (text) {
                                case "true" -> true;
                                case "false" -> false;
                                default -> throw new IllegalArgumentException();
                            });

    static final Shape.Value SIZE =
            new Shape.Value(
                    "a size such as 25MiB",
                    text -> ByteSize.parse(text).orElseThrow(IllegalArgumentException::new));

    static final Shape.Value HOST =
            new Shape.Value(
                    "a host name",
                    text ->
                            DomainName.parse(text)
                                    .orElseThrow(IllegalArgumentException::new)
                                    .ascii());

    static final Shape.Value MAIL_ADDRESS =
            new Shape.Value(
                    "a mail address",
                    text ->
                            Address.parse(text)
                                    .orElseThrow(IllegalArgumentException::new)
                                    .folded());

    static final Shape.Value SOCKET =
            new Shape.Value(
                    "an address and port such as 192.0.2.1:25, [::1]:25 or *:25", Kinds::socket);

    static final Shape.Value SERVER =
            new Shape.Value(
                    "a server such as db-1.example.net, 192.0.2.1:5432 or [::1]:5432",
                    Kinds::server);

    /** What PostgreSQL takes for a name, and nobody must quote. */
    static final Shape.Value DATABASE_NAME =
            new Shape.Value(
                    "1 to 63 of A-Z a-z 0-9 _ . -",
                    text -> {
                        if (!text.matches("[A-Za-z0-9_.-]{1,63}")) {
                            throw new IllegalArgumentException();
                        }
                        return text;
                    });

    static final Shape.Value HTTPS =
            new Shape.Value(
                    "an address such as https://publisher.example.net:8443/directory",
                    Kinds::https);

    static final Shape.Value PIN =
            new Shape.Value(
                    "32 octets in base64",
                    text -> {
                        if (Base64.getDecoder().decode(text).length != 32) {
                            throw new IllegalArgumentException();
                        }
                        return text;
                    });

    static final Shape.Value LDAP_URL =
            new Shape.Value(
                    "a URL such as ldap://ldap-1.example.net or ldaps://ldap-2.example.net:636",
                    Kinds::ldapUrl);

    /** By the names that their schemas have. */
    static final Shape.Value LDAP_PRESET =
            new Shape.Value(
                    "one of "
                            + Arrays.stream(Preset.values())
                                    .map(Preset::word)
                                    .collect(Collectors.joining(", ")),
                    text ->
                            Arrays.stream(Preset.values())
                                    .filter(preset -> preset.word().equals(text))
                                    .findFirst()
                                    .orElseThrow(IllegalArgumentException::new));

    static final Shape.Value DOMAIN =
            new Shape.Value(
                    "a domain",
                    text -> DomainName.parse(text).orElseThrow(IllegalArgumentException::new));

    static final Shape.Value TEXT =
            new Shape.Value(
                    "a text of at most 1000 characters",
                    text -> {
                        if (text.isBlank()
                                || text.length() > 1000
                                || text.chars().anyMatch(Character::isISOControl)) {
                            throw new IllegalArgumentException();
                        }
                        return text;
                    });

    /** As it stands in other programs' data: never relative to our own folder. */
    static final Shape.Value ABSOLUTE_PATH =
            new Shape.Value(
                    "an absolute path",
                    text -> {
                        if (!text.startsWith("/") || text.indexOf('\0') >= 0) {
                            throw new IllegalArgumentException();
                        }
                        return Path.of(text).normalize().toString();
                    });

    static final Shape.Value NETWORK =
            new Shape.Value("a network such as 192.0.2.0/24 or 2001:db8::/32", Kinds::network);

    /** A number of days, or {@code never}. */
    static final Shape.Value DAYS_OR_NEVER =
            new Shape.Value(
                    "a number of days, or never",
                    text ->
                            text.equals("never")
                                    ? OptionalInt.empty()
                                    : OptionalInt.of((Integer) number(text, 0, 36_500)));

    /** Each character is one; none is allowed too. */
    static final Shape.Value DELIMITERS =
            new Shape.Value(
                    "some of the characters + - _ . = # ~, or none",
                    text -> {
                        if (!text.matches("none|[-+_.=#~]{1,7}")) {
                            throw new IllegalArgumentException();
                        }
                        return text.equals("none") ? "" : text;
                    });

    /** What somebody else's program calls something: no spaces, nothing that JSON would escape. */
    static final Shape.Value WORD =
            new Shape.Value(
                    "1 to 200 printable characters without spaces",
                    text -> {
                        if (!text.matches("[\\x21\\x23-\\x5b\\x5d-\\x7e]{1,200}")) {
                            throw new IllegalArgumentException();
                        }
                        return text;
                    });

    /** In the clear only on this machine. */
    static final Shape.Value WEB_ADDRESS =
            new Shape.Value("an address such as https://id.example.net/keys", Kinds::webAddress);

    /** In lower case, as the directory keeps them. */
    static final Shape.Value LOGIN =
            new Shape.Value(
                    "a log-in name",
                    text -> {
                        boolean isOne =
                                !text.isEmpty()
                                        && text.length() <= LOGIN_CHARACTERS_MAX
                                        && text.chars()
                                                .noneMatch(c ->
                                                        Character.isWhitespace(c)
                                                                || Character.isISOControl(c));
                        if (!isOne) {
                            throw new IllegalArgumentException();
                        }
                        return asciiLowerCase(text);
                    });

    private Kinds() {}

    private static Object webAddress(String text) {
        URI address = URI.create(text);
        String host = address.getHost();
        boolean isHere = host != null && host.matches("localhost|127\\.0\\.0\\.1|\\[::1]");
        boolean isSafe =
                "https".equals(address.getScheme()) || "http".equals(address.getScheme()) && isHere;
        if (host == null
                || !isSafe
                || address.getUserInfo() != null
                || address.getFragment() != null) {
            throw new IllegalArgumentException();
        }
        return address;
    }

    private static String asciiLowerCase(String text) {
        StringBuilder lower = new StringBuilder(text);
        for (int i = 0; i < lower.length(); i++) {
            char c = lower.charAt(i);
            if (c >= 'A' && c <= 'Z') {
                lower.setCharAt(i, (char) (c + ('a' - 'A')));
            }
        }
        return lower.toString();
    }

    /** A path; relative ones begin at {@code base}. */
    static Shape.Value path(Path base) {
        return new Shape.Value(
                "a path",
                text -> {
                    if (text.isBlank() || text.indexOf('\0') >= 0) {
                        throw new IllegalArgumentException();
                    }
                    return base.resolve(text).normalize();
                });
    }

    static Shape.Value count(int least, int most) {
        return new Shape.Value(
                "a whole number from " + least + " to " + most, text -> number(text, least, most));
    }

    static Shape.Value duration(Duration least, Duration most) {
        return new Shape.Value(
                "a duration such as 30s, from " + written(least) + " to " + written(most),
                text -> {
                    Duration duration = duration(text);
                    if (duration.compareTo(least) < 0 || duration.compareTo(most) > 0) {
                        throw new IllegalArgumentException();
                    }
                    return duration;
                });
    }

    static Shape.Value wholeSeconds(Duration most) {
        return new Shape.Value(
                "a duration in whole seconds such as 30s, up to " + written(most),
                text -> {
                    Duration duration = duration(text);
                    if (duration.compareTo(most) > 0 || duration.toMillisPart() != 0) {
                        throw new IllegalArgumentException();
                    }
                    return duration;
                });
    }

    static <E extends Enum<E>> Shape.Value choice(Class<E> type) {
        List<String> words = Arrays.stream(type.getEnumConstants()).map(Kinds::word).toList();
        return new Shape.Value(
                "one of " + String.join(", ", words),
                text -> {
                    for (E constant : type.getEnumConstants()) {
                        if (word(constant).equals(text)) {
                            return constant;
                        }
                    }
                    throw new IllegalArgumentException();
                });
    }

    /** {@code 90s}, {@code 2m}: the largest unit that needs no fraction. */
    static String written(Duration duration) {
        long millis = duration.toMillis();
        long[] units = {86_400_000, 3_600_000, 60_000, 1000};
        String[] names = {"d", "h", "m", "s"};
        for (int i = 0; i < units.length; i++) {
            if (millis % units[i] == 0 && millis > 0) {
                return millis / units[i] + names[i];
            }
        }
        return millis == 0 ? "0s" : millis + "ms";
    }

    /** As it stands in the file: {@code HELLO_NAME} is {@code hello-name}. */
    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static Object number(String text, int least, int most) {
        if (!text.matches("\\d{1,9}")) {
            throw new IllegalArgumentException();
        }
        int number = Integer.parseInt(text);
        if (number < least || number > most) {
            throw new IllegalArgumentException();
        }
        return number;
    }

    private static Duration duration(String text) {
        Matcher matcher = DURATION.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(text.matches("\\d+") ? "the unit is missing" : null);
        }
        long count = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(count);
            case "s" -> Duration.ofSeconds(count);
            case "m" -> Duration.ofMinutes(count);
            case "h" -> Duration.ofHours(count);
            default -> Duration.ofDays(count);
        };
    }

    private static Object socket(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 1) {
            throw new IllegalArgumentException("the port is missing");
        }
        String host = text.substring(0, colon);
        int port = (Integer) number(text.substring(colon + 1), 0, 65_535);
        if (host.equals("*")) {
            // Both families, or IPv4 alone on a host that has no other.
            return new InetSocketAddress(port);
        }
        if (host.equals("localhost")) {
            return new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port);
        }
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        if (!bracketed && host.indexOf(':') >= 0) {
            throw new IllegalArgumentException("an IPv6 address stands in brackets");
        }
        String literal = bracketed ? host.substring(1, host.length() - 1) : host;
        return new InetSocketAddress(InetAddress.ofLiteral(literal), port);
    }

    private static Object server(String text) {
        int colon = text.lastIndexOf(':');
        boolean hasPort = colon >= 0 && !text.endsWith("]");
        String host = hasPort ? text.substring(0, colon) : text;
        int port = hasPort ? (Integer) number(text.substring(colon + 1), 1, 65_535) : POSTGRESQL;
        if (host.startsWith("[") && host.endsWith("]")) {
            String literal = host.substring(1, host.length() - 1);
            return InetSocketAddress.createUnresolved(
                    InetAddress.ofLiteral(literal).getHostAddress(), port);
        }
        if (host.indexOf(':') >= 0) {
            throw new IllegalArgumentException("an IPv6 address stands in brackets");
        }
        boolean isAddress = host.matches("[0-9.]+");
        String name =
                isAddress
                        ? InetAddress.ofLiteral(host).getHostAddress()
                        : DomainName.parse(host).orElseThrow(IllegalArgumentException::new).ascii();
        return InetSocketAddress.createUnresolved(name, port);
    }

    private static Object https(String text) {
        URI uri = URI.create(text);
        boolean isPlain =
                "https".equals(uri.getScheme())
                        && uri.getHost() != null
                        && uri.getUserInfo() == null
                        && uri.getQuery() == null
                        && uri.getFragment() == null;
        if (!isPlain) {
            throw new IllegalArgumentException();
        }
        return uri;
    }

    private static Object ldapUrl(String text) {
        try {
            URI url = new URI(text);
            boolean isServer =
                    url.getHost() != null
                            && ("ldap".equals(url.getScheme()) || "ldaps".equals(url.getScheme()))
                            && (url.getPath().isEmpty() || url.getPath().equals("/"))
                            && url.getQuery() == null
                            && url.getUserInfo() == null
                            && url.getPort() <= 65_535
                            && url.getPort() != 0;
            if (isServer) {
                return url;
            }
        } catch (URISyntaxException malformed) {
            throw new IllegalArgumentException(malformed);
        }
        throw new IllegalArgumentException();
    }

    private static Object network(String text) {
        int slash = text.indexOf('/');
        InetAddress address = InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash));
        if (slash >= 0) {
            number(text.substring(slash + 1), 0, address.getAddress().length * 8);
        }
        return text;
    }
}
