package mailstead.node.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import mailstead.mail.TemporaryFailure;
import mailstead.service.password.PasswordHashes;

/**
 * How many passwords a second can be checked with each scheme, on all cores: nearly all that a
 * log-in costs that is not remembered. The schemes that we make have their usual cost; the others
 * that of the software that they come from.
 */
final class SchemeChecks {

    private static final byte[] PASSWORD = "correct horse".getBytes(StandardCharsets.UTF_8);
    private static final long NANOS = 1_000_000_000L;

    /** Until the compiler has done what it can. */
    private static final int WARM_UP = 3;

    private final int cores = Runtime.getRuntime().availableProcessors();
    private final PasswordHashes hashes =
            new PasswordHashes(PasswordHashes.Settings.defaults(cores), new SecureRandom());

    /** By the names they are reported under. */
    private Map<String, String> verifiers() throws TemporaryFailure {
        Map<String, String> verifiers = new LinkedHashMap<>();
        verifiers.put("ARGON2ID 19 MiB, 2 passes (ours)", hashes.makeArgon2id(PASSWORD));
        verifiers.put("SCRAM-SHA-256 15000 (ours)", hashes.makeScram(PASSWORD));
        verifiers.put("SHA512-CRYPT (ours for crypt(3))", hashes.makeForCrypt(PASSWORD));
        verifiers.put(
                "BLF-CRYPT cost 10",
                "{BLF-CRYPT}$2b$10$CCCCCCCCCCCCCCCCCCCCC.rrX7hL/aohAb51y8eT8QKeTJJsA0s1m");
        verifiers.put(
                "SCRYPT N 16384, r 8, p 1",
                "{SCRYPT}$7$C6..../....SodiumChloride$kBGj9fHznVYFQMEn/qDCfrDevf9YDtcDdKvEqHJLV8D");
        verifiers.put(
                "PBKDF2-SHA1 5000",
                "{PBKDF2}$1$salt$5000$4b007901b765489abead49d926f721d065a429c1");
        verifiers.put(
                "PBKDF2-SHA256 29000",
                "{PBKDF2-SHA256}29000$MDEyMzQ1Njc4OWFiY2RlZg$tiKWHy4FAGCWE8gn6GtKhaxD2OeeAUUWXFT/p1aaNl8");
        verifiers.put(
                "PBKDF2-SHA512 25000",
                "{PBKDF2-SHA512}25000$MDEyMzQ1Njc4OWFiY2RlZg$vgFvU7zWIDgDAUi7d8ayt.cfRiPWVVWfv8iQRsGZaZviWzsSNgWYXEE5PmvI/VELMsOmEbqLz0PKuePNjOk41A");
        verifiers.put(
                "SHA256-CRYPT 5000",
                "{SHA256-CRYPT}$5$saltstring$5B8vYYiY.CVt1RlTTf8KbXBH3hsxY/GNooZaBBGWEc5");
        verifiers.put("MD5-CRYPT", "{MD5-CRYPT}$1$saltstri$YMyguxXMBpd2TEZ.vS/3q1");
        verifiers.put("DES-CRYPT", "{CRYPT}abNANd1rDfiNc");
        verifiers.put(
                "SSHA512",
                "{SSHA512}yreFFnGZtsvzvla8i9E2vdgYkV/W/fffWI58oF/Bz6gCBig8LFcqTU6mYV4HpwNgAq53rou6YGObsfQ+inK2+XBlcHBlcg==");
        verifiers.put("SSHA", "{SSHA}D4kSuvPIF4rZzl+dW9Km/1788fBwZXBwZXI=");
        verifiers.put("PLAIN-MD5", "{PLAIN-MD5}5ebe2294ecd0e0f08eab7690d2a6ee69");
        verifiers.put("PLAIN", "{PLAIN}correct horse battery");
        return verifiers;
    }

    void run(Figures figures, int rounds) throws IOException, InterruptedException {
        try {
            for (Map.Entry<String, String> each : verifiers().entrySet()) {
                for (int i = 0; i < WARM_UP; i++) {
                    double _ = perSecond(each.getValue());
                }
                for (int round = 0; round < rounds; round++) {
                    figures.add(
                            "passwords",
                            each.getKey() + ", checks a second",
                            perSecond(each.getValue()));
                }
            }
        } catch (TemporaryFailure busy) {
            throw new IOException(busy);
        }
    }

    private double perSecond(String verifier) throws IOException, InterruptedException {
        List<Future<Long>> checking = new ArrayList<>();
        long begun = System.nanoTime();
        try (ExecutorService pool = Executors.newFixedThreadPool(cores)) {
            for (int i = 0; i < cores; i++) {
                checking.add(pool.submit(() -> checks(verifier, begun)));
            }
        }
        double seconds = (System.nanoTime() - begun) / 1e9;
        long sum = 0;
        for (Future<Long> each : checking) {
            try {
                sum += each.get();
            } catch (ExecutionException failure) {
                throw new IOException(failure.getCause());
            }
        }
        return sum / seconds;
    }

    private long checks(String verifier, long begun) throws TemporaryFailure {
        long checks = 0;
        while (System.nanoTime() - begun < NANOS) {
            if (hashes.verify(verifier, PASSWORD) == PasswordHashes.Match.UNREADABLE) {
                throw new IllegalStateException("cannot be read: " + verifier);
            }
            checks++;
        }
        return checks;
    }
}
