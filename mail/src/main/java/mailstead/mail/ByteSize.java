package mailstead.mail;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A number of octets, 0 or more. Immutable. */
public record ByteSize(long octets) implements Comparable<ByteSize> {

    private static final Pattern TEXT = Pattern.compile("(\\d{1,15})\\s*(B|KiB|MiB|GiB|TiB)");

    public ByteSize {
        if (octets < 0) {
            throw new IllegalArgumentException("negative size");
        }
    }

    public static ByteSize ofKibibytes(long count) {
        return new ByteSize(Math.multiplyExact(count, 1024L));
    }

    public static ByteSize ofMebibytes(long count) {
        return ofKibibytes(Math.multiplyExact(count, 1024L));
    }

    /** Reads {@code 25MiB}, {@code 512 KiB}, {@code 100B}: the unit is never left out. */
    public static Optional<ByteSize> parse(String text) {
        Matcher matcher = TEXT.matcher(text.strip());
        if (!matcher.matches()) {
            return Optional.empty();
        }
        int shift =
                switch (matcher.group(2)) {
                    case "KiB" -> 10;
                    case "MiB" -> 20;
                    case "GiB" -> 30;
                    case "TiB" -> 40;
                    default -> 0;
                };
        long number = Long.parseLong(matcher.group(1));
        return number > Long.MAX_VALUE >> shift
                ? Optional.empty()
                : Optional.of(new ByteSize(number << shift));
    }

    @Override
    public int compareTo(ByteSize other) {
        return Long.compare(octets, other.octets);
    }

    /** The form {@link #parse} reads, in the largest unit that is exact. */
    @Override
    public String toString() {
        String[] units = {"B", "KiB", "MiB", "GiB", "TiB"};
        int unit = 0;
        long number = octets;
        while (unit < units.length - 1 && number != 0 && number % 1024 == 0) {
            number /= 1024;
            unit++;
        }
        return number + units[unit];
    }
}
