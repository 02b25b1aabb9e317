package mailstead.mail.mime;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Reads {@code value; name=value; name*0="..."} (RFC 2045 section 5.1, RFC 2231) out of an unfolded
 * field value: comments, missing semicolons and quotes, and unquoted values with spaces are put up
 * with. Goes over the octets at most twice. Confined to its user.
 */
final class ParameterReader {

    private static final int TOKEN_OCTETS_MAX = 255;

    /** Pieces of one continued parameter have numbers below this. */
    private static final int PIECE_NUMBER_DIGITS_MAX = 4;

    /**
     * One {@code name=value} as it stands there.
     *
     * @param number of a continuation; -1 if it is none
     */
    private record Piece(String name, int number, boolean extended, RawText value) {}

    private final byte[] octets;
    private int at;

    ParameterReader(RawText value) {
        octets = value.array();
    }

    /** Reads a token at the cursor, of which the beginning counts; empty if there is none. */
    String token() {
        skipSpaceAndComments();
        int start = at;
        while (at < octets.length && Ascii.isTokenCharacter(octets[at])) {
            at++;
        }
        return GuessedText.decode(octets, start, Math.min(at, start + TOKEN_OCTETS_MAX));
    }

    /** Whether this character is next; goes past it if so. */
    boolean skip(char wanted) {
        skipSpaceAndComments();
        boolean found = at < octets.length && octets[at] == wanted;
        if (found) {
            at++;
        }
        return found;
    }

    /** Reads all parameters that are left. */
    Parameters parameters() {
        List<Piece> pieces = new ArrayList<>();
        while (at < octets.length && pieces.size() < Parameters.PARAMETERS_MAX) {
            String name = token();
            if (!name.isEmpty() && skip('=')) {
                pieces.add(piece(name, value()));
            } else if (at < octets.length && !Ascii.isTokenCharacter(octets[at])) {
                at++;
            }
        }
        return new Parameters(joined(pieces));
    }

    private void skipSpaceAndComments() {
        while (at < octets.length) {
            if (octets[at] == '(') {
                at = afterComment(at);
            } else if (Ascii.isBlank(octets[at]) || Ascii.isLineEnd(octets[at])) {
                at++;
            } else {
                return;
            }
        }
    }

    private int afterComment(int from) {
        int depth = 0;
        for (int i = from; i < octets.length; i++) {
            if (octets[i] == '\\') {
                i++;
            } else if (octets[i] == '(') {
                depth++;
            } else if (octets[i] == ')' && --depth == 0) {
                return i + 1;
            }
        }
        return octets.length;
    }

    private RawText value() {
        skipSpaceAndComments();
        return at < octets.length && octets[at] == '"' ? quotedValue() : plainValue();
    }

    private RawText quotedValue() {
        Octets value = new Octets(Parameter.VALUE_OCTETS_MAX);
        at++;
        while (at < octets.length && octets[at] != '"') {
            if (octets[at] == '\\' && at + 1 < octets.length) {
                at++;
            }
            value.add(octets[at++]);
        }
        at++;
        return value.toRawText();
    }

    /**
     * Up to a semicolon, or to white space after which another parameter follows, or a comment and
     * no more: {@code us-ascii (plain)} has one, {@code Report (1).pdf} has none.
     */
    private RawText plainValue() {
        int start = at;
        boolean parenthesisSeen = false;
        while (at < octets.length && octets[at] != ';') {
            if (Ascii.isBlank(octets[at])) {
                int next = afterBlanks(at);
                boolean opens = next < octets.length && octets[next] == '(';
                if (opens && !parenthesisSeen && isLast(afterComment(next)) || isParameter(next)) {
                    break;
                }
                parenthesisSeen |= opens;
                at = next;
            } else {
                at++;
            }
        }
        int end = Math.min(at, start + Parameter.VALUE_OCTETS_MAX);
        while (end > start && Ascii.isBlank(octets[end - 1])) {
            end--;
        }
        return RawText.of(octets, start, end);
    }

    private int afterBlanks(int from) {
        int i = from;
        while (i < octets.length && Ascii.isBlank(octets[i])) {
            i++;
        }
        return i;
    }

    private boolean isLast(int from) {
        int next = afterBlanks(from);
        return next == octets.length || octets[next] == ';';
    }

    private boolean isParameter(int from) {
        int i = from;
        while (i < octets.length && Ascii.isTokenCharacter(octets[i])) {
            i++;
        }
        return i > from && i < octets.length && octets[i] == '=';
    }

    /** RFC 2231 section 4.1: {@code name}, {@code name*}, {@code name*1}, {@code name*1*}. */
    private static Piece piece(String written, RawText value) {
        boolean extended = written.length() > 1 && written.endsWith("*");
        String name = extended ? written.substring(0, written.length() - 1) : written;
        int asterisk = name.lastIndexOf('*');
        if (asterisk > 0 && isPieceNumber(name.substring(asterisk + 1))) {
            int number = Integer.parseInt(name.substring(asterisk + 1));
            return new Piece(name.substring(0, asterisk), number, extended, value);
        }
        return new Piece(name, -1, extended, value);
    }

    private static boolean isPieceNumber(String digits) {
        return !digits.isEmpty()
                && digits.length() <= PIECE_NUMBER_DIGITS_MAX
                && digits.chars().allMatch(Ascii::isDigit);
    }

    private static List<Parameter> joined(List<Piece> pieces) {
        Map<String, TreeMap<Integer, Piece>> continued = new HashMap<>();
        for (Piece piece : pieces) {
            if (piece.number() >= 0) {
                continued
                        .computeIfAbsent(Ascii.lower(piece.name()), _ -> new TreeMap<>())
                        .putIfAbsent(piece.number(), piece);
            }
        }
        List<Parameter> parameters = new ArrayList<>();
        for (Piece piece : pieces) {
            if (piece.number() < 0) {
                parameters.add(new Parameter(piece.name(), piece.value(), piece.extended()));
            } else {
                TreeMap<Integer, Piece> whole = continued.remove(Ascii.lower(piece.name()));
                if (whole != null) {
                    parameters.add(join(piece.name(), whole));
                }
            }
        }
        return parameters;
    }

    /** Up to the first number that is missing; one that begins with 1 is met too. */
    private static Parameter join(String name, TreeMap<Integer, Piece> pieces) {
        boolean extended = pieces.values().stream().anyMatch(Piece::extended);
        Octets value = new Octets(Parameter.VALUE_OCTETS_MAX);
        int next = pieces.firstKey();
        for (Piece piece : pieces.values()) {
            if (piece.number() != next++) {
                break;
            }
            if (extended && !piece.extended()) {
                if (value.isEmpty()) {
                    value.add('\'');
                    value.add('\'');
                }
                ExtendedValue.encode(piece.value(), value);
            } else {
                value.add(piece.value().array(), 0, piece.value().length());
            }
        }
        return new Parameter(name, value.toRawText(), extended);
    }
}
