package mailstead.service.provisioning;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import mailstead.service.provisioning.Value.Fields;

/**
 * Many changes in one request, one on each line. A line is a document of its own: {@code
 * {"kind":"accounts","operation":"create","document":{...}}}; all but {@code create} (which may be
 * left out) name their {@code key}. A change is of whatever is there, unless the line has an {@code
 * ifMatch}. Immutable.
 *
 * @param mode how the lines hang together
 * @param lines in the order in which they are done
 */
public record BulkImport(Mode mode, List<Line> lines) {

    /** A longer file comes in several requests. */
    public static final int LINES_MAX = 50_000;

    /** All other changes wait for lines that are one transaction: some 1.5 s on SQLite. */
    public static final int LINES_TOGETHER_MAX = 500;

    /** What is made with a secret that is shown once, or cannot be changed, is left out. */
    private static final Set<String> KINDS =
            Set.of("customers", "domains", "accounts", "aliases", "volumes", "back-ends", "moves");

    private static final Set<String> MEMBERS =
            Set.of("kind", "operation", "key", "ifMatch", "document");

    public BulkImport {
        lines = List.copyOf(lines);
    }

    public enum Mode {
        /** Each line is a change of its own; those behind a refused one go on. */
        EACH,
        /** All lines are one change: every one of them, or none. */
        ALL,
        /** Nothing is changed: tells what {@link #ALL} would meet, with every line looked at. */
        TRIAL
    }

    /** One line, read. */
    public sealed interface Line {
        /** From 1. */
        int number();
    }

    /** What is to be done. */
    public record Wish(int number, Resource<?> resource, Order order) implements Line {}

    /** Nothing that could be done. */
    public record Unreadable(int number, List<Problem> problems) implements Line {
        public Unreadable {
            problems = List.copyOf(problems);
        }
    }

    /**
     * What came of one line.
     *
     * @param kind empty where the line did not tell
     * @param key as the line has it; of what was made, as the directory has it
     */
    public record Result(int number, String kind, String key, Answer answer) {}

    /**
     * Reads a line.
     *
     * @param once names the line, so that its repetition does nothing
     */
    public static Line line(int number, Fields line, Optional<Order.Once> once) {
        List<Problem> problems = new ArrayList<>();
        line.fields().keySet().stream()
                .filter(name -> !MEMBERS.contains(name))
                .forEach(name ->
                        problems.add(
                                new Problem(
                                        Problem.token(name),
                                        "unknown; known are " + new TreeSet<>(MEMBERS))));
        String kind = text(line, "kind", "", problems);
        if (!KINDS.contains(kind)) {
            problems.add(new Problem("/kind", "must be one of " + new TreeSet<>(KINDS)));
        }
        String word = text(line, "operation", Operation.CREATE.word(), problems);
        Optional<Operation> operation =
                Arrays.stream(Operation.values())
                        .filter(each -> each.isChange() && each.word().equals(word))
                        .findFirst();
        if (operation.isEmpty()) {
            problems.add(
                    new Problem("/operation", "must be create, change, remove, suspend or resume"));
        }
        String key = text(line, "key", "", problems);
        String etag = text(line, "ifMatch", Order.ANY, problems);
        Fields document = Fields.EMPTY;
        Optional<Value> given = line.find("document");
        if (given.isPresent()) {
            if (given.get() instanceof Fields fields) {
                document = fields;
            } else {
                problems.add(new Problem("/document", "must be an object"));
            }
        }
        if (!problems.isEmpty() || operation.isEmpty()) {
            return new Unreadable(number, problems);
        }
        Resource<?> resource = Resources.named(kind);
        check(line, resource, operation.get(), problems);
        if (!problems.isEmpty()) {
            return new Unreadable(number, problems);
        }
        Optional<Set<String>> ifMatch =
                operation.get() == Operation.CREATE ? Optional.empty() : Optional.of(Set.of(etag));
        return new Wish(number, resource, new Order(operation.get(), key, document, ifMatch, once));
    }

    private static void check(
            Fields line, Resource<?> resource, Operation operation, List<Problem> problems) {
        if (!resource.rights().containsKey(operation)) {
            problems.add(
                    new Problem("/operation", resource.name() + " cannot " + operation.word()));
        }
        boolean isNew = operation == Operation.CREATE;
        demand(line, "key", !isNew, problems);
        demand(line, "document", isNew || operation == Operation.CHANGE, problems);
        if (isNew && line.has("ifMatch")) {
            problems.add(new Problem("/ifMatch", "means nothing to what is new"));
        }
    }

    private static void demand(Fields line, String name, boolean isNeeded, List<Problem> problems) {
        if (isNeeded != line.has(name)) {
            problems.add(
                    new Problem(
                            Problem.token(name),
                            isNeeded ? "is needed" : "means nothing to this operation"));
        }
    }

    private static String text(Fields line, String name, String usual, List<Problem> problems) {
        Optional<Value> value = line.find(name);
        if (value.isEmpty()) {
            return usual;
        }
        if (value.get() instanceof Value.Text(String text) && DocumentCheck.isPlain(text)) {
            return text;
        }
        problems.add(new Problem(Problem.token(name), "must be a text"));
        return usual;
    }
}
