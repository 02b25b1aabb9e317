package mailstead.directory.copy;

/**
 * How new a copy is; written {@code 12.3}. Immutable.
 *
 * @param generation 1 to 2^63-1
 * @param instalment 0 is the generation itself
 */
public record Version(long generation, int instalment) implements Comparable<Version> {

    private static final int DIGITS_MAX = 19;

    public Version {
        if (generation < 1 || instalment < 0) {
            throw new IllegalArgumentException("a version is 1.0 or more");
        }
    }

    /** Reads {@link #toString} back, and nothing else. */
    public static Version parse(String text) throws BadCopy {
        int dot = text.indexOf('.');
        if (dot < 1 || !isNumber(text.substring(0, dot)) || !isNumber(text.substring(dot + 1))) {
            throw new BadCopy("not a version");
        }
        try {
            return new Version(
                    Long.parseLong(text.substring(0, dot)),
                    Integer.parseInt(text.substring(dot + 1)));
        } catch (IllegalArgumentException _) {
            throw new BadCopy("not a version");
        }
    }

    private static boolean isNumber(String text) {
        return !text.isEmpty()
                && text.length() <= DIGITS_MAX
                && text.chars().allMatch(c -> c >= '0' && c <= '9')
                && (text.length() == 1 || text.charAt(0) != '0');
    }

    /** Of the generation that this version belongs to, without any instalment. */
    public Version whole() {
        return new Version(generation, 0);
    }

    public Version next() {
        return new Version(generation, instalment + 1);
    }

    @Override
    public int compareTo(Version other) {
        int byGeneration = Long.compare(generation, other.generation);
        return byGeneration != 0 ? byGeneration : Integer.compare(instalment, other.instalment);
    }

    @Override
    public String toString() {
        return generation + "." + instalment;
    }
}
