package mailstead.service.account;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mailstead.mail.Event;
import mailstead.mail.EventSink;
import mailstead.mail.MailException;
import mailstead.service.account.Authentication.Attempt;
import mailstead.service.password.PasswordHashes;
import mailstead.service.password.ScramVerifier;
import mailstead.spi.Account;
import mailstead.spi.AppPassword;
import mailstead.spi.Directory;
import mailstead.spi.DirectoryVerifier;

/**
 * Replaces weak verifiers and adds SCRAM keys when the right password is at hand, once an hour per
 * account and process. Shared. Keys are made only for accounts with a single password of their own:
 * with several, SCRAM would work for one of them and mislead about the others. Keys that app
 * passwords share their salt with stay as they are. The same goes for the hash for crypt(3), where
 * one is asked for.
 */
final class Renewal {

    private static final Duration AGAIN_AFTER = Duration.ofHours(1);
    private static final int REMEMBERED_MAX = 100_000;

    private final Directory directory;
    private final PasswordHashes hashes;
    private final EventSink events;
    private final Cache<String, Boolean> tried;

    Renewal(Directory directory, PasswordHashes hashes, EventSink events, InstantSource clock) {
        this.directory = directory;
        this.hashes = hashes;
        this.events = events;
        this.tried =
                Caffeine.newBuilder()
                        .maximumSize(REMEMBERED_MAX)
                        .expireAfterWrite(AGAIN_AFTER)
                        .ticker(() -> Ticks.nanos(clock))
                        .executor(Runnable::run)
                        .build();
    }

    /**
     * @param matching the verifier of the account that the password fits
     */
    void renew(Attempt attempt, Account account, String matching, byte[] password) {
        if (DirectoryVerifier.parse(matching).isPresent()) {
            return;
        }
        List<String> appVerifiers =
                account.appPasswords().stream().map(AppPassword::verifier).toList();
        boolean isScram = ScramVerifier.parse(matching).isPresent();
        boolean isShared =
                isScram && appVerifiers.stream().anyMatch(v -> ScramVerifier.parse(v).isPresent());
        boolean weak = !isShared && !hashes.isCurrent(matching);
        boolean keysMissing = account.verifiers().size() == 1 && !isScram;
        boolean isForCrypt = hashes.areForCrypt() && PasswordHashes.isForCrypt(matching);
        boolean cryptMissing =
                hashes.areForCrypt() && !isScram && !isForCrypt && isOnlyPassword(account);
        if (!weak && !keysMissing && !cryptMissing
                || tried.asMap().putIfAbsent(account.login(), true) != null) {
            return;
        }
        try {
            List<String> replacements = new ArrayList<>();
            if (isScram) {
                replacements.add(hashes.makeScram(password));
            } else {
                replacements.add(weak ? hashes.makeArgon2id(password) : matching);
                if (keysMissing) {
                    replacements.add(hashes.makeScram(password, appVerifiers));
                }
                if (isForCrypt) {
                    replacements.add(matching);
                }
                if (cryptMissing) {
                    replacements.add(hashes.makeForCrypt(password));
                }
            }
            // A slow hash may have come and gone meanwhile; the directory replaces only what is
            // still there.
            directory.upgradeVerifier(account.login(), matching, replacements);
        } catch (MailException failure) {
            events.emit(
                    new Event.Trouble(
                            attempt.session(),
                            failure.reason(),
                            "the password hash of account "
                                    + account.login()
                                    + " could not be renewed",
                            "nothing: the next log-in tries again in an hour",
                            Optional.of(failure)));
        }
    }

    private static boolean isOnlyPassword(Account account) {
        return account.verifiers().stream()
                        .filter(verifier -> ScramVerifier.parse(verifier).isEmpty())
                        .count()
                == 1;
    }
}
