package mailstead.directory.openid;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A JSON object (RFC 8259) from somebody we do not trust: bounded, without repeated names and with
 * nothing after it. Members of another type than asked for are not there. Immutable.
 */
final class Json {

    private static final int DEPTH_MAX = 16;
    private static final int TEXT_MAX = 16_384;
    private static final int NUMBER_MAX = 32;
    private static final int DOCUMENT_MAX = 262_144;
    private static final int LIST_MAX = 1_000;

    private static final JsonMapper MAPPER =
            JsonMapper.builder(
                            JsonFactory.builder()
                                    .streamReadConstraints(
                                            StreamReadConstraints.builder()
                                                    .maxNestingDepth(DEPTH_MAX)
                                                    .maxStringLength(TEXT_MAX)
                                                    .maxNumberLength(NUMBER_MAX)
                                                    .maxNameLength(TEXT_MAX)
                                                    .maxDocumentLength(DOCUMENT_MAX)
                                                    .build())
                                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                                    .build())
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();

    private final JsonNode object;

    private Json(JsonNode object) {
        this.object = object;
    }

    /** Empty for everything that is not exactly one object. */
    static Optional<Json> parse(byte[] octets) {
        try {
            JsonNode read = MAPPER.readTree(octets);
            return read.isObject() ? Optional.of(new Json(read)) : Optional.empty();
        } catch (JacksonException _) {
            return Optional.empty();
        }
    }

    boolean has(String name) {
        return object.has(name);
    }

    Optional<String> text(String name) {
        JsonNode member = object.path(name);
        return member.isString() ? Optional.of(member.asString()) : Optional.empty();
    }

    OptionalDouble number(String name) {
        JsonNode member = object.path(name);
        return member.isNumber() ? OptionalDouble.of(member.asDouble(0)) : OptionalDouble.empty();
    }

    Optional<Boolean> flag(String name) {
        JsonNode member = object.path(name);
        return member.isBoolean() ? Optional.of(member.asBoolean()) : Optional.empty();
    }

    /** One text, or the texts of a list. */
    Set<String> texts(String name) {
        Set<String> texts = new HashSet<>();
        text(name).ifPresent(texts::add);
        if (object.path(name).isArray()) {
            for (JsonNode each : object.path(name)) {
                if (each.isString() && texts.size() < LIST_MAX) {
                    texts.add(each.asString());
                }
            }
        }
        return texts;
    }

    List<Json> objects(String name) {
        List<Json> objects = new ArrayList<>();
        if (object.path(name).isArray()) {
            for (JsonNode each : object.path(name)) {
                if (each.isObject() && objects.size() < LIST_MAX) {
                    objects.add(new Json(each));
                }
            }
        }
        return objects;
    }

    /** Leaves everything out: it may be secret. */
    @Override
    public String toString() {
        return "Json[hidden]";
    }
}
