package mailstead.testkit.log;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.SplittableRandom;
import mailstead.fs.FileSystem;
import mailstead.fs.log.Appended;
import mailstead.fs.log.LogPolicy;
import mailstead.fs.log.SharedLog;

/** What one host knows of a log, and the few things that tests do with it. */
final class Host {

    /** Snapshots after three entries, little memory, no comfort. */
    static final LogPolicy HASTY =
            new LogPolicy(
                    1 << 20,
                    1,
                    3,
                    1000,
                    0,
                    Duration.ZERO,
                    1000,
                    1000,
                    8,
                    8,
                    1000,
                    Duration.ofSeconds(5));

    static final String TOP = "/volume";
    static final String FOLDER = TOP + "/log";

    final SharedLog<Ledger> log;
    int births;

    Host(FileSystem files, long seed) {
        this(files, FOLDER, seed, HASTY);
    }

    Host(FileSystem files, String folder, long seed, LogPolicy policy) {
        SplittableRandom random = new SplittableRandom(seed);
        log =
                new SharedLog<>(
                        files, folder, new LedgerCodec(), this::birth, random::nextLong, policy);
    }

    private Ledger birth(Optional<Ledger> salvaged) {
        births++;
        return salvaged.orElse(Ledger.EMPTY);
    }

    Appended<Ledger> append(String text) throws IOException {
        return log.append(_ -> Optional.of(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** As a mailbox does it: now and then. */
    void keepUp() throws IOException {
        if (log.isUpkeepDue()) {
            log.upkeep();
        }
    }

    Ledger read() throws IOException {
        return log.refresh().state();
    }
}
