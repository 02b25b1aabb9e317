package mailstead.node.api;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mailstead.service.provisioning.Field;
import mailstead.service.provisioning.Shape;
import mailstead.service.provisioning.Value;
import mailstead.service.provisioning.Value.Fields;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/** Reads answers in JSON, which may be hostile. */
final class Documents {

    /** A page of a list has at most 4,000,000 characters, and one entry more. */
    static final int OCTETS_MAX = 16 * 1024 * 1024;

    private static final int DEPTH_MAX = 16;
    private static final int TOKENS_MAX = 4_000_000;
    private static final int STRING_CHARACTERS_MAX = 64 * 1024;
    private static final int NAME_CHARACTERS_MAX = 256;
    private static final int NUMBER_CHARACTERS_MAX = 20;

    private static final JsonFactory FACTORY =
            JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxNestingDepth(DEPTH_MAX)
                                    .maxTokenCount(TOKENS_MAX)
                                    .maxStringLength(STRING_CHARACTERS_MAX)
                                    .maxNameLength(NAME_CHARACTERS_MAX)
                                    .maxNumberLength(NUMBER_CHARACTERS_MAX)
                                    .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build();

    private Documents() {}

    /** One object and nothing behind it, in UTF-8 (RFC 8259 section 8.1); empty for all else. */
    static Optional<Fields> read(byte[] octets) {
        try {
            return read(
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(octets)).toString());
        } catch (CharacterCodingException _) {
            return Optional.empty();
        }
    }

    static Optional<Fields> read(String text) {
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return Optional.empty();
            }
            Fields fields = fields(parser);
            return parser.nextToken() == null ? Optional.of(fields) : Optional.empty();
        } catch (JacksonException _) {
            return Optional.empty();
        }
    }

    /** The depth is bounded by the parser. */
    private static Fields fields(JsonParser parser) {
        Map<String, Value> fields = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            fields.put(name, value(parser));
        }
        return new Fields(fields);
    }

    private static Value value(JsonParser parser) {
        return switch (parser.currentToken()) {
            case START_OBJECT -> fields(parser);
            case START_ARRAY -> {
                List<Value> items = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    items.add(value(parser));
                }
                yield new Value.Items(items);
            }
            case VALUE_STRING -> new Value.Text(parser.getString());
            case VALUE_NUMBER_INT -> new Value.Whole(parser.getLongValue());
            case VALUE_NUMBER_FLOAT -> new Value.Json(parser.getString());
            case VALUE_TRUE -> new Value.Flag(true);
            case VALUE_FALSE -> new Value.Flag(false);
            case VALUE_NULL -> Value.Nothing.NOTHING;
            case END_OBJECT, END_ARRAY, PROPERTY_NAME, NOT_AVAILABLE, VALUE_EMBEDDED_OBJECT ->
                    throw new IllegalStateException("the parser knows where a value stands");
        };
    }

    /** A page whose shape was checked. */
    static Office.Sheet sheet(Fields page) {
        return new Office.Sheet(
                page.items("items").stream().map(item -> (Fields) item).toList(),
                page.text("next").orElse(""));
    }

    /** Whether these are items, each with fields as they should be, and perhaps a cursor. */
    static boolean isSheet(Fields page, List<Field> fields) {
        return page.find("items").orElse(Value.Nothing.NOTHING) instanceof Value.Items(var items)
                && items.stream().allMatch(item -> item instanceof Fields each && is(each, fields))
                && page.find("next")
                        .map(next -> next instanceof Value.Text(String text) && !text.isEmpty())
                        .orElse(true);
    }

    /** Whether what is known of these fields is of the right shape; a newer server has more. */
    static boolean is(Fields document, List<Field> fields) {
        return fields.stream()
                .allMatch(field ->
                        document.find(field.name())
                                .map(value -> isShaped(value, field.shape()))
                                .orElse(true));
    }

    private static boolean isShaped(Value value, Shape shape) {
        return switch (shape) {
            case Shape.Text _, Shape.Choice _, Shape.Moment _ ->
                    value instanceof Value.Text(String text) && isPrintable(text);
            case Shape.Whole _ -> value instanceof Value.Whole;
            case Shape.ListOf list ->
                    value instanceof Value.Items(var items)
                            && items.stream().allMatch(item -> isShaped(item, list.each()));
            case Shape.MapOf _ ->
                    value instanceof Fields(var texts)
                            && texts.entrySet().stream()
                                    .allMatch(each ->
                                            isPrintable(each.getKey())
                                                    && each.getValue()
                                                            instanceof Value.Text(String text)
                                                    && isPrintable(
                                                            text.replace("\n", "")
                                                                    .replace("\t", "")));
            case Shape.Group(var inner) -> value instanceof Fields group && is(group, inner);
            case Shape.Named(_, var each) ->
                    value instanceof Fields(var groups)
                            && groups.values().stream().allMatch(group -> isShaped(group, each));
            case Shape.Anything() -> true;
        };
    }

    /** What is shown on a terminal must not move its cursor. */
    static boolean isPrintable(String text) {
        return text.codePoints()
                .noneMatch(c ->
                        c < 32
                                || c >= 127 && c < 160
                                || Character.getType(c) == Character.SURROGATE);
    }
}
