package mailstead.admin.server;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One HTTP answer.
 *
 * @param fields header fields besides the usual
 * @param body may be empty
 * @param flow makes the body while it is sent, in the place of one that is there
 */
record Reply(int status, Map<String, String> fields, byte[] body, Optional<Flow> flow) {

    static final String JSON = "application/json";

    Reply {
        fields = Map.copyOf(fields);
    }

    static Reply json(int status, String json) {
        return text(status, JSON, json);
    }

    static Reply text(int status, String type, String text) {
        return new Reply(
                status,
                Map.of("Content-Type", type),
                text.getBytes(StandardCharsets.UTF_8),
                Optional.empty());
    }

    static Reply flowing(String type, Flow flow) {
        return new Reply(200, Map.of("Content-Type", type), new byte[0], Optional.of(flow));
    }

    static Reply empty(int status) {
        return new Reply(status, Map.of(), new byte[0], Optional.empty());
    }

    Reply with(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(fields);
        more.put(name, value);
        return new Reply(status, more, body, flow);
    }
}
