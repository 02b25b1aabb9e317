package mailstead.service.webhook;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** The other side of webhooks. Shared. */
public interface Receiver {

    /**
     * Sends one request and waits for the answer, not longer than {@link
     * WebhookTeller#ATTEMPT_WITHIN}.
     *
     * @param fields of the request's head
     */
    Answer post(URI url, Map<String, String> fields, byte[] body);

    /** What came of it. */
    sealed interface Answer {

        /**
         * @param code of HTTP, 100 to 999
         * @param pause how long we are asked to wait before the next attempt
         */
        record Status(int code, Optional<Duration> pause) implements Answer {}

        /**
         * No answer, or none that is HTTP; the request may have been received.
         *
         * @param why for the operator
         */
        record None(String why) implements Answer {}
    }
}
