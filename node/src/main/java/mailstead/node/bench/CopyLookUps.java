package mailstead.node.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import mailstead.directory.copy.BadCopy;
import mailstead.directory.copy.TrustedKeys;
import mailstead.directory.replica.CopyDirectory;
import mailstead.directory.replica.FolderSource;
import mailstead.directory.replica.Mapper;
import mailstead.directory.replica.Replica;
import mailstead.directory.replica.ReplicaSettings;
import mailstead.fs.LinuxFileSystem;
import mailstead.mail.EventSink;
import mailstead.mail.MailException;

/**
 * Look-ups from a copy, in a process of its own, whose heap is the one that the command line gives
 * it. Prints one figure a line, for {@link DirectoryBench}.
 */
final class CopyLookUps {

    /** What begins a line that is a figure. */
    static final String MARK = "figure ";

    private static final Duration TAKE_MAX = Duration.ofMinutes(30);
    private static final int EACH = 100_000;

    private CopyLookUps() {}

    /**
     * @param published the publisher's folder
     * @param keys file of its public keys
     * @param local a folder for the copy
     */
    static void run(Path published, Path keys, Path local, int accounts, int rounds)
            throws IOException, InterruptedException {
        LinuxFileSystem files = new LinuxFileSystem();
        long begun = System.nanoTime();
        try (CopyDirectory copy = new CopyDirectory(started(published, keys, local, files))) {
            awaitFirst(copy);
            print("taking the copy s", (System.nanoTime() - begun) / 1e9);
            LookUps lookUps = new LookUps(copy, Runtime.getRuntime().availableProcessors(), EACH);
            warmUp(lookUps, accounts);
            for (int round = 0; round < rounds; round++) {
                LookUps.Result result = lookUps.run(accounts, round);
                print("look-ups a second", result.perSecond());
                print("look-up p50 us", result.p50());
                print("look-up p99 us", result.p99());
            }
            print("heap in use MiB", heap() / 1024.0 / 1024.0);
            print("heap allowed MiB", Runtime.getRuntime().maxMemory() / 1024.0 / 1024.0);
        }
    }

    private static void warmUp(LookUps lookUps, int accounts)
            throws IOException, InterruptedException {
        print("first look-ups a second", lookUps.run(accounts, -1).perSecond());
        LookUps.Result _ = lookUps.run(accounts, -2);
    }

    private static Replica started(Path published, Path keys, Path local, LinuxFileSystem files)
            throws IOException {
        try {
            Replica replica =
                    Replica.open(
                            new ReplicaSettings(
                                    local.toString(),
                                    TrustedKeys.parse(Files.readString(keys)),
                                    Duration.ofSeconds(5),
                                    Duration.ofDays(1),
                                    Long.MAX_VALUE),
                            new FolderSource(files, published.toString()),
                            files,
                            Mapper.LOCAL,
                            task -> Thread.ofPlatform().daemon().name("copy").start(task),
                            InstantSource.system(),
                            new SecureRandom(),
                            EventSink.NOWHERE);
            replica.start();
            return replica;
        } catch (BadCopy bad) {
            throw new IOException(bad);
        }
    }

    private static void awaitFirst(CopyDirectory copy) throws IOException, InterruptedException {
        long end = System.nanoTime() + TAKE_MAX.toNanos();
        while (true) {
            try {
                if (copy.account(GeneratedCentre.login(0)).isPresent()) {
                    return;
                }
            } catch (MailException notYet) {
                if (System.nanoTime() > end) {
                    throw new IOException("the copy was not taken", notYet);
                }
            }
            Thread.sleep(20);
        }
    }

    private static void print(String figure, double value) {
        System.out.printf(Locale.ROOT, "%s%.3f %s%n", MARK, value, figure);
    }

    /** After the last collection. */
    private static long heap() {
        System.gc();
        long sum = 0;
        for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
            if (pool.getType() == MemoryType.HEAP) {
                sum += pool.getCollectionUsage().getUsed();
            }
        }
        return sum;
    }
}
