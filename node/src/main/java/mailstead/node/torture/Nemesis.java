package mailstead.node.torture;

import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import mailstead.node.local.LocalCluster;
import mailstead.node.local.NodeProcess;

/**
 * Does to nodes what happens to nodes: kills them at any moment and starts them again with another
 * idea of the time, or stops them for a while in the middle of whatever they do. Confined to its
 * thread; {@link #heal} ends with every node serving.
 */
final class Nemesis implements Runnable {

    private static final int BREAK_MILLIS_MAX = 3000;
    private static final int STOP_MILLIS_MAX = 4000;
    private static final List<String> CLOCKS = List.of("PT0S", "PT2H", "-PT2H", "PT40M", "-P400D");

    private final LocalCluster cluster;
    private final RandomGenerator random;
    private final BooleanSupplier isOver;
    private final PrintStream out;
    private final List<String> options;
    private int kills;
    private int stops;

    /**
     * @param options of every node's Java
     */
    Nemesis(
            LocalCluster cluster,
            List<String> options,
            RandomGenerator random,
            BooleanSupplier isOver,
            PrintStream out) {
        this.cluster = cluster;
        this.options = List.copyOf(options);
        this.random = random;
        this.isOver = isOver;
        this.out = out;
    }

    @Override
    public void run() {
        try {
            while (!isOver.getAsBoolean()) {
                Thread.sleep(500 + random.nextInt(BREAK_MILLIS_MAX));
                NodeProcess node = cluster.nodes().get(random.nextInt(cluster.nodes().size()));
                if (random.nextInt(3) == 0) {
                    stop(node);
                } else {
                    kill(node);
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            out.println("torture: a node could not be treated: " + e.getMessage());
        }
    }

    private void kill(NodeProcess node) throws IOException, InterruptedException {
        String clock = CLOCKS.get(random.nextInt(CLOCKS.size()));
        node.kill();
        kills++;
        Thread.sleep(random.nextInt(500));
        start(node, clock);
        node.awaitReady();
    }

    private void start(NodeProcess node, String clock) throws IOException {
        List<String> all = new java.util.ArrayList<>(options);
        all.add("-Dmailstead.clock.offset=" + clock);
        cluster.start(node, all);
    }

    private void stop(NodeProcess node) throws IOException, InterruptedException {
        if (signal("-STOP", node)) {
            stops++;
            Thread.sleep(random.nextInt(STOP_MILLIS_MAX));
            signal("-CONT", node);
        }
    }

    private static boolean signal(String signal, NodeProcess node)
            throws IOException, InterruptedException {
        return new ProcessBuilder("kill", signal, Long.toString(node.pid())).start().waitFor() == 0;
    }

    /** Every node serves again. */
    void heal() throws IOException, InterruptedException {
        for (NodeProcess node : cluster.nodes()) {
            if (!node.isAlive()) {
                start(node, "PT0S");
            }
        }
        cluster.awaitReady();
        out.printf("torture: %d kills, %d stops%n", kills, stops);
    }
}
