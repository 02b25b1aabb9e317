package mailstead.directory.sql;

import static mailstead.testkit.contract.Examples.account;
import static mailstead.testkit.contract.Examples.address;

import java.util.Random;
import mailstead.testkit.contract.Examples;
import mailstead.testkit.postgres.PostgresServer;

/**
 * How many look-ups a second one thread makes at a PostgreSQL on the same machine, printed by
 * {@code main}: from the cache, from a replica, from the primary, and for addresses that nobody
 * has. Not a test: it judges nothing.
 */
final class PostgresLookUpBenchmark {

    private static final int ACCOUNTS = 2_000;
    private static final int ROUNDS = 3;

    private PostgresLookUpBenchmark() {}

    public static void main(String[] arguments) throws Exception {
        Random random = new Random(1);
        try (PostgresServer primary = PostgresServer.start("fsync=on")) {
            Town.make(primary);
            try (PostgresServer replica = primary.startReplica();
                    PostgresDirectory warm = Town.open(Town.settings("admin", 10_000, primary));
                    PostgresDirectory cold = Town.open(Town.settings("admin", 0, primary));
                    PostgresDirectory copy =
                            Town.open(Town.settings("admin", 0, primary, replica))) {
                Examples.fill(warm);
                long start = System.nanoTime();
                for (int i = 0; i < ACCOUNTS; i++) {
                    warm.addAccount(account("user" + i, "user" + i + "@x.example"));
                }
                print("account added, durable", ACCOUNTS, System.nanoTime() - start);
                Town.until("replica", Town.DEADLINE.multipliedBy(10), copy::isReplicaUsed);
                for (int round = 0; round < ROUNDS; round++) {
                    measure("account, from the cache", 100_000, () -> warm.account(user(random)));
                    measure("account, primary", 5_000, () -> cold.account(user(random)));
                    measure("account, replica", 5_000, () -> copy.account(user(random)));
                    measure(
                            "addressee, primary",
                            5_000,
                            () -> cold.addressee(address(user(random) + "@x.example")));
                    measure(
                            "addressee, nobody's, both asked",
                            5_000,
                            () -> copy.addressee(address("nobody@x.example")));
                }
            }
        }
    }

    private static String user(Random random) {
        return "user" + random.nextInt(ACCOUNTS);
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
