package mailstead.smtp.codec;

import java.util.Optional;
import java.util.Set;
import mailstead.mail.Address;
import mailstead.mail.DomainName;

/**
 * Reads one path (RFC 5321 section 4.1.2, with the UTF-8 of RFC 6531 section 3.3) at the start of a
 * text and knows where it ended. Source routes are read and ignored (RFC 5321 appendix C). Confined
 * to one parse.
 */
final class PathReader {

    private final String text;
    private final Set<Leniency> allowed;
    private final Set<Leniency> used;
    private int position;

    PathReader(String text, Set<Leniency> allowed, Set<Leniency> used) {
        this.text = text;
        this.allowed = allowed;
        this.used = used;
    }

    /** What stands in the brackets. */
    sealed interface Path {
        record Empty() implements Path {}

        record Mailbox(Address address) implements Path {}

        /** A local part and no domain. */
        record Local(String localPart) implements Path {}

        record Literal() implements Path {}

        record Bad() implements Path {}
    }

    Path read() {
        Path path = path();
        boolean separate = position == text.length() || at(' ');
        return separate ? path : new Path.Bad();
    }

    private Path path() {
        if (at(' ') && allows(Leniency.SPACE_BEFORE_PATH)) {
            while (at(' ')) {
                position++;
            }
        }
        if (!at('<')) {
            return position < text.length() && allows(Leniency.PATH_WITHOUT_BRACKETS)
                    ? mailbox()
                    : new Path.Bad();
        }
        position++;
        if (at('>')) {
            position++;
            return new Path.Empty();
        }
        if (at('@') && !skipSourceRoute()) {
            return new Path.Bad();
        }
        Path path = mailbox();
        if (!at('>')) {
            return new Path.Bad();
        }
        position++;
        return path;
    }

    /** What follows the path: parameters, or nothing. */
    String rest() {
        return text.substring(position);
    }

    /** Whether the path itself held characters above 127. */
    boolean isInternational() {
        for (int i = 0; i < position; i++) {
            if (text.charAt(i) > 127) {
                return true;
            }
        }
        return false;
    }

    private Path mailbox() {
        Optional<String> localPart = at('"') ? quotedString() : dotString();
        if (localPart.isEmpty()) {
            return new Path.Bad();
        }
        if (!at('@')) {
            return new Path.Local(localPart.get());
        }
        position++;
        if (at('[')) {
            int end = text.indexOf(']', position);
            position = end < 0 ? position : end + 1;
            return end < 0 ? new Path.Bad() : new Path.Literal();
        }
        return Address.of(localPart.get(), untilEndOfDomain())
                .<Path>map(Path.Mailbox::new)
                .orElseGet(Path.Bad::new);
    }

    private boolean skipSourceRoute() {
        while (at('@')) {
            position++;
            if (DomainName.parse(untilEndOfDomain()).isEmpty()) {
                return false;
            }
            if (at(',')) {
                position++;
            }
        }
        if (!at(':')) {
            return false;
        }
        position++;
        return true;
    }

    private String untilEndOfDomain() {
        int start = position;
        while (position < text.length() && " <>,:@".indexOf(text.charAt(position)) < 0) {
            position++;
        }
        return text.substring(start, position);
    }

    private Optional<String> dotString() {
        int start = position;
        boolean wasDot = true;
        boolean loose = false;
        while (position < text.length() && isAtomOrDot(text.charAt(position))) {
            boolean isDot = text.charAt(position) == '.';
            loose |= isDot && wasDot;
            wasDot = isDot;
            position++;
        }
        loose |= wasDot;
        return position > start && (!loose || allows(Leniency.LOOSE_DOTS))
                ? Optional.of(text.substring(start, position))
                : Optional.empty();
    }

    private Optional<String> quotedString() {
        StringBuilder content = new StringBuilder();
        position++;
        while (position < text.length()) {
            char c = text.charAt(position++);
            if (c == '"') {
                return content.isEmpty() ? Optional.empty() : Optional.of(content.toString());
            }
            if (c == '\\') {
                if (position == text.length()) {
                    return Optional.empty();
                }
                c = text.charAt(position++);
            }
            content.append(c);
        }
        return Optional.empty();
    }

    private static boolean isAtomOrDot(char c) {
        return c > 127
                || c >= 'a' && c <= 'z'
                || c >= 'A' && c <= 'Z'
                || c >= '0' && c <= '9'
                || ".!#$%&'*+-/=?^_`{|}~".indexOf(c) >= 0;
    }

    private boolean at(char c) {
        return position < text.length() && text.charAt(position) == c;
    }

    private boolean allows(Leniency leniency) {
        if (allowed.contains(leniency)) {
            used.add(leniency);
            return true;
        }
        return false;
    }
}
