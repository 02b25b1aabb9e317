package mailstead.directory.copy;

/**
 * Which state of the centre this is. A centre that was restored, or lost its last changes in a
 * fail-over, may reach a sequence number a second time with another mark. Immutable.
 *
 * @param sequence of the last change that is in it, 0 if there never was one
 * @param mark of that change: 1 to 64 of {@code a-z 0-9 -}, drawn by the centre
 */
public record Point(long sequence, String mark) {

    public Point {
        if (sequence < 0
                || mark.isEmpty()
                || mark.length() > 64
                || !mark.chars()
                        .allMatch(c -> c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-')) {
            throw new IllegalArgumentException("not a state of a directory");
        }
    }

    static Point read(Fields fields) throws BadCopy {
        try {
            return new Point(fields.number("sequence"), fields.one("mark"));
        } catch (IllegalArgumentException _) {
            throw new BadCopy("not a state of a directory");
        }
    }

    String written() {
        return "sequence " + sequence + "\nmark " + mark + "\n";
    }
}
