package mailstead.node.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import mailstead.mail.Address;
import mailstead.mail.MailException;
import mailstead.spi.Directory;

/**
 * Asks a directory for accounts and addresses of a made-up centre, by chance and in turn, from
 * several threads. Each must be found.
 *
 * @param threads that ask at once
 * @param each how many questions of each thread
 */
record LookUps(Directory directory, int threads, int each) {

    private static final double MICRO = 1_000;

    /**
     * @param perSecond of all threads together
     * @param p50 half took no longer, in microseconds
     * @param p99 of a hundred one took longer
     */
    record Result(double perSecond, double p50, double p99) {

        void addTo(Figures figures, String side) {
            figures.add(side, "look-ups a second", perSecond);
            figures.add(side, "look-up p50 us", p50);
            figures.add(side, "look-up p99 us", p99);
        }
    }

    /**
     * @param among numbers of accounts below this
     */
    Result run(int among, long seed) throws IOException, InterruptedException {
        long[][] nanos = new long[threads][each];
        List<Future<Boolean>> asking = new ArrayList<>();
        long begun = System.nanoTime();
        try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            for (int i = 0; i < threads; i++) {
                long[] mine = nanos[i];
                SplittableRandom random = new SplittableRandom(seed * 31 + i);
                asking.add(
                        pool.submit(() -> {
                            ask(mine, among, random);
                            return true;
                        }));
            }
        }
        double seconds = (System.nanoTime() - begun) / 1e9;
        for (Future<Boolean> asked : asking) {
            try {
                asked.get();
            } catch (ExecutionException failure) {
                throw new IOException(failure.getCause());
            }
        }
        long[] all = Arrays.stream(nanos).flatMapToLong(Arrays::stream).sorted().toArray();
        return new Result(
                all.length / seconds,
                all[all.length / 2] / MICRO,
                all[(int) (all.length * 0.99)] / MICRO);
    }

    private void ask(long[] nanos, int among, SplittableRandom random) throws MailException {
        for (int i = 0; i < nanos.length; i++) {
            int number = random.nextInt(among);
            String login = GeneratedCentre.login(number);
            Address address = Address.parse(login).orElseThrow();
            long begun = System.nanoTime();
            boolean isFound =
                    i % 2 == 0
                            ? directory.account(login).isPresent()
                            : directory.addressee(address).isPresent();
            nanos[i] = System.nanoTime() - begun;
            if (!isFound) {
                throw new IllegalStateException(login + " is missing");
            }
        }
    }

    /** Each account and address below this, once, so that whoever remembers knows them. */
    void know(int among) throws MailException {
        for (int i = 0; i < among; i++) {
            String login = GeneratedCentre.login(i);
            boolean isKnown =
                    directory.account(login).isPresent()
                            && directory.addressee(Address.parse(login).orElseThrow()).isPresent();
            if (!isKnown) {
                throw new IllegalStateException(login + " is missing");
            }
        }
    }
}
