package mailstead.directory.neighbour;

import java.util.List;

/** One kind of file that lists accounts, a line each. Immutable. */
public interface AccountFormat {

    /** What one line says. */
    Line read(String line);

    /**
     * The line for an account, without its end. What this file has no words for is left out and
     * named.
     */
    Written write(ForeignAccount account);

    /** A line that was read. */
    sealed interface Line {
        record Account(ForeignAccount account) implements Line {}

        /** A comment, or nothing at all. */
        record Empty() implements Line {}

        /**
         * @param why for the operator, without the line's secrets
         */
        record Unreadable(String why) implements Line {}
    }

    /**
     * A line that was made.
     *
     * @param lost what it does not say, for the operator; empty if it says everything
     */
    record Written(String line, List<String> lost) {
        public Written {
            lost = List.copyOf(lost);
        }
    }
}
