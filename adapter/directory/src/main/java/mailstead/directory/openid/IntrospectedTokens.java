package mailstead.directory.openid;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import mailstead.mail.Reason;
import mailstead.mail.TemporaryFailure;
import mailstead.spi.TokenProvider;

/**
 * Tokens that say nothing to us: the provider is asked about each (RFC 7662). Shared. So many
 * questions at once and no more; who comes then is told to come back.
 */
public final class IntrospectedTokens implements TokenProvider {

    private static final int TOKEN_CHARACTERS_MAX = 9_000;
    private static final int QUESTIONS_MAX = 64;

    private final ProviderConnection connection;
    private final URI address;
    private final String clientId;
    private final Secret secret;
    private final Expectations expectations;
    private final InstantSource clock;
    private final Semaphore questions = new Semaphore(QUESTIONS_MAX);

    /** What we prove to the provider who we are with; read anew for each question. */
    @FunctionalInterface
    public interface Secret {
        String read() throws IOException;
    }

    /**
     * @param address of the introspection endpoint
     * @param connection closed with this
     */
    public IntrospectedTokens(
            URI address,
            String clientId,
            Secret secret,
            Expectations expectations,
            InstantSource clock,
            ProviderConnection connection) {
        this.address = address;
        this.clientId = clientId;
        this.secret = secret;
        this.expectations = expectations;
        this.clock = clock;
        this.connection = connection;
    }

    @Override
    public Answer check(String token) throws TemporaryFailure {
        if (token.length() > TOKEN_CHARACTERS_MAX) {
            return new Answer.Invalid();
        }
        if (!questions.tryAcquire()) {
            throw new TemporaryFailure(
                    Reason.OVER_LIMIT, "too many log-ins at once, try again later");
        }
        try {
            byte[] answer =
                    connection.post(
                            address,
                            authorization(),
                            "token=" + encoded(token) + "&token_type_hint=access_token");
            return judge(answer);
        } catch (IOException failure) {
            throw new TemporaryFailure(
                    Reason.DIRECTORY_UNAVAILABLE, "tokens cannot be checked just now", failure);
        } finally {
            questions.release();
        }
    }

    /** RFC 7662 section 2.2. */
    private Answer judge(byte[] octets) throws IOException {
        Optional<Json> answer = Json.parse(octets);
        Optional<Boolean> active = answer.flatMap(json -> json.flag("active"));
        if (answer.isEmpty() || active.isEmpty()) {
            throw new IOException(address + " does not say whether the token is active");
        }
        return active.get()
                ? expectations.judge(answer.get(), clock.instant(), false)
                : new Answer.Invalid();
    }

    /** RFC 6749 section 2.3.1: both are encoded as in forms before they are joined. */
    private String authorization() throws IOException {
        String pair = encoded(clientId) + ":" + encoded(secret.read());
        return "Basic "
                + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.US_ASCII));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        connection.close();
    }
}
