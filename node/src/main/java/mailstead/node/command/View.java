package mailstead.node.command;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One directory entry as it is shown: ordered fields, each with its JSON value and its text for
 * people.
 */
final class View {

    private static final String ABSENT = "-";

    private final List<Field> fields = new ArrayList<>();

    private record Field(String key, @Nullable Object value, String text) {}

    View with(String key, @Nullable Object value) {
        return with(key, value, value == null ? ABSENT : value.toString());
    }

    View with(String key, List<String> values) {
        return with(key, values, values.isEmpty() ? ABSENT : String.join(", ", values));
    }

    View with(String key, Map<String, String> values) {
        List<String> pairs =
                values.entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).toList();
        return with(key, values, pairs.isEmpty() ? ABSENT : String.join(", ", pairs));
    }

    /**
     * @param value what Jackson writes: text, numbers, lists and maps
     */
    View with(String key, @Nullable Object value, String text) {
        fields.add(new Field(key, value, text));
        return this;
    }

    Map<String, @Nullable Object> json() {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        fields.forEach(field -> json.put(field.key, field.value));
        return json;
    }

    String text(String key) {
        return fields.stream()
                .filter(field -> field.key.equals(key))
                .findFirst()
                .orElseThrow()
                .text;
    }

    /** Label and text of every field. */
    List<List<String>> lines() {
        return fields.stream().map(field -> List.of(label(field.key), field.text)).toList();
    }

    /** {@code billingReference} as people read it: {@code billing reference}. */
    static String label(String key) {
        StringBuilder label = new StringBuilder();
        for (int i = 0; i < key.length(); i++) {
            char c = key.charAt(i);
            if (Character.isUpperCase(c)) {
                label.append(' ');
            }
            label.append(c);
        }
        return label.toString().toLowerCase(Locale.ROOT);
    }
}
