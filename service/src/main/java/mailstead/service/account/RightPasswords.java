package mailstead.service.account;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Optional;
import java.util.random.RandomGenerator;
import mailstead.spi.Account;
import mailstead.spi.AppPassword;
import mailstead.spi.DirectoryVerifier;

/**
 * Passwords that were right a moment ago, so that a client that polls does not cost a hash each
 * time. Shared. Holds no password: only HMACs under a key that dies with the process, over login,
 * verifiers, app passwords and password; a change of any of them therefore ends an entry at once.
 */
final class RightPasswords {

    /** Ids of app passwords are never empty. */
    private static final String OWN = "";

    private final byte[] key = new byte[32];
    private final boolean enabled;
    private final Cache<ByteBuffer, String> entries;

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

    /** Which of the account's passwords it is, if that is remembered. */
    Optional<Credential> find(Account account, byte[] password) {
        String known =
                isRememberable(account) ? entries.getIfPresent(entry(account, password)) : null;
        if (known == null) {
            return Optional.empty();
        }
        return known.equals(OWN)
                ? Optional.of(Credential.OWN)
                : account.appPasswords().stream()
                        .filter(each -> each.id().equals(known))
                        .map(Credential::of)
                        .findFirst();
    }

    void add(Account account, byte[] password, Credential credential) {
        if (isRememberable(account)) {
            entries.put(
                    entry(account, password),
                    credential.appPassword().map(AppPassword::id).orElse(OWN));
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
        KeyedDigest digest = new KeyedDigest(key).with(octets(account.login()));
        for (String verifier : account.verifiers()) {
            digest.with(octets(verifier));
        }
        for (AppPassword appPassword : account.appPasswords()) {
            digest.with(octets(appPassword.id())).with(octets(appPassword.verifier()));
        }
        return ByteBuffer.wrap(digest.with(password).value());
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
