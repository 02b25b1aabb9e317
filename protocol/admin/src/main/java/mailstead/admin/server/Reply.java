package mailstead.admin.server;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One HTTP answer.
 *
 * @param fields header fields besides the usual
 * @param body may be empty
 */
record Reply(int status, Map<String, String> fields, byte[] body) {

    static final String JSON = "application/json";

    Reply {
        fields = Map.copyOf(fields);
    }

    static Reply json(int status, String json) {
        return text(status, JSON, json);
    }

    static Reply text(int status, String type, String text) {
        return new Reply(
                status, Map.of("Content-Type", type), text.getBytes(StandardCharsets.UTF_8));
    }

    static Reply empty(int status) {
        return new Reply(status, Map.of(), new byte[0]);
    }

    Reply with(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(fields);
        more.put(name, value);
        return new Reply(status, more, body);
    }
}
