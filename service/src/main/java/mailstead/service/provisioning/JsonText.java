package mailstead.service.provisioning;

import java.util.Map;

/** Writes values as JSON; what is read is read elsewhere. */
final class JsonText {

    private JsonText() {}

    static void append(StringBuilder json, Value value) {
        switch (value) {
            case Value.Text(String text) -> appendText(json, text);
            case Value.Whole(long number) -> json.append(number);
            case Value.Flag(boolean isSet) -> json.append(isSet);
            case Value.Json(String text) -> json.append(text);
            case Value.Nothing _ -> json.append("null");
            case Value.Items(var items) -> {
                json.append('[');
                String separator = "";
                for (Value item : items) {
                    json.append(separator);
                    append(json, item);
                    separator = ",";
                }
                json.append(']');
            }
            case Value.Fields(var fields) -> {
                json.append('{');
                String separator = "";
                for (Map.Entry<String, Value> field : fields.entrySet()) {
                    json.append(separator);
                    appendText(json, field.getKey());
                    json.append(':');
                    append(json, field.getValue());
                    separator = ",";
                }
                json.append('}');
            }
        }
    }

    /** RFC 8259 section 7; lone surrogates are escaped, so that the octets are always UTF-8. */
    private static void appendText(StringBuilder json, String text) {
        json.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c == '\n') {
                json.append("\\n");
            } else if (c < 32 || c == 127 || Character.isSurrogate(c) && !isPaired(text, i)) {
                json.append("\\u").append(hex(c));
            } else {
                json.append(c);
            }
        }
        json.append('"');
    }

    private static boolean isPaired(String text, int i) {
        char c = text.charAt(i);
        return Character.isHighSurrogate(c)
                ? i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))
                : i > 0 && Character.isHighSurrogate(text.charAt(i - 1));
    }

    private static String hex(char c) {
        return Integer.toHexString(c | 0x1_0000).substring(1);
    }
}
