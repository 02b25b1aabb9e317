package mailstead.fs.log;

import java.util.Optional;

/**
 * The names in a log's folder: a letter that says what it is, a number of fixed width, and where
 * several may exist for one number, the nonce of whoever made it.
 */
final class Names {

    static final char ENTRY = 'e';
    static final char SNAPSHOT = 's';
    static final char WITNESS = 'w';
    static final char DRAFT = 'd';
    static final char STONE = 'z';
    private static final char GENERATION = 'g';
    private static final char NURSERY = 'b';

    /** In the folder of a generation that is given up; only spares openers some reading. */
    static final String CLOSED = "closed";

    static final int NUMBER_DIGITS = 15;
    static final long NUMBER_MAX = 999_999_999_999_999L;
    private static final int NONCE_DIGITS = 16;
    private static final int GENERATION_DIGITS_MAX = 6;
    static final int GENERATION_MAX = 999_999;

    private Names() {}

    /** A name that bears a number and a nonce. */
    record Signed(String name, long number, long nonce) {}

    static String entry(long number) {
        return ENTRY + digits(number);
    }

    static String snapshot(long number) {
        return SNAPSHOT + digits(number);
    }

    /** What an entry is called before it has its number, and until its successor is there. */
    static String witness(long number, long nonce) {
        return WITNESS + digits(number) + '.' + hex(nonce);
    }

    /** A snapshot before it has its number. */
    static String draft(long number, long nonce) {
        return DRAFT + digits(number) + '.' + hex(nonce);
    }

    /** What closes the places of a generation that is given up. */
    static String stone(long nonce) {
        return STONE + "." + hex(nonce);
    }

    static String generation(int generation) {
        return GENERATION + Integer.toString(generation);
    }

    /** Where a generation is made before it has its name. */
    static String nursery(long nonce) {
        return NURSERY + "." + hex(nonce);
    }

    static boolean isNursery(String name) {
        return name.length() == 2 + NONCE_DIGITS
                && name.charAt(0) == NURSERY
                && name.charAt(1) == '.'
                && nonce(name.substring(2)).isPresent();
    }

    static String hex(long nonce) {
        String digits = Long.toHexString(nonce);
        return "0".repeat(NONCE_DIGITS - digits.length()) + digits;
    }

    private static String digits(long number) {
        if (number < 1 || number > NUMBER_MAX) {
            throw new IllegalArgumentException("no number of an entry: " + number);
        }
        String digits = Long.toString(number);
        return "0".repeat(NUMBER_DIGITS - digits.length()) + digits;
    }

    /** The number of a name that is nothing but a letter and a number. */
    static Optional<Long> number(String name) {
        return name.length() == 1 + NUMBER_DIGITS
                ? decimal(name, 1, name.length())
                : Optional.empty();
    }

    static Optional<Signed> signed(String name) {
        int dot = 1 + NUMBER_DIGITS;
        if (name.length() != dot + 1 + NONCE_DIGITS || name.charAt(dot) != '.') {
            return Optional.empty();
        }
        Optional<Long> number = decimal(name, 1, dot);
        Optional<Long> nonce = nonce(name.substring(dot + 1));
        return number.isPresent() && nonce.isPresent()
                ? Optional.of(new Signed(name, number.get(), nonce.get()))
                : Optional.empty();
    }

    static Optional<Integer> generation(String name) {
        if (name.length() < 2
                || name.length() > 1 + GENERATION_DIGITS_MAX
                || name.charAt(0) != GENERATION
                || name.charAt(1) == '0') {
            return Optional.empty();
        }
        return decimal(name, 1, name.length()).map(Long::intValue);
    }

    /** The identity of a generation, from the name of the folder inside it. */
    static Optional<Long> nonce(String hex) {
        if (hex.length() != NONCE_DIGITS) {
            return Optional.empty();
        }
        long nonce = 0;
        for (int i = 0; i < NONCE_DIGITS; i++) {
            char c = hex.charAt(i);
            int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
            if (digit < 0) {
                return Optional.empty();
            }
            nonce = nonce << 4 | digit;
        }
        return Optional.of(nonce);
    }

    /** Above 0. */
    private static Optional<Long> decimal(String name, int from, int to) {
        long number = 0;
        for (int i = from; i < to; i++) {
            char c = name.charAt(i);
            if (c < '0' || c > '9') {
                return Optional.empty();
            }
            number = number * 10 + (c - '0');
        }
        return number > 0 ? Optional.of(number) : Optional.empty();
    }
}
