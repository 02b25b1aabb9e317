package mailstead.node.wiring;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Collectors;
import mailstead.node.config.BrokenConfiguration;
import mailstead.node.config.LogConfig.Level;
import mailstead.node.config.NodeConfig;
import mailstead.node.config.Wording;
import mailstead.node.log.LogOutput;
import mailstead.node.log.LoggedTraffic;
import sun.misc.Signal;

/**
 * The main loop of a serving process: starts a node and obeys signals until it is told to stop.
 * Used once.
 */
public final class Server {

    private static final int STATUS_CANNOT_START = 1;

    private final Loader loader;
    private final Optional<Path> readyFile;
    private final PrintStream out;
    private final BlockingQueue<Order> orders = new LinkedBlockingQueue<>();

    /** Reads the configuration again. */
    @FunctionalInterface
    public interface Loader {
        NodeConfig load() throws IOException, BrokenConfiguration;
    }

    private enum Order {
        STOP,
        RELOAD
    }

    /**
     * @param readyFile written once the node serves, one line for each listener; removed when it
     *     stops
     */
    public Server(Loader loader, Optional<Path> readyFile, PrintStream out) {
        this.loader = loader;
        this.readyFile = readyFile;
        this.out = out;
    }

    /**
     * Runs until SIGTERM, SIGINT or {@link #stop}.
     *
     * @return the process's exit status: 0 after an orderly stop
     */
    public int run(NodeConfig config) throws InterruptedException {
        try (LogOutput log = LogOutput.start(config.log(), System.err, InstantSource.system())) {
            log.adoptLibraries();
            try (Node node = Node.start(config, log, new LoggedTraffic(log))) {
                on("TERM", Order.STOP);
                on("INT", Order.STOP);
                on("HUP", Order.RELOAD);
                announce(node);
                log.note(
                        Level.INFO,
                        "started",
                        Map.of("name", config.name(), "listeners", node.listening().size()));
                while (orders.take() == Order.RELOAD) {
                    reload(node, log);
                }
                log.note(Level.INFO, "stopping", Map.of("name", config.name()));
                forgetReadyFile();
                on("TERM", () -> Runtime.getRuntime().halt(STATUS_CANNOT_START));
                on("INT", () -> Runtime.getRuntime().halt(STATUS_CANNOT_START));
            } catch (IOException cannot) {
                log.note(Level.ERROR, "cannot-start", Map.of("what", Wording.of(cannot)));
                return STATUS_CANNOT_START;
            }
            log.note(Level.INFO, "stopped", Map.of("name", config.name()));
            return 0;
        }
    }

    /** As SIGTERM would; from any thread, also before {@link #run}. */
    public void stop() {
        orders.add(Order.STOP);
    }

    private void reload(Node node, LogOutput log) {
        try {
            NodeConfig config = loader.load();
            node.reload(config);
            log.reconfigure(config.log());
            log.note(Level.INFO, "reloaded", Map.of("name", config.name()));
        } catch (BrokenConfiguration broken) {
            for (BrokenConfiguration.Problem problem : broken.problems()) {
                log.note(Level.ERROR, "configuration-refused", Map.of("what", problem));
            }
        } catch (IOException cannot) {
            log.note(Level.ERROR, "configuration-refused", Map.of("what", Wording.of(cannot)));
        }
    }

    private void announce(Node node) throws IOException {
        List<Node.Listening> listening = node.listening();
        String lines = listening.stream().map(line -> line + "\n").collect(Collectors.joining());
        out.print(lines);
        out.println("ready");
        out.flush();
        if (readyFile.isPresent()) {
            Path target = readyFile.get().toAbsolutePath();
            Path draft = target.resolveSibling(target.getFileName() + ".new");
            Files.writeString(draft, lines + "ready\n");
            try {
                Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
            } catch (AtomicMoveNotSupportedException _) {
                Files.move(draft, target, StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    private void forgetReadyFile() throws IOException {
        if (readyFile.isPresent()) {
            Files.deleteIfExists(readyFile.get());
        }
    }

    private void on(String signal, Order order) {
        on(signal, () -> orders.add(order));
    }

    /** A signal that the system or the JVM keeps for itself is left alone. */
    private static void on(String signal, Runnable action) {
        try {
            Signal.handle(new Signal(signal), _ -> action.run());
        } catch (IllegalArgumentException _) {
            // not on this system
        }
    }
}
