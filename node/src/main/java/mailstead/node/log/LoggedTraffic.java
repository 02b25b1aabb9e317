package mailstead.node.log;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import mailstead.node.config.LogConfig.Level;
import mailstead.wire.TrafficTap;

/**
 * Conversations as log lines: {@code traffic}, with {@code session}, {@code from} and {@code
 * octets}. Shared.
 */
public final class LoggedTraffic implements TrafficTap {

    private final LogOutput log;

    public LoggedTraffic(LogOutput log) {
        this.log = log;
    }

    @Override
    public void received(String session, byte[] octets, int offset, int length) {
        line(session, "client", octets, offset, length);
    }

    @Override
    public void sent(String session, byte[] octets, int offset, int length) {
        line(session, "server", octets, offset, length);
    }

    private void line(String session, String from, byte[] octets, int offset, int length) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("session", session);
        fields.put("from", from);
        fields.put("octets", new String(octets, offset, length, StandardCharsets.ISO_8859_1));
        log.note(Level.INFO, "traffic", fields);
    }
}
