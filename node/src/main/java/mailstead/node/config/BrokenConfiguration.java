package mailstead.node.config;

import java.util.List;
import java.util.stream.Collectors;

/** A configuration file that cannot be used: every error that was found, in the order of lines. */
public final class BrokenConfiguration extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    public BrokenConfiguration(List<Problem> problems) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    public List<Problem> problems() {
        return problems;
    }

    /**
     * @param line from 1; 0 when the error has no place
     */
    public record Problem(int line, String text) {
        @Override
        public String toString() {
            return line == 0 ? text : "line " + line + ": " + text;
        }
    }
}
