package mailstead.admin.server;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import mailstead.service.provisioning.Value;
import mailstead.service.provisioning.Value.Fields;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;

/** Reads JSON that may be hostile. Shared. */
final class Documents {

    /** A list of 10,000 addresses fits. */
    static final int OCTETS_MAX = 4 * 1024 * 1024;

    private static final int DEPTH_MAX = 8;
    private static final int TOKENS_MAX = 50_000;
    private static final int STRING_CHARACTERS_MAX = 16 * 1024;
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

    /** One object and nothing behind it, in UTF-8 (RFC 8259 section 8.1). */
    static Fields read(byte[] octets) throws Malformed {
        String text;
        try {
            text =
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .onMalformedInput(CodingErrorAction.REPORT)
                            .decode(ByteBuffer.wrap(octets))
                            .toString();
        } catch (CharacterCodingException _) {
            throw new Malformed(400, "the body is not UTF-8");
        }
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new Malformed(400, "the body must be a JSON object");
            }
            Fields fields = fields(parser);
            if (parser.nextToken() != null) {
                throw new Malformed(400, "something stands behind the JSON object");
            }
            return fields;
        } catch (JacksonException broken) {
            TokenStreamLocation at = broken.getLocation();
            String place =
                    at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
            throw new Malformed(
                    400,
                    "the body is not JSON that can be taken"
                            + place
                            + ": malformed, a name twice, or more than "
                            + DEPTH_MAX
                            + " levels, "
                            + TOKENS_MAX
                            + " parts or "
                            + STRING_CHARACTERS_MAX
                            + " characters in a text");
        }
    }

    /** SHA-256 in hexadecimal of a text in UTF-8 and what follows it. */
    static String digest(String text, byte[] octets) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest.digest(octets));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** The depth is bounded by the parser. */
    private static Fields fields(JsonParser parser) throws Malformed {
        Map<String, Value> fields = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            fields.put(name, value(parser));
        }
        return new Fields(fields);
    }

    private static Value value(JsonParser parser) throws Malformed {
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
            case VALUE_TRUE -> new Value.Flag(true);
            case VALUE_FALSE -> new Value.Flag(false);
            case VALUE_NULL -> Value.Nothing.NOTHING;
            case VALUE_NUMBER_FLOAT ->
                    throw new Malformed(
                            400, "numbers here are whole, without fraction or exponent");
            case END_OBJECT, END_ARRAY, PROPERTY_NAME, NOT_AVAILABLE, VALUE_EMBEDDED_OBJECT ->
                    throw new Malformed(400, "the body is not JSON");
        };
    }
}
