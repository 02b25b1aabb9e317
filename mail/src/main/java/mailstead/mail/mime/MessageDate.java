package mailstead.mail.mime;

import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the date of a Date or Received field (RFC 5322 section 3.3 and 4.3). Takes the words for
 * what they look like, in whatever order they come, so that the dates of asctime, of news, of ISO
 * 8601 and of worse programs are understood too. Confined to its user.
 */
public final class MessageDate {

    /** No date is longer; of a longer text the beginning counts. */
    private static final int OCTETS_MAX = 256;

    private static final int YEAR_MAX = 9999;
    private static final int UNKNOWN = -1;

    private static final List<String> MONTHS =
            List.of(
                    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov",
                    "dec");

    private static final List<String> WEEKDAYS =
            List.of("mon", "tue", "wed", "thu", "fri", "sat", "sun");

    /** RFC 5322 section 4.3, and what has become usual; hours from Greenwich. */
    private static final Map<String, Integer> ZONES =
            Map.ofEntries(
                    Map.entry("ut", 0),
                    Map.entry("utc", 0),
                    Map.entry("gmt", 0),
                    Map.entry("est", -5),
                    Map.entry("edt", -4),
                    Map.entry("cst", -6),
                    Map.entry("cdt", -5),
                    Map.entry("mst", -7),
                    Map.entry("mdt", -6),
                    Map.entry("pst", -8),
                    Map.entry("pdt", -7),
                    Map.entry("wet", 0),
                    Map.entry("bst", 1),
                    Map.entry("west", 1),
                    Map.entry("cet", 1),
                    Map.entry("met", 1),
                    Map.entry("mez", 1),
                    Map.entry("cest", 2),
                    Map.entry("mest", 2),
                    Map.entry("mesz", 2),
                    Map.entry("eet", 2),
                    Map.entry("eest", 3),
                    Map.entry("msk", 3),
                    Map.entry("jst", 9),
                    Map.entry("kst", 9));

    private int day = UNKNOWN;
    private int month = UNKNOWN;
    private int year = UNKNOWN;
    private int hour = UNKNOWN;
    private int minute;
    private int second;

    /** Seconds east of Greenwich; a zone that is unknown counts as that (RFC 5322 section 4.3). */
    private int offset;

    private MessageDate() {}

    /** The date with the offset its writer was at; empty if it is none. */
    public static Optional<OffsetDateTime> parse(RawText value) {
        String text = GuessedText.decode(value.array(), 0, Math.min(value.length(), OCTETS_MAX));
        MessageDate date = new MessageDate();
        for (String word : withoutComments(text).split("[ \t\r\n,]+", -1)) {
            date.read(Ascii.lower(word));
        }
        return date.result();
    }

