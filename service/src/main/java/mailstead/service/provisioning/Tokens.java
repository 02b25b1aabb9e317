package mailstead.service.provisioning;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.random.RandomGenerator;
import mailstead.mail.MailException;
import mailstead.service.provisioning.Answer.Refused;
import mailstead.service.provisioning.Answer.TooMany;
import mailstead.service.provisioning.Answer.Why;
import mailstead.spi.ApiToken;
import mailstead.spi.Registry;

/**
 * Who is let in. A token is looked up anew for each request, so that one that is revoked ends at
 * once. Shared.
 */
public final class Tokens {

    /** What every token begins with, so that one that leaked is recognised. */
    public static final String PREFIX = "mstk_";

    private static final int SECRET_OCTETS = 32;
    private static final int TOKEN_CHARACTERS_MAX = 200;

    /** Wrong tokens from one network: this many at once, then one in so many seconds. */
    private static final int GUESSES_MAX = 20;

    private static final double GUESSES_PER_SECOND = 0.1;
    private static final Duration FAMILIAR_FOR = Duration.ofMinutes(10);
    private static final int FAMILIAR_MAX = 10_000;

    private final Registry registry;
    private final InstantSource clock;
    private final Buckets guesses;
    private final Buckets requests;

    /** Right tokens are not kept out by a neighbour's guessing. */
    private final Cache<String, Boolean> familiar =
            Caffeine.newBuilder().maximumSize(FAMILIAR_MAX).expireAfterWrite(FAMILIAR_FOR).build();

    /** Who comes in, or why not. */
    public sealed interface Entry {
        record Known(Caller caller) implements Entry {}

        record Turned(Answer answer) implements Entry {}
    }

    /**
     * @param requestsPerSecond how many each token may make at this node
     */
    public Tokens(Registry registry, int requestsPerSecond, InstantSource clock) {
        this.registry = registry;
        this.clock = clock;
        this.guesses = new Buckets(GUESSES_PER_SECOND, GUESSES_MAX, clock);
        this.requests = new Buckets(requestsPerSecond, 2 * requestsPerSecond, clock);
    }

    /**
     * @param token as the client gave it; empty for none
     */
    public Entry enter(String token, InetAddress client) throws MailException {
        String network = network(client);
        String digest = Digest.of(token);
        Optional<Duration> shut =
                familiar.getIfPresent(digest) == null ? guesses.full(network) : Optional.empty();
        if (shut.isPresent()) {
            return new Entry.Turned(
                    new TooMany(shut.get(), "too many wrong tokens came from your network"));
        }
        Instant now = clock.instant();
        Optional<ApiToken> known =
                token.startsWith(PREFIX) && token.length() <= TOKEN_CHARACTERS_MAX
                        ? registry.look(desk -> desk.findTokenByDigest(digest))
                        : Optional.empty();
        Optional<ApiToken> valid =
                known.filter(each -> each.expiresAt().map(now::isBefore).orElse(true));
        if (valid.isEmpty()) {
            familiar.invalidate(digest);
            guesses.take(network);
            return new Entry.Turned(
                    Refused.of(
                            Why.UNKNOWN_TOKEN, "a token is needed that is known and not expired"));
        }
        familiar.put(digest, true);
        Optional<Duration> busy = requests.take(valid.get().id());
        return busy.<Entry>map(wait ->
                        new Entry.Turned(new TooMany(wait, "this token makes too many requests")))
                .orElseGet(() -> new Entry.Known(caller(valid.get(), token, client)));
    }

    private static Caller caller(ApiToken token, String secret, InetAddress client) {
        Level level = Level.of(token.scope());
        return new Caller(
                token.id(),
                token.name(),
                level,
                level == Level.OPERATOR ? Optional.empty() : Optional.of(token.customers()),
                client.getHostAddress(),
                Seal.hmac(secret.getBytes(StandardCharsets.UTF_8), "answers"));
    }

    /** A new token that nobody can guess. */
    static String fresh(RandomGenerator random) {
        byte[] octets = new byte[SECRET_OCTETS];
        random.nextBytes(octets);
        return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(octets);
    }

    private static String network(InetAddress client) {
        byte[] octets = client.getAddress();
        return HexFormat.of()
                .formatHex(client instanceof Inet6Address ? Arrays.copyOf(octets, 8) : octets);
    }
}
