package mailstead.node.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mailstead.node.config.BrokenConfiguration.Problem;

/** Compares a YAML tree with the schema and collects values and errors. Used once. */
final class Checker {

    private final List<Problem> problems;

    Checker(List<Problem> problems) {
        this.problems = problems;
    }

    /**
     * Everything below a section; keys in error have their default, so that checking goes on behind
     * them.
     */
    Values section(Shape.Section shape, Yaml yaml, String path) {
        Map<String, Object> values = new HashMap<>();
        Map<String, Integer> lines = new HashMap<>();
        for (Yaml.Entry entry : entries(yaml, path)) {
            Optional<Shape.Key> key = find(shape, entry.key());
            String place = join(path, entry.key());
            if (key.isEmpty()) {
                List<String> names = shape.keys().stream().map(Shape.Key::name).toList();
                problem(
                        entry.line(),
                        "unknown key " + quoted(place) + NearestWord.hint(entry.key(), names));
            } else if (lines.containsKey(entry.key())) {
                problem(
                        entry.line(),
                        "key "
                                + quoted(place)
                                + " stands here again; first on line "
                                + lines.get(entry.key()));
            } else {
                lines.put(entry.key(), entry.line());
                if (key.get().needed()
                        && key.get().shape() instanceof Shape.ListOf
                        && items(entry.value()).isEmpty()) {
                    problem(entry.line(), quoted(place) + " must name at least one");
                }
                value(key.get().shape(), entry.value(), place)
                        .ifPresent(value -> values.put(entry.key(), value));
            }
        }
        for (Shape.Key key : shape.keys()) {
            if (key.needed() && !lines.containsKey(key.name())) {
                problem(yaml.line(), "key " + quoted(join(path, key.name())) + " is missing");
            }
            if (!values.containsKey(key.name())) {
                absent(key, yaml.line(), join(path, key.name()))
                        .ifPresent(value -> values.put(key.name(), value));
            }
        }
        return new Values(yaml.line(), values, lines);
    }

    private Optional<Object> absent(Shape.Key key, int line, String path) {
        return switch (key.shape()) {
            case Shape.Section section ->
                    Optional.of(section(section, new Yaml.Mapping(line, List.of()), path));
            case Shape.Named _ -> Optional.of(Map.of());
            case Shape.ListOf(Shape.Value each) ->
                    Optional.of(
                            key.byDefault().stream()
                                    .flatMap(text -> List.of(text.split("[\\[\\], ]+")).stream())
                                    .filter(word -> !word.isEmpty())
                                    .map(each.parser()::parse)
                                    .toList());
            case Shape.ListOf _ -> Optional.of(List.of());
            case Shape.Value value -> key.byDefault().map(value.parser()::parse);
        };
    }

    private Optional<Object> value(Shape shape, Yaml yaml, String path) {
        return switch (shape) {
            case Shape.Section section -> Optional.of(section(section, yaml, path));
            case Shape.Named(_, Shape each) -> Optional.of(named(each, yaml, path));
            case Shape.ListOf(Shape each) -> Optional.of(list(each, yaml, path));
            case Shape.Value value -> scalar(value, yaml, path);
        };
    }

    private Map<String, Object> named(Shape each, Yaml yaml, String path) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (Yaml.Entry entry : entries(yaml, path)) {
            String place = join(path, entry.key());
            if (values.containsKey(entry.key())) {
                problem(entry.line(), "key " + quoted(place) + " stands here again");
            } else {
                value(each, entry.value(), place)
                        .ifPresent(value -> values.put(entry.key(), value));
            }
        }
        return values;
    }

    private List<Object> list(Shape each, Yaml yaml, String path) {
        List<Object> values = new ArrayList<>();
        for (Yaml item : items(yaml)) {
            value(each, item, path).ifPresent(values::add);
        }
        return values;
    }

    private static List<Yaml> items(Yaml yaml) {
        return switch (yaml) {
            case Yaml.Sequence(_, List<Yaml> written) -> written;
            case Yaml.Empty _ -> List.of();
            case Yaml.Scalar _, Yaml.Mapping _ -> List.of(yaml);
        };
    }

    private Optional<Object> scalar(Shape.Value shape, Yaml yaml, String path) {
        if (!(yaml instanceof Yaml.Scalar(int line, String text))) {
            problem(yaml.line(), quoted(path) + " must be " + shape.type());
            return Optional.empty();
        }
        try {
            return Optional.of(shape.parser().parse(text));
        } catch (IllegalArgumentException wrong) {
            String why = wrong.getMessage() == null ? "" : ": " + wrong.getMessage();
            problem(
                    line,
                    quoted(path) + " must be " + shape.type() + ", not " + quoted(text) + why);
            return Optional.empty();
        }
    }

    private List<Yaml.Entry> entries(Yaml yaml, String path) {
        return switch (yaml) {
            case Yaml.Mapping(_, List<Yaml.Entry> entries) -> entries;
            case Yaml.Empty _ -> List.of();
            case Yaml.Scalar _, Yaml.Sequence _ -> {
                problem(
                        yaml.line(),
                        (path.isEmpty() ? "the file" : quoted(path))
                                + " must be a mapping of keys to values");
                yield List.of();
            }
        };
    }

    private void problem(int line, String text) {
        problems.add(new Problem(line, text));
    }

    private static Optional<Shape.Key> find(Shape.Section section, String name) {
        return section.keys().stream().filter(key -> key.name().equals(name)).findFirst();
    }

    private static String join(String path, String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    /** Control characters of a hostile file do not reach the terminal. */
    private static String quoted(String text) {
        String shown = text.length() > 80 ? text.substring(0, 80) + "..." : text;
        return "'" + shown.replaceAll("\\p{Cntrl}", "?") + "'";
    }
}
