package mailstead.directory.sql;

import static mailstead.testkit.contract.Examples.account;
import static mailstead.testkit.contract.Examples.address;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import mailstead.directory.sql.SqliteSettings.Mode;
import mailstead.testkit.contract.Examples;

/**
 * How many look-ups a second one thread makes, printed by {@code main}: from the cache, from the
 * database (nothing is ever cached), and for addresses that nobody has. Not a test: it judges
 * nothing.
 */
final class LookUpBenchmark {

    private static final int ACCOUNTS = 5_000;
    private static final int ROUNDS = 5;

    private LookUpBenchmark() {}

    public static void main(String[] arguments) throws Exception {
        Path folder = Files.createTempDirectory("directory-benchmark");
        Path file = folder.resolve("directory.sqlite");
        SqliteSettings warm = SqliteSettings.of(file, Mode.CREATE);
        SqliteSettings cold =
                new SqliteSettings(file, Mode.EXPECT, warm.waitMax(), warm.readers(), 0);
        Random random = new Random(1);
        try (SqliteDirectory cached = SqliteDirectory.open(warm);
                SqliteDirectory uncached = SqliteDirectory.open(cold)) {
            Examples.fill(cached);
            long start = System.nanoTime();
            for (int i = 0; i < ACCOUNTS; i++) {
                cached.addAccount(account("user" + i, "user" + i + "@x.example"));
            }
            print("account added, durable", ACCOUNTS, System.nanoTime() - start);
            for (int round = 0; round < ROUNDS; round++) {
                measure(
                        "account, cache warm",
                        200_000,
                        () -> cached.account("user" + random.nextInt(2000)));
                measure(
                        "account, cold",
                        20_000,
                        () -> uncached.account("user" + random.nextInt(ACCOUNTS)));
                measure(
                        "addressee, cold",
                        20_000,
                        () ->
                                uncached.addressee(
                                        address("user" + random.nextInt(ACCOUNTS) + "@x.example")));
                measure(
                        "addressee, nobody's",
                        20_000,
                        () ->
                                cached.addressee(
                                        address(
                                                "nobody"
                                                        + random.nextInt(ACCOUNTS)
                                                        + "@x.example")));
            }
        }
    }

    private static void measure(String what, int count, Step step) throws Exception {
        long start = System.nanoTime();
        for (int i = 0; i < count; i++) {
            step.run();
        }
        print(what, count, System.nanoTime() - start);
    }

    private static void print(String what, int count, long nanoseconds) {
        System.out.println(what + ": " + Math.round(count * 1e9 / nanoseconds) + "/s");
    }

    @FunctionalInterface
    private interface Step {
        void run() throws Exception;
    }
}
