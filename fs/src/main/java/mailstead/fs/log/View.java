package mailstead.fs.log;

/**
 * The state after all entries up to one. Immutable, if the state is. Never wrong, perhaps late:
 * entries may have been added since.
 *
 * @param generation from 1; grows when a lost log is made anew
 * @param number of the last entry; grows, also from one generation to the next
 * @param nonce of that entry: two views of one log with equal number and nonce are equal
 */
public record View<S>(int generation, long number, long nonce, S state) {

    /** Whether this one knows at least what the other knows. Both of the same log. */
    public boolean isAtLeast(View<S> other) {
        return generation != other.generation
                ? generation > other.generation
                : number >= other.number;
    }
}
