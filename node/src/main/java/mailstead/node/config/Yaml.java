package mailstead.node.config;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mailstead.node.config.BrokenConfiguration.Problem;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLParser;

/**
 * A YAML document as a tree that remembers lines (from 1). Aliases are refused, doubles of a key
 * kept. Immutable.
 */
sealed interface Yaml {

    int line();

    /** Text, a number, true or false, as it was written. */
    record Scalar(int line, String text) implements Yaml {}

    /** Nothing, or {@code null}. */
    record Empty(int line) implements Yaml {}

    record Sequence(int line, List<Yaml> items) implements Yaml {}

    record Mapping(int line, List<Entry> entries) implements Yaml {}

    /** One key of a mapping. */
    record Entry(int line, String key, Yaml value) {}

    /** Nesting beyond this is nobody's configuration. */
    int DEPTH_MAX = 20;

    /** Where the parser says that it found something, below a quoted line. */
    Pattern PLACE = Pattern.compile("\\s+in .*, line (\\d+), column \\d+:?");

    /** Reads one document; on bad syntax tells where and gives an empty mapping. */
    static Yaml parse(String text, List<Problem> problems) {
        try (JsonParser parser = new YAMLFactory().createParser(ObjectReadContext.empty(), text)) {
            JsonToken first = parser.nextToken();
            Yaml tree =
                    first == null ? new Mapping(1, List.of()) : value(parser, first, problems, 0);
            if (parser.nextToken() != null) {
                problems.add(new Problem(line(parser), "only one document is expected here"));
            }
            return tree;
        } catch (JacksonException broken) {
            problems.add(problem(broken));
            return new Mapping(1, List.of());
        }
    }

    private static Yaml value(
            JsonParser parser, JsonToken token, List<Problem> problems, int depth) {
        int line = line(parser);
        if (depth > DEPTH_MAX) {
            problems.add(new Problem(line, "nested too deeply"));
            parser.skipChildren();
            return new Empty(line);
        }
        if (parser instanceof YAMLParser yaml && yaml.isCurrentAlias()) {
            problems.add(new Problem(line, "aliases are not supported here: write the value out"));
            return new Empty(line);
        }
        return switch (token) {
            case START_OBJECT -> mapping(parser, line, problems, depth);
            case START_ARRAY -> sequence(parser, line, problems, depth);
            case VALUE_NULL -> new Empty(line);
            default -> new Scalar(line, parser.getString());
        };
    }

    private static Yaml mapping(JsonParser parser, int line, List<Problem> problems, int depth) {
        List<Entry> entries = new ArrayList<>();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String key = parser.currentName();
            int keyLine = line(parser);
            entries.add(
                    new Entry(
                            keyLine, key, value(parser, parser.nextToken(), problems, depth + 1)));
        }
        return new Mapping(line, entries);
    }

    private static Yaml sequence(JsonParser parser, int line, List<Problem> problems, int depth) {
        List<Yaml> items = new ArrayList<>();
        for (JsonToken token = parser.nextToken();
                token != JsonToken.END_ARRAY;
                token = parser.nextToken()) {
            items.add(value(parser, token, problems, depth + 1));
        }
        return new Sequence(line, items);
    }

    private static int line(JsonParser parser) {
        return parser.currentTokenLocation().getLineNr();
    }

    /**
     * The parser tells what it was doing, where, what it found, where, with the line quoted below
     * each; what it found and where that was help.
     */
    private static Problem problem(JacksonException broken) {
        int line = broken.getLocation() == null ? 0 : Math.max(0, broken.getLocation().getLineNr());
        String found = "unreadable";
        for (String each : broken.getOriginalMessage().lines().toList()) {
            Matcher place = PLACE.matcher(each);
            if (place.matches()) {
                line = Integer.parseInt(place.group(1));
            } else if (!each.isBlank() && !each.startsWith(" ")) {
                found = each.strip();
            }
        }
        return new Problem(line, "not YAML: " + found);
    }
}
