package mailstead.node.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import mailstead.directory.copy.BadCopy;
import mailstead.directory.copy.SigningKey;
import mailstead.directory.copy.TrustedKeys;
import mailstead.directory.publish.Publisher;
import mailstead.directory.publish.PublisherSettings;
import mailstead.fs.LinuxFileSystem;
import mailstead.mail.Event;
import mailstead.mail.MailException;

/**
 * How long it takes to build and publish a generation of copies, how large it is, and how much
 * memory stays in use. The directory is made up while it is read, so the database's part is not in
 * it.
 */
final class DirectoryBench {

    private final int accounts;

    DirectoryBench(int accounts) {
        this.accounts = accounts;
    }

    /**
     * @param folder empty, with room for the generation
     */
    void run(Path folder) throws IOException {
        try {
            SigningKey.Pair pair = SigningKey.Pair.generate();
            long[] octets = new long[1];
            Publisher publisher =
                    new Publisher(
                            new GeneratedCentre(accounts),
                            new LinuxFileSystem(),
                            new PublisherSettings(
                                    folder.toString(),
                                    SigningKey.parse(pair.secret()),
                                    TrustedKeys.parse(pair.open()),
                                    Duration.ofDays(1)),
                            InstantSource.system(),
                            Runnable::run,
                            event -> {
                                if (event instanceof Event.CopyPublished published) {
                                    octets[0] = published.octets();
                                }
                            });
            long begun = System.nanoTime();
            publisher.publish();
            double seconds = (System.nanoTime() - begun) / 1e9;
            System.out.printf(
                    Locale.ROOT,
                    "directory: %d accounts: %.1f s to build and publish (%.0f accounts/s), %d octets in all files (%d an account)%n",
                    accounts,
                    seconds,
                    accounts / seconds,
                    octets[0],
                    octets[0] / Math.max(1, accounts));
            System.out.printf(
                    Locale.ROOT,
                    "directory: heap in use after the last collection %d MiB, of %d MiB allowed%n",
                    heap() >> 20,
                    Runtime.getRuntime().maxMemory() >> 20);
        } catch (BadCopy | MailException cannot) {
            throw new IOException(cannot);
        }
    }

    private static long heap() {
        long sum = 0;
        for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
            if (pool.getType() == MemoryType.HEAP) {
                sum += pool.getCollectionUsage().getUsed();
            }
        }
        return sum;
    }
}
