package mailstead.service.account;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Counts wrong passwords and says who must wait. Shared; its memory is bounded.
 *
 * <p>Each failure fills three buckets that drain steadily, so that {@code limit} failures leave
 * within {@code window}: one per account and client network, one per client network, one per
 * account. While a bucket is above its limit, each further failure shuts it for twice as long as
 * the last, up to a bound. A network is an IPv4 address or an IPv6 /64. The account's own bucket,
 * which guesses from many networks fill, does not shut out networks from which the account's owner
 * has lately logged in.
 */
final class Throttle {

    private final LoginLimits limits;
    private final InstantSource clock;
    private final Cache<String, Bucket> pairs;
    private final Cache<String, Bucket> networks;
    private final Cache<String, Bucket> accounts;
    private final Cache<String, Boolean> familiar;

    Throttle(LoginLimits limits, InstantSource clock) {
        this.limits = limits;
        this.clock = clock;
        this.pairs = cache(limits.window().plus(limits.delayMax()), limits.rememberedMax());
        this.networks = cache(limits.window().plus(limits.delayMax()), limits.rememberedMax());
        this.accounts = cache(limits.window().plus(limits.delayMax()), limits.rememberedMax());
        this.familiar = cache(limits.familiarFor(), limits.rememberedMax());
    }

    /** Whether a client must wait whatever account it asks for. */
    boolean isShut(InetAddress client) {
        return isShut(networks, network(client));
    }

    /** Whether a client must wait for this account. */
    boolean isShut(InetAddress client, String account) {
        String pair = pair(client, account);
        return isShut(client)
                || isShut(pairs, pair)
                || isShut(accounts, account) && familiar.getIfPresent(pair) == null;
    }

    void failed(InetAddress client, String account) {
        add(pairs, pair(client, account), limits.perAccountAndNetwork());
        add(networks, network(client), limits.perNetwork());
        add(accounts, account, limits.perAccount());
    }

    /** A failure that is no guess at any account. */
    void failed(InetAddress client) {
        add(networks, network(client), limits.perNetwork());
    }

    void succeeded(InetAddress client, String account) {
        String pair = pair(client, account);
        pairs.invalidate(pair);
        familiar.put(pair, true);
    }

    /**
     * @param level failures not yet drained, as of {@code at}
     * @param shutUntil when the next attempt is looked at
     */
    private record Bucket(double level, Instant at, Instant shutUntil) {}

    private boolean isShut(Cache<String, Bucket> buckets, String key) {
        Bucket bucket = buckets.getIfPresent(key);
        return bucket != null && clock.instant().isBefore(bucket.shutUntil);
    }

    private void add(Cache<String, Bucket> buckets, String key, int limit) {
        Instant now = clock.instant();
        buckets.asMap()
                .compute(
                        key,
                        (_, bucket) -> {
                            double level = bucket == null ? 1 : 1 + drained(bucket, now, limit);
                            return new Bucket(level, now, now.plus(delay(level - limit)));
                        });
    }

    private double drained(Bucket bucket, Instant now, int limit) {
        double passed = Math.max(0, Duration.between(bucket.at, now).toMillis());
        return Math.max(0, bucket.level - passed * limit / limits.window().toMillis());
    }

    /** None up to the limit, then the first delay, doubled with each failure beyond. */
    private Duration delay(double excess) {
        if (excess < 0) {
            return Duration.ZERO;
        }
        Duration delay = limits.firstDelay().multipliedBy(1L << (int) Math.min(20, excess));
        return delay.compareTo(limits.delayMax()) > 0 ? limits.delayMax() : delay;
    }

    private <V> Cache<String, V> cache(Duration age, int entriesMax) {
        return Caffeine.newBuilder()
                .maximumSize(entriesMax)
                .expireAfterWrite(age)
                .ticker(() -> Ticks.nanos(clock))
                .executor(Runnable::run)
                .build();
    }

    private static String pair(InetAddress client, String account) {
        return network(client) + " " + account;
    }

    private static String network(InetAddress client) {
        byte[] octets = client.getAddress();
        return HexFormat.of()
                .formatHex(client instanceof Inet6Address ? Arrays.copyOf(octets, 8) : octets);
    }
}
