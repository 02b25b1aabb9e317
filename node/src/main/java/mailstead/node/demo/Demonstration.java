package mailstead.node.demo;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import mailstead.node.local.LocalCluster;
import mailstead.node.local.Operator;

/** Runs the demonstration from start to end. Used once. */
public final class Demonstration {

    private static final int PASSWORD_OCTETS = 8;

    private final Settings settings;
    private final Operator operator;
    private final Aligner aligner;
    private final PrintStream out;

    /**
     * @param once end after the exercise
     * @param portBase where to look for a block of a thousand free ports, 1024 to 64,536
     * @param lookUps where the nodes look users up; with copies, the database goes before any mail
     *     comes
     * @param kept a folder, empty or missing, to use and keep; else a temporary one is made and
     *     removed
     */
    public record Settings(
            boolean once, int portBase, Optional<Path> kept, LocalCluster.LookUps lookUps) {
        public static final int DEFAULT_PORT_BASE = 20_000;
    }

    /** Makes a table of rows. */
    @FunctionalInterface
    public interface Aligner {
        List<String> align(List<List<String>> rows);
    }

    public Demonstration(Settings settings, Operator operator, Aligner aligner, PrintStream out) {
        this.settings = settings;
        this.operator = operator;
        this.aligner = aligner;
        this.out = out;
    }

    /**
     * @return whether every step passed
     * @throws IOException if nothing could be started
     */
    public boolean run() throws IOException, InterruptedException {
        long begin = System.nanoTime();
        Path folder = folder();
        LocalCluster cluster =
                LocalCluster.prepare(
                        folder,
                        settings.kept().isPresent(),
                        settings.portBase(),
                        DemoNodes.OFFSETS,
                        DemoNodes::in,
                        settings.lookUps());
        Thread ending = new Thread(cluster::close, "demonstration-end");
        Runtime.getRuntime().addShutdownHook(ending);
        try (cluster) {
            String password = password();
            Steps steps = new Steps(out);
            out.println("A mail cluster in " + folder);
            if (!new Exercise(cluster, operator, password, copies(cluster)).run(steps)) {
                showLogs(cluster);
                out.printf("demo: failed after %d steps%n", steps.passed());
                return false;
            }
            Duration taken = Duration.ofNanos(System.nanoTime() - begin);
            out.printf(
                    "All of it took %d.%d s.%n%n", taken.toSeconds(), taken.toMillisPart() / 100);
            new Overview(cluster, password, aligner).lines().forEach(out::println);
            if (!settings.once()) {
                out.println("The cluster stays up until you press Ctrl-C.");
                out.flush();
                new CountDownLatch(1).await();
            }
            cluster.close();
            out.printf("demo: %d steps passed%n", steps.passed());
            return true;
        } finally {
            out.flush();
        }
    }

    private Optional<Exercise.Copies> copies(LocalCluster cluster) {
        return switch (settings.lookUps()) {
            case CENTRE -> Optional.empty();
            case COPIES -> Optional.of(new OwnPublisher(cluster));
        };
    }

    private Path folder() throws IOException {
        if (settings.kept().isEmpty()) {
            return Files.createTempDirectory("mailstead-demo-");
        }
        Path folder = settings.kept().get().toAbsolutePath().normalize();
        if (Files.exists(folder)) {
            try (Stream<Path> content = Files.list(folder)) {
                if (content.findAny().isPresent()) {
                    throw new IOException(folder + " is not empty");
                }
            }
        }
        return folder;
    }

    private void showLogs(LocalCluster cluster) {
        List<String> tails = new ArrayList<>();
        cluster.nodes().stream()
                .filter(node -> Files.exists(node.log()))
                .forEach(node -> tails.add(node.logTail()));
        tails.forEach(out::println);
    }

    private static String password() {
        byte[] octets = new byte[PASSWORD_OCTETS];
        new SecureRandom().nextBytes(octets);
        return HexFormat.of().formatHex(octets);
    }
}
