package mailstead.service.provisioning;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mailstead.service.provisioning.Value.Fields;

/**
 * Compares a document with the fields of its kind, and collects everything that is wrong with it.
 * Confined to one request.
 */
final class DocumentCheck {

    /** More are not told. */
    private static final int PROBLEMS_MAX = 100;

    private final List<Field> fields;
    private final Level level;
    private final List<Problem> problems = new ArrayList<>();
    private boolean forbidden;

    DocumentCheck(List<Field> fields, Level level) {
        this.fields = fields;
        this.level = level;
    }

    void problem(String pointer, String detail) {
        if (problems.size() < PROBLEMS_MAX) {
            problems.add(new Problem(pointer, detail));
        }
    }

    List<Problem> problems() {
        return problems;
    }

    /** Whether something was given that this caller may not give. */
    boolean isForbidden() {
        return forbidden;
    }

    /**
     * Whether all that is given may be given now. What is already so may be repeated, so that a
     * document that was read can be sent back changed.
     *
     * @param now what is there; empty for something new
     */
    void admit(Fields given, Optional<Fields> now) {
        for (Map.Entry<String, Value> each : given.fields().entrySet()) {
            String pointer = Problem.token(each.getKey());
            Optional<Field> field = find(each.getKey());
            boolean isSame =
                    now.flatMap(there -> there.find(each.getKey()))
                            .filter(each.getValue()::equals)
                            .isPresent();
            if (field.isEmpty()) {
                problem(pointer, "unknown field; known are " + names());
            } else if (!isSame) {
                admit(field.get(), pointer, now.isPresent());
            }
        }
    }

    private void admit(Field field, String pointer, boolean isThere) {
        switch (field.use()) {
            case TOLD -> problem(pointer, "cannot be set");
            case ONCE -> {
                if (isThere) {
                    problem(pointer, "cannot be changed");
                }
            }
            case ALWAYS, SECRET -> {}
        }
        if (!level.includes(field.least())) {
            forbidden = true;
            problem(pointer, "may be set by tokens of scope " + field.least().word() + " only");
        }
    }

    /** Whether a whole document has what it needs, and each field is of its shape. */
    void shapes(Fields document) {
        group(fields, document, "");
    }

    private void group(List<Field> shapes, Fields document, String path) {
        for (Field field : shapes) {
            String pointer = path + Problem.token(field.name());
            Optional<Value> value = document.find(field.name());
            if (value.isPresent()) {
                shape(field.shape(), value.get(), pointer);
            } else if (field.isNeeded()) {
                problem(pointer, "is needed");
            }
        }
        for (String name : document.fields().keySet()) {
            if (shapes.stream().noneMatch(field -> field.name().equals(name))) {
                problem(path + Problem.token(name), "unknown field");
            }
        }
    }

    private void shape(Shape shape, Value value, String pointer) {
        switch (shape) {
            case Shape.Text(int charactersMax) -> text(value, pointer, charactersMax, false);
            case Shape.Whole(long min, long max) -> {
                if (!(value instanceof Value.Whole(long number)) || number < min || number > max) {
                    problem(pointer, "must be a whole number from " + min + " to " + max);
                }
            }
            case Shape.Choice(List<String> words) -> {
                if (!(value instanceof Value.Text(String word)) || !words.contains(word)) {
                    problem(pointer, "must be one of " + String.join(", ", words));
                }
            }
            case Shape.Moment() -> {
                if (!(value instanceof Value.Text(String text)) || !isMoment(text)) {
                    problem(pointer, "must be a time such as 2026-11-25T03:00:00Z");
                }
            }
            case Shape.ListOf(Shape each, int itemsMin, int itemsMax) -> {
                if (!(value instanceof Value.Items(var items))) {
                    problem(pointer, "must be a list");
                } else if (items.size() < itemsMin || items.size() > itemsMax) {
                    problem(pointer, "must have " + itemsMin + " to " + itemsMax + " items");
                } else {
                    for (int i = 0; i < items.size(); i++) {
                        shape(each, items.get(i), pointer + "/" + i);
                    }
                }
            }
            case Shape.MapOf map -> texts(map, value, pointer);
            case Shape.Group(var inner) -> {
                if (value instanceof Fields group) {
                    group(inner, group, pointer);
                } else {
                    problem(pointer, "must be an object");
                }
            }
            case Shape.Named(var names, var each) -> named(names, each, value, pointer);
            case Shape.Anything() -> {}
        }
    }

    private void texts(Shape.MapOf map, Value value, String pointer) {
        if (!(value instanceof Fields(var entries))) {
            problem(pointer, "must be an object");
            return;
        }
        if (entries.size() > map.entriesMax()) {
            problem(pointer, "must have at most " + map.entriesMax() + " entries");
            return;
        }
        entries.forEach((name, text) -> {
            String place = pointer + Problem.token(name);
            text(new Value.Text(name), place, map.nameCharactersMax(), false);
            text(text, place, map.textCharactersMax(), true);
        });
    }

    private void named(List<String> names, Shape.Group each, Value value, String pointer) {
        if (!(value instanceof Fields(var entries))) {
            problem(pointer, "must be an object");
            return;
        }
        entries.forEach((name, inner) -> {
            String place = pointer + Problem.token(name);
            if (names.contains(name)) {
                shape(each, inner, place);
            } else {
                problem(place, "unknown name; known are " + String.join(", ", names));
            }
        });
    }

    private void text(Value value, String pointer, int charactersMax, boolean mayHaveLines) {
        if (!(value instanceof Value.Text(String text))) {
            problem(pointer, "must be a text");
        } else if (text.length() > charactersMax || text.isBlank() && !mayHaveLines) {
            problem(pointer, "must have 1 to " + charactersMax + " characters");
        } else if (!isPlain(mayHaveLines ? text.replace("\n", "").replace("\t", "") : text)) {
            problem(pointer, "must not have control characters or halves of characters");
        }
    }

    static boolean isPlain(String text) {
        return text.codePoints()
                .noneMatch(c ->
                        c < 32
                                || c >= 127 && c < 160
                                || Character.getType(c) == Character.SURROGATE);
    }

    private static boolean isMoment(String text) {
        try {
            return text.length() <= 30 && Instant.parse(text).getEpochSecond() >= 0;
        } catch (DateTimeParseException _) {
            return false;
        }
    }

    private Optional<Field> find(String name) {
        return fields.stream().filter(field -> field.name().equals(name)).findFirst();
    }

    private String names() {
        return String.join(", ", fields.stream().map(Field::name).toList());
    }
}
