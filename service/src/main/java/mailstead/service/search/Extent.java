package mailstead.service.search;

/**
 * How much of a result somebody wants to know: looking stops when it is found. Immutable.
 *
 * @param first so many of the first ones, 0 or more
 * @param last so many of the last ones, 0 or more
 */
public record Extent(int first, int last) {

    /** Everything, as COUNT and ALL need it. */
    public static final Extent ALL = new Extent(Integer.MAX_VALUE, 0);

    /** For MIN. */
    public static final Extent FIRST = new Extent(1, 0);

    /** For MAX. */
    public static final Extent LAST = new Extent(0, 1);

    public Extent {
        if (first < 0 || last < 0) {
            throw new IllegalArgumentException("not an extent");
        }
    }

    /** What both want. */
    public Extent plus(Extent other) {
        return new Extent(Math.max(first, other.first), Math.max(last, other.last));
    }
}
