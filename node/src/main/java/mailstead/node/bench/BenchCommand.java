package mailstead.node.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code mailstead bench mx|pop3}: our figures beside a peer's, in one run, in turn. Needs root for
 * the peers.
 */
@Command(
        name = "bench",
        description = "Measure this machine beside a peer (installs the peer; needs root).",
        mixinStandardHelpOptions = true)
public final class BenchCommand {

    private static final String SCHEME_NOTE =
            "Log-ins check a {SSHA512} hash on both sides; both sides sync each message before it counts."
                    + " Both sides do the same unmeasured warm-up first.";

    private static final String WARM_UP =
            "messages or sessions of the same kind before the measured ones, on each side (default ${DEFAULT-VALUE})";

    private static final String SIDE = "measure only this side; may be repeated (default: all)";

    /** A verifier of the bench's password that every side can read and that costs little. */
    private final Verifier verifier;

    public BenchCommand() {
        this.verifier = Verifier.ssha512(Pop3Bench.PASSWORD);
    }

    @Command(
            name = "mx",
            description = "SMTP to Maildir against Postfix with virtual(8).",
            mixinStandardHelpOptions = true)
    int mx(
            @Option(
                            names = "--rounds",
                            defaultValue = "3",
                            description = "rounds, each with every side (default 3)")
                    int rounds,
            @Option(
                            names = "--messages",
                            defaultValue = "4000",
                            description = "messages a round (default 4000)")
                    int messages,
            @Option(names = "--warm-up", defaultValue = "8000", description = WARM_UP) int warmUp,
            @Option(names = "--side", description = SIDE) @Nullable List<String> only)
            throws IOException, InterruptedException {
        MxBench bench = new MxBench(messages, warmUp);
        Map<String, SideMaker> sides = new LinkedHashMap<>();
        sides.put(
                MailsteadSide.NAME, folder -> new MailsteadSide(folder, "mx", verifier.encoded()));
        sides.put("postfix", Postfix::new);
        return run("mx", rounds, wanted(sides, only), bench::round);
    }

    @Command(
            name = "pop3",
            description = "POP3 sessions against Dovecot, stock and tuned.",
            mixinStandardHelpOptions = true)
    int pop3(
            @Option(
                            names = "--rounds",
                            defaultValue = "3",
                            description = "rounds, each with every side (default 3)")
                    int rounds,
            @Option(
                            names = "--sessions",
                            defaultValue = "1000",
                            description = "sessions a round (default 1000)")
                    int sessions,
            @Option(names = "--warm-up", defaultValue = "2000", description = WARM_UP) int warmUp,
            @Option(names = "--side", description = SIDE) @Nullable List<String> only)
            throws IOException, InterruptedException {
        Pop3Bench bench = new Pop3Bench(sessions, warmUp);
        Map<String, SideMaker> sides = new LinkedHashMap<>();
        sides.put(
                MailsteadSide.NAME,
                folder -> new MailsteadSide(folder, "pop3", verifier.encoded()));
        sides.put("dovecot", folder -> new Dovecot(folder, false, verifier.encoded()));
        sides.put("dovecot-tuned", folder -> new Dovecot(folder, true, verifier.encoded()));
        return run("pop3", rounds, wanted(sides, only), bench::round);
    }

    private static List<SideMaker> wanted(
            Map<String, SideMaker> sides, @Nullable List<String> only) {
        if (only == null) {
            return List.copyOf(sides.values());
        }
        if (!sides.keySet().containsAll(only)) {
            throw new IllegalArgumentException("the sides are " + sides.keySet());
        }
        return only.stream().map(sides::get).toList();
    }

    private static int run(String name, int rounds, List<SideMaker> sides, Round round)
            throws IOException, InterruptedException {
        Figures figures = new Figures(name);
        for (int number = 1; number <= rounds; number++) {
            for (SideMaker maker : sides) {
                Path folder = Files.createTempDirectory("mailstead-bench");
                Files.setPosixFilePermissions(
                        folder,
                        java.nio.file.attribute.PosixFilePermissions.fromString("rwxr-xr-x"));
                try {
                    Side side = maker.make(folder);
                    System.err.println(
                            "bench: round " + number + " of " + rounds + ": " + side.name());
                    round.run(side, figures);
                } finally {
                    remove(folder);
                }
            }
        }
        System.out.println(SCHEME_NOTE);
        figures.print(System.out);
        return 0;
    }

    private static void remove(Path folder) throws IOException {
        List<Path> deepestFirst = new ArrayList<>();
        try (Stream<Path> all = Files.walk(folder)) {
            all.sorted(Comparator.reverseOrder()).forEach(deepestFirst::add);
        }
        for (Path path : deepestFirst) {
            Files.deleteIfExists(path);
        }
    }

    @FunctionalInterface
    private interface SideMaker {
        Side make(Path folder) throws IOException, InterruptedException;
    }

    @FunctionalInterface
    private interface Round {
        void run(Side side, Figures figures) throws IOException, InterruptedException;
    }
}
