package mailstead.node.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A section of the file after checking: every key has its value or its default. Confined to the
 * loader. What is asked for must be in the schema; a wrong name or type here is a bug and ends in
 * an exception.
 *
 * @param line where the section began
 */
record Values(int line, Map<String, Object> values, Map<String, Integer> lines) {

    <T> T get(String name, Class<T> type) {
        Object value = values.get(name);
        if (value == null) {
            throw new IllegalStateException("no value for " + name);
        }
        return type.cast(value);
    }

    <T> Optional<T> find(String name, Class<T> type) {
        @Nullable Object value = values.get(name);
        return value == null ? Optional.empty() : Optional.of(type.cast(value));
    }

    <T> List<T> list(String name, Class<T> each) {
        return find(name, List.class)
                .<List<T>>map(list -> ((List<?>) list).stream().map(each::cast).toList())
                .orElse(List.of());
    }

    Values section(String name) {
        return get(name, Values.class);
    }

    int count(String name) {
        return get(name, Integer.class);
    }

    /** Where the key stood, or where its section began when it was left out. */
    int lineOf(String name) {
        return lines.getOrDefault(name, line);
    }
}
