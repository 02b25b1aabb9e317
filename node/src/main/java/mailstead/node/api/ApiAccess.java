package mailstead.node.api;

import java.net.URI;
import java.time.Duration;
import javax.net.ssl.SSLContext;

/**
 * How a provisioning API is reached. Immutable.
 *
 * @param top above {@code /v1}
 * @param token a secret
 * @param tls whom to believe
 */
public record ApiAccess(URI top, String token, SSLContext tls, Patience patience) {

    /**
     * How long somebody waits.
     *
     * @param answer for one whole answer
     * @param attemptsMax requests that did not get through are sent so often
     * @param pauseMax whoever asks for a longer pause is not asked again
     */
    public record Patience(Duration answer, int attemptsMax, Duration pauseMax) {

        /** Longer than passwords queue to be hashed. */
        public static final Patience USUAL =
                new Patience(Duration.ofSeconds(60), 4, Duration.ofSeconds(30));
    }

    /** Without the token. */
    @Override
    public String toString() {
        return "ApiAccess[" + top + "]";
    }
}
