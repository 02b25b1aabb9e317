package mailstead.service.provisioning;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** One value of a document, as JSON has them. Immutable. */
public sealed interface Value {

    record Text(String text) implements Value {}

    record Whole(long number) implements Value {}

    record Flag(boolean isSet) implements Value {}

    /** A value that is JSON already. */
    record Json(String json) implements Value {}

    record Items(List<Value> items) implements Value {
        public Items {
            items = List.copyOf(items);
        }
    }

    /** A document or a part of one; the order of its fields is kept, and means nothing. */
    record Fields(Map<String, Value> fields) implements Value {

        public static final Fields EMPTY = new Fields(Map.of());

        public Fields {
            fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
        }

        public Optional<Value> find(String name) {
            return Optional.ofNullable(fields.get(name));
        }

        public boolean has(String name) {
            return fields.containsKey(name);
        }

        public Fields with(String name, Value value) {
            Map<String, Value> more = new LinkedHashMap<>(fields);
            more.put(name, value);
            return new Fields(more);
        }

        public Fields with(String name, String text) {
            return with(name, new Text(text));
        }

        /** Left out when there is none. */
        public Fields with(String name, Optional<String> text) {
            return text.isPresent() ? with(name, text.get()) : this;
        }

        /** What stands there; only for fields whose shape was checked. */
        public Optional<String> text(String name) {
            return find(name).map(value -> ((Text) value).text());
        }

        String needed(String name) {
            return text(name).orElseThrow();
        }

        public Optional<Long> number(String name) {
            return find(name).map(value -> ((Whole) value).number());
        }

        public List<Value> items(String name) {
            return find(name).map(value -> ((Items) value).items()).orElse(List.of());
        }

        public List<String> texts(String name) {
            return items(name).stream().map(each -> ((Text) each).text()).toList();
        }

        public Fields fields(String name) {
            return find(name).map(value -> (Fields) value).orElse(EMPTY);
        }

        /** A map of texts. */
        public Map<String, String> map(String name) {
            Map<String, String> texts = new LinkedHashMap<>();
            fields(name).fields().forEach((key, value) -> texts.put(key, ((Text) value).text()));
            return texts;
        }

        /** As a merge patch says (RFC 7396 section 2). */
        Fields merged(Fields patch) {
            Map<String, Value> target = new LinkedHashMap<>(fields);
            patch.fields()
                    .forEach((name, value) -> {
                        switch (value) {
                            case Nothing _ -> target.remove(name);
                            case Fields inner ->
                                    target.put(
                                            name,
                                            (target.get(name) instanceof Fields there
                                                            ? there
                                                            : EMPTY)
                                                    .merged(inner));
                            case Text _, Whole _, Flag _, Json _, Items _ ->
                                    target.put(name, value);
                        }
                    });
            return new Fields(target);
        }
    }

    /** JSON's null. */
    enum Nothing implements Value {
        NOTHING
    }

    static Items ofTexts(List<String> texts) {
        return new Items(texts.stream().<Value>map(Text::new).toList());
    }

    static Fields ofMap(Map<String, String> texts) {
        Map<String, Value> fields = new TreeMap<>();
        texts.forEach((name, text) -> fields.put(name, new Text(text)));
        return new Fields(fields);
    }

    /** The value in JSON (RFC 8259), without white space. */
    default String json() {
        StringBuilder json = new StringBuilder();
        JsonText.append(json, this);
        return json.toString();
    }
}