    /** RFC 5322 section 4.3 allows white space around the colons of a time as well. */
    private static String withoutComments(String text) {
        StringBuilder plain = new StringBuilder();
        int depth = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '(') {
                depth++;
                plain.append(' ');
            } else if (c == ')') {
                depth = Math.max(0, depth - 1);
            } else if (depth == 0) {
                plain.append(c);
            }
        }
        return plain.toString().replaceAll("[ \t\r\n]*:[ \t\r\n]*", ":");
    }

    private void read(String word) {
        if (word.isEmpty()) {
            return;
        }
        char first = word.charAt(0);
        if (isIsoDate(word)) {
            readIsoDate(word);
        } else if (word.indexOf(':') > 0 && Ascii.isDigit(first) || isDottedTime(word)) {
            readTime(word);
        } else if (word.indexOf('-') > 0) {
            readParts(word);
        } else if (first == '+' || first == '-') {
            readOffset(word);
        } else if (Ascii.isDigit(first)) {
            readNumber(word);
        } else {
            readName(word);
        }
    }

    /** {@code 10.30} is a time only where the date is complete before it. */
    private boolean isDottedTime(String word) {
        return day != UNKNOWN && month != UNKNOWN && word.indexOf('.') > 0 && hour == UNKNOWN;
    }

    /** {@code 10:30}, {@code 10:30:59}, {@code 10:30:59.123}, {@code 10:30:59+0100}. */
    private void readTime(String word) {
        int zone = Math.max(word.indexOf('+'), word.indexOf('-'));
        String time = zone > 0 ? word.substring(0, zone) : word;
        if (time.endsWith("z")) {
            time = time.substring(0, time.length() - 1);
        }
        String half =
                time.endsWith("am") || time.endsWith("pm") ? time.substring(time.length() - 2) : "";
        String[] numbers = time.substring(0, time.length() - half.length()).split("[:.]", -1);
        if (hour != UNKNOWN || numbers.length < 2) {
            return;
        }
        hour = number(numbers[0]);
        minute = number(numbers[1]);
        // A leap second is the second before it.
        second = numbers.length > 2 ? Math.min(number(numbers[2]), 59) : 0;
        readName(half);
        if (zone > 0) {
            readOffset(word.substring(zone));
        }
    }

    private static boolean isIsoDate(String word) {
        return word.length() >= 10
                && word.charAt(4) == '-'
                && word.charAt(7) == '-'
                && number(word.substring(0, 4)) >= 0;
    }

    /** {@code 2026-11-01} or {@code 2026-11-01T10:30:00Z}. */
    private void readIsoDate(String word) {
        year = number(word.substring(0, 4));
        month = number(word.substring(5, 7));
        day = number(word.substring(8, 10));
        if (word.length() > 11 && word.charAt(10) == 't') {
            readTime(word.substring(11));
        }
    }

    /** {@code 1-Nov-2026}; or {@code GMT-0500}. */
    private void readParts(String word) {
        int hyphen = word.indexOf('-');
        String before = word.substring(0, hyphen);
        if (ZONES.containsKey(before)) {
            readOffset(word.substring(hyphen));
            return;
        }
        for (String part : word.split("-", -1)) {
            if (!part.isEmpty()) {
                read(part);
            }
        }
    }

    private void readNumber(String word) {
        int value = number(word);
        if (value < 0) {
            return;
        }
        if (day == UNKNOWN && word.length() <= 2) {
            day = value;
        } else if (year == UNKNOWN) {
            year = fullYear(value, word.length());
        }
    }

    /** RFC 5322 section 4.3. */
    private static int fullYear(int value, int digits) {
        return switch (digits) {
            case 1, 2 -> value + (value < 50 ? 2000 : 1900);
            case 3 -> value + 1900;
            default -> value;
        };
    }

    private void readName(String word) {
        String begin = word.substring(0, Math.min(3, word.length()));
        if (word.equals("pm") && hour >= 0 && hour < 12) {
            hour += 12;
        } else if (word.equals("am") && hour == 12) {
            hour = 0;
        } else if (ZONES.containsKey(word)) {
            offset = ZONES.get(word) * 3600;
        } else if (month == UNKNOWN && MONTHS.contains(begin)) {
            month = MONTHS.indexOf(begin) + 1;
        } else if (word.indexOf('+') > 0) {
            readOffset(word.substring(word.indexOf('+')));
        } else if (WEEKDAYS.contains(begin) && word.length() > 3 && Ascii.isDigit(word.charAt(3))) {
            readNumber(word.substring(3));
        }
    }

    /** {@code +0100}, {@code -01:00}, {@code +1}. */
    private void readOffset(String word) {
        String digits = word.substring(1).replace(":", "");
        int value = number(digits);
        if (value < 0 || digits.length() > 4) {
            return;
        }
        int hours = digits.length() <= 2 ? value : value / 100;
        int minutes = digits.length() <= 2 ? 0 : value % 100;
        if (hours < 18 && minutes < 60) {
            offset = (word.charAt(0) == '-' ? -1 : 1) * (hours * 3600 + minutes * 60);
        }
    }

    private static int number(String digits) {
        if (digits.isEmpty() || digits.length() > 4 || !digits.chars().allMatch(Ascii::isDigit)) {
            return UNKNOWN;
        }
        return Integer.parseInt(digits);
    }

    private Optional<OffsetDateTime> result() {
        if (year < 0 || year > YEAR_MAX) {
            return Optional.empty();
        }
        // RFC 5256 section 2.2: a time that is none is midnight.
        boolean isTime = hour >= 0 && hour < 24 && minute >= 0 && minute < 60 && second >= 0;
        try {
            return Optional.of(
                    OffsetDateTime.of(
                            year,
                            month,
                            day,
                            isTime ? hour : 0,
                            isTime ? minute : 0,
                            isTime ? second : 0,
                            0,
                            ZoneOffset.ofTotalSeconds(offset)));
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }
}
