package mailstead.service.webhook;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import mailstead.service.provisioning.AuditText;
import mailstead.spi.AuditRecord;
import mailstead.spi.Webhook;

/**
 * One thing to be told. Immutable.
 *
 * @param id stays the same from attempt to attempt, and is nothing else's
 * @param json in the Standard Webhooks form: {@code type}, {@code timestamp}, {@code data}
 */
record Telling(String id, String json) {

    /** The time is in the id because numbers may come again when a database is restored. */
    static Telling of(AuditRecord record) {
        return new Telling(
                "audit-" + record.number() + "-" + record.at().toEpochMilli(),
                json(
                        record.resource() + "." + record.action(),
                        record.at(),
                        AuditText.json(record)));
    }

    static Telling ping(Webhook webhook, Instant now) {
        return new Telling(
                "ping-" + webhook.id() + "-" + now.toEpochMilli(),
                json("ping", now, "{\"webhook\":\"" + webhook.id() + "\"}"));
    }

    private static String json(String type, Instant at, String data) {
        return "{\"type\":\"" + type + "\",\"timestamp\":\"" + at + "\",\"data\":" + data + "}";
    }

    Receiver.Answer to(Webhook webhook, Receiver receiver, Instant now) {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("Content-Type", "application/json");
        fields.put("webhook-id", id);
        fields.put("webhook-timestamp", Long.toString(now.getEpochSecond()));
        fields.put(
                "webhook-signature",
                Signature.of(webhook.secret(), id, now.getEpochSecond(), body));
        return receiver.post(URI.create(webhook.url()), fields, body);
    }
}
