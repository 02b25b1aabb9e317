package mailstead.node.log;

import java.util.Map;
import mailstead.node.config.LogConfig;

/**
 * Writes fields as one line. Whatever a value holds, the line stays one line and its fields stay
 * what they are: control characters, line separators and text direction marks are escaped, values
 * with anything but plain characters quoted.
 */
final class LineFormat {

    /** A value longer than this is cut: a log is not a store for what strangers send. */
    private static final int VALUE_CHARACTERS_MAX = 10_000;

    private LineFormat() {}

    /** Without line end. */
    static String line(LogConfig.Format format, Map<String, Object> fields) {
        return switch (format) {
            case TEXT -> text(fields);
            case JSON -> json(fields);
        };
    }

    private static String text(Map<String, Object> fields) {
        StringBuilder line = new StringBuilder(160);
        fields.forEach((name, value) -> {
            if (!line.isEmpty()) {
                line.append(' ');
            }
            line.append(name).append('=');
            String text = cut(value);
            if (isPlain(text)) {
                line.append(text);
            } else {
                quote(line, text);
            }
        });
        return line.toString();
    }

    private static String json(Map<String, Object> fields) {
        StringBuilder line = new StringBuilder(200).append('{');
        fields.forEach((name, value) -> {
            if (line.length() > 1) {
                line.append(',');
            }
            quote(line, name);
            line.append(':');
            if (value instanceof Number) {
                line.append(value);
            } else {
                quote(line, cut(value));
            }
        });
        return line.append('}').toString();
    }

    private static String cut(Object value) {
        String text = String.valueOf(value);
        return text.length() > VALUE_CHARACTERS_MAX
                ? text.substring(0, VALUE_CHARACTERS_MAX) + "..."
                : text;
    }

    /**
     * Printable ASCII in which neither a blank, a quote, a backslash nor an equals sign could be
     * taken for syntax.
     */
    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c <= ' ' || c >= 127 || c == '"' || c == '\\' || c == '=') {
                return false;
            }
        }
        return !text.isEmpty();
    }

    /** A JSON string (RFC 8259 section 7); the same in both formats. */
    private static void quote(StringBuilder line, String text) {
        line.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> line.append("\\\"");
                case '\\' -> line.append("\\\\");
                case '\n' -> line.append("\\n");
                case '\r' -> line.append("\\r");
                case '\t' -> line.append("\\t");
                default -> {
                    if (mayForge(c)) {
                        line.append("\\u")
                                .append(Character.forDigit(c >> 12, 16))
                                .append(Character.forDigit(c >> 8 & 15, 16))
                                .append(Character.forDigit(c >> 4 & 15, 16))
                                .append(Character.forDigit(c & 15, 16));
                    } else {
                        line.append(c);
                    }
                }
            }
        }
        line.append('"');
    }

    private static boolean mayForge(char c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.UNASSIGNED,
                    Character.PRIVATE_USE ->
                    true;
            default -> false;
        };
    }
}
