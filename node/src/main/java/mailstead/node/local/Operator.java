package mailstead.node.local;

import java.util.List;

/** Who types administration commands. */
@FunctionalInterface
public interface Operator {

    /** What the command printed, both streams, and its exit status. */
    record Outcome(int status, String output) {}

    Outcome type(List<String> words);
}
