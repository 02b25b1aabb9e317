package mailstead.service.account;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Optional;
import java.util.random.RandomGenerator;
import mailstead.spi.Account;
import mailstead.spi.DirectoryVerifier;

/**
 * Passwords that were right a moment ago, so that a client that polls does not cost a hash each
 * time. Shared. Holds no password: only HMACs under a key that dies with the process, over login,
 * verifiers and password; a changed verifier therefore ends an entry at once.
 */
final class RightPasswords {

    private final byte[] key = new byte[32];
    private final boolean enabled;
    private final Cache<ByteBuffer, Boolean> entries;

    RightPasswords(LoginLimits limits, RandomGenerator random, InstantSource clock) {
        random.nextBytes(key);
        this.enabled = limits.rememberPasswordFor().isPositive();
        this.entries =
                Caffeine.newBuilder()
                        .maximumSize(limits.rememberedMax())
                        .expireAfterWrite(limits.rememberPasswordFor())
                        .ticker(() -> Ticks.nanos(clock))
                        .executor(Runnable::run)
                        .build();
    }

    boolean contains(Account account, byte[] password) {
        return isRememberable(account) && entries.getIfPresent(entry(account, password)) != null;
    }

    void add(Account account, byte[] password) {
        if (isRememberable(account)) {
            entries.put(entry(account, password), true);
        }
    }

    /** Not when nothing in the account would change with the password. */
    private boolean isRememberable(Account account) {
        return enabled
                && account.verifiers().stream()
                        .map(DirectoryVerifier::parse)
                        .flatMap(Optional::stream)
                        .noneMatch(verifier -> verifier.mark().isEmpty());
    }

    private ByteBuffer entry(Account account, byte[] password) {
        KeyedDigest digest =
                new KeyedDigest(key).with(account.login().getBytes(StandardCharsets.UTF_8));
        for (String verifier : account.verifiers()) {
            digest.with(verifier.getBytes(StandardCharsets.UTF_8));
        }
        return ByteBuffer.wrap(digest.with(password).value());
    }
}
