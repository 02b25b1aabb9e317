package mailstead.node.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executor;
import mailstead.directory.copy.BadCopy;
import mailstead.directory.copy.SigningKey;
import mailstead.directory.copy.TrustedKeys;
import mailstead.directory.publish.Publisher;
import mailstead.directory.publish.PublisherSettings;
import mailstead.directory.sql.PostgresDirectory;
import mailstead.fs.LinuxFileSystem;
import mailstead.mail.Event;
import mailstead.mail.EventSink;
import mailstead.mail.MailException;

/**
 * An ISP's directory: how long it takes to build and publish a generation of copies, how large it
 * is, and how much memory stays in use (the directory is made up while it is read, so the
 * database's part is not in it); how fast accounts and addresses are looked up in such a copy, by a
 * process with a heap of its own, and in PostgreSQL; how many passwords can be checked.
 */
final class DirectoryBench {

    /** What can be measured for itself. */
    static final List<String> SIDES = List.of("copy", "postgresql", "passwords");

    private static final String COPY = "copy";
    private static final String COLD = "postgres-restarted";
    private static final String WARM = "postgres-warm";
    private static final String REMEMBERED = "postgres-remembered";
    private static final String RATE = "look-ups a second";
    private static final int EACH = 4_000;
    private static final int REMEMBERED_ACCOUNTS = 10_000;
    private static final Executor BACKGROUND =
            task -> Thread.ofPlatform().daemon().name("directory").start(task);

    private final int accounts;
    private final int rounds;
    private final String heap;
    private final List<String> sides;
    private final Figures figures = new Figures("directory");

    /**
     * @param heap of the process that looks up in the copy, as {@code -Xmx} takes it
     * @param sides of {@link #SIDES}
     */
    DirectoryBench(int accounts, int rounds, String heap, List<String> sides) {
        this.accounts = accounts;
        this.rounds = rounds;
        this.heap = heap;
        this.sides = List.copyOf(sides);
    }

    /**
     * @param folder empty, with room for the generation, a copy of it and the database
     */
    void run(Path folder) throws IOException, InterruptedException {
        double loadBefore = load();
        if (sides.contains(COPY)) {
            tell("publishing");
            Path published = Files.createDirectory(folder.resolve("published"));
            Path keys = folder.resolve("keys");
            publish(published, keys);
            tell("looking up in a copy");
            lookUpInCopy(published, keys, folder.resolve("copy"));
            Filling.remove(published);
        }
        if (sides.contains("postgresql")) {
            tell("filling PostgreSQL");
            lookUpInPostgres(Files.createDirectory(folder.resolve("postgresql")));
        }
        if (sides.contains("passwords")) {
            tell("checking passwords");
            new SchemeChecks().run(figures, rounds);
        }
        System.out.printf(
                Locale.ROOT,
                "directory: %d cores, load %.1f at the beginning and %.1f at the end%n",
                Runtime.getRuntime().availableProcessors(),
                loadBefore,
                load());
        figures.printMedians(System.out);
        if (sides.contains(COPY) && sides.contains("postgresql")) {
            printRatios();
        }
    }

    private static double load() {
        return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    }

    private void printRatios() {
        for (String side : List.of(COLD, WARM, REMEMBERED)) {
            System.out.printf(
                    Locale.ROOT,
                    "ratio %s: %s / %s %.3g%n",
                    RATE,
                    COPY,
                    side,
                    figures.median(COPY, RATE) / figures.median(side, RATE));
        }
    }

    private static void tell(String what) {
        System.err.println("bench: " + what);
    }

    private void lookUpInCopy(Path published, Path keys, Path local)
            throws IOException, InterruptedException {
        List<String> command =
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx" + heap,
                        "-XX:+UseSerialGC",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "mailstead.node.Main",
                        "bench",
                        "directory-copy",
                        "--published",
                        published.toString(),
                        "--keys",
                        keys.toString(),
                        "--local",
                        local.toString(),
                        "--accounts",
                        "" + accounts,
                        "--rounds",
                        "" + rounds);
        Process process =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith(CopyLookUps.MARK)) {
                    String[] parts = line.split(" ", 3);
                    figures.add(COPY, parts[2], Double.parseDouble(parts[1]));
                }
            }
        }
        if (process.waitFor() != 0) {
            throw new IOException("the process that looks up in the copy failed");
        }
    }

    private void lookUpInPostgres(Path folder) throws IOException, InterruptedException {
        int threads = Runtime.getRuntime().availableProcessors();
        try (Postgres server = new Postgres(folder)) {
            long begun = System.nanoTime();
            server.fill(accounts);
            figures.add(WARM, "filling s", (System.nanoTime() - begun) / 1e9);
            tell("looking up in PostgreSQL");
            for (int round = 0; round < rounds; round++) {
                server.restart();
                try (PostgresDirectory directory = open(server, 0)) {
                    LookUps lookUps = new LookUps(directory, threads, EACH);
                    lookUps.know(1);
                    lookUps.run(accounts, round).addTo(figures, COLD);
                }
            }
            try (PostgresDirectory directory = open(server, 0)) {
                LookUps lookUps = new LookUps(directory, threads, EACH * 4);
                lookUps.run(accounts, -1);
                for (int round = 0; round < rounds; round++) {
                    lookUps.run(accounts, rounds + round).addTo(figures, WARM);
                }
            }
            try (PostgresDirectory directory = open(server, 4 * REMEMBERED_ACCOUNTS)) {
                int some = Math.min(accounts, REMEMBERED_ACCOUNTS);
                LookUps lookUps = new LookUps(directory, threads, EACH * 25);
                lookUps.know(some);
                lookUps.run(some, -1);
                for (int round = 0; round < rounds; round++) {
                    lookUps.run(some, round).addTo(figures, REMEMBERED);
                }
            }
        } catch (MailException cannot) {
            throw new IOException(cannot);
        }
    }

    private static PostgresDirectory open(Postgres server, int cachedMax) {
        return PostgresDirectory.open(server.settings(cachedMax), BACKGROUND, EventSink.NOWHERE);
    }

    private void publish(Path folder, Path keys) throws IOException {
        try {
            SigningKey.Pair pair = SigningKey.Pair.generate();
            Files.writeString(keys, pair.open());
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
                    "directory: publisher's heap in use after the last collection %d MiB, of %d MiB allowed%n",
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
