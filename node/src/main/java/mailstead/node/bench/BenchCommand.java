package mailstead.node.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
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
            "Log-ins check a {SSHA512} hash on both sides; both sides sync each message before it counts.";

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
                    int messages)
            throws IOException, InterruptedException {
        MxBench bench = new MxBench(messages);
        return run(
                "mx",
                rounds,
                List.of(f -> new MailsteadSide(f, "mx", verifier.encoded()), Postfix::new),
                bench::round);
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
                    int sessions)
            throws IOException, InterruptedException {
        Pop3Bench bench = new Pop3Bench(sessions);
        return run(
                "pop3",
                rounds,
                List.of(
                        f -> new MailsteadSide(f, "pop3", verifier.encoded()),
                        f -> new Dovecot(f, false, verifier.encoded()),
                        f -> new Dovecot(f, true, verifier.encoded())),
                bench::round);
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
