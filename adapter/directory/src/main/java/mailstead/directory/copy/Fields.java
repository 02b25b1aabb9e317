package mailstead.directory.copy;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The lines of a head, a manifest or the beginning of an instalment: a first line that says what it
 * is, then a word and its value in each. Words that are not known are skipped: a later release may
 * add some. What an earlier one could not do without gets a new first line.
 */
final class Fields {

    private static final int LINES_MAX = 1000;

    private final String what;
    private final List<String> lines;

    private Fields(String what, List<String> lines) {
        this.what = what;
        this.lines = lines;
    }

    /**
     * @param what the first line
     * @param text lines that end with LF
     */
    static Fields read(String what, byte[] text) throws BadCopy {
        for (byte octet : text) {
            if (octet != '\n' && (octet < ' ' || octet > '~')) {
                throw new BadCopy("not a text: " + what);
            }
        }
        String whole = new String(text, US_ASCII);
        if (!whole.endsWith("\n")) {
            throw new BadCopy("cut short: " + what);
        }
        List<String> lines = List.of(whole.split("\n", LINES_MAX));
        if (lines.size() == LINES_MAX) {
            throw new BadCopy("too many lines: " + what);
        }
        if (!lines.getFirst().equals(what)) {
            throw new BadCopy("not a " + what + ": " + shortened(lines.getFirst()));
        }
        return new Fields(what, lines.subList(1, lines.size()));
    }

    private static String shortened(String line) {
        return line.substring(0, Math.min(line.length(), 60));
    }

    String one(String word) throws BadCopy {
        return maybe(word).orElseThrow(() -> new BadCopy(what + " without " + word));
    }

    Optional<String> maybe(String word) throws BadCopy {
        List<String> all = all(word);
        if (all.size() > 1) {
            throw new BadCopy(what + " with several " + word);
        }
        return all.stream().findFirst();
    }

    List<String> all(String word) {
        String prefix = word + " ";
        List<String> values = new ArrayList<>();
        for (String line : lines) {
            if (line.startsWith(prefix)) {
                values.add(line.substring(prefix.length()));
            }
        }
        return values;
    }

    long number(String word) throws BadCopy {
        return decimal(one(word)).orElseThrow(() -> new BadCopy(what + ": " + word));
    }

    boolean isYes(String word) throws BadCopy {
        return switch (one(word)) {
            case "yes" -> true;
            case "no" -> false;
            case String _ -> throw new BadCopy(what + ": " + word);
        };
    }

    Instant instant(String word) throws BadCopy {
        try {
            return Instant.parse(one(word));
        } catch (DateTimeException _) {
            throw new BadCopy(what + ": " + word);
        }
    }

    /** A number that is not negative, without leading zeros. */
    static Optional<Long> decimal(String digits) {
        boolean plain =
                !digits.isEmpty()
                        && digits.length() <= 19
                        && digits.chars().allMatch(c -> c >= '0' && c <= '9')
                        && (digits.length() == 1 || digits.charAt(0) != '0');
        try {
            return plain ? Optional.of(Long.parseLong(digits)) : Optional.empty();
        } catch (NumberFormatException _) {
            return Optional.empty();
        }
    }
}
