package mailstead.node.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code mailstead bench mx|pop3|imap|idle|mailbox|directory|nfs}: our figures beside a peer's, in
 * one run, in turn. Needs root for the peers.
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
                MailsteadSide.NAME,
                folder -> new MailsteadSide(folder, "mx", false, verifier.encoded()));
        sides.put("postfix", Postfix::new);
        return run(
                "mx",
                rounds,
                wanted(sides, only),
                (_, side, figures) -> bench.round(side, figures));
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
                folder -> new MailsteadSide(folder, "pop3", false, verifier.encoded()));
        sides.put(
                "dovecot",
                folder -> new Dovecot(folder, "pop3", Dovecot.Tuning.NONE, verifier.encoded()));
        sides.put(
                "dovecot-tuned",
                folder -> new Dovecot(folder, "pop3", Dovecot.Tuning.SPEED, verifier.encoded()));
        return run(
                "pop3",
                rounds,
                wanted(sides, only),
                (_, side, figures) -> bench.round(side, figures));
    }

    @Command(
            name = "imap",
            description = "A mixed load of IMAP commands against Dovecot, stock and tuned.",
            mixinStandardHelpOptions = true)
    int imap(
            @Option(
                            names = "--rounds",
                            defaultValue = "3",
                            description = "rounds, each with every side (default 3)")
                    int rounds,
            @Option(
                            names = "--turns",
                            defaultValue = "60",
                            description =
                                    "turns a round of each of 20 clients, a dozen commands each (default 60)")
                    int turns,
            @Option(
                            names = "--warm-up",
                            defaultValue = "60",
                            description = "turns before the measured ones (default 60)")
                    int warmUp,
            @Option(names = "--by-command", description = "also the CPU time of each command alone")
                    boolean isByCommand,
            @Option(names = "--side", description = SIDE) @Nullable List<String> only)
            throws IOException, InterruptedException {
        ImapBench bench = new ImapBench(turns, warmUp, isByCommand);
        Map<String, SideMaker> sides = new LinkedHashMap<>();
        sides.put(
                MailsteadSide.NAME,
                folder -> new MailsteadSide(folder, "imap", false, verifier.encoded()));
        sides.put(
                "dovecot",
                folder -> new Dovecot(folder, "imap", Dovecot.Tuning.NONE, verifier.encoded()));
        sides.put(
                "dovecot-tuned",
                folder -> new Dovecot(folder, "imap", Dovecot.Tuning.SPEED, verifier.encoded()));
        return run(
                "imap",
                rounds,
                wanted(sides, only),
                (_, side, figures) -> bench.round(side, figures));
    }

    @Command(
            name = "idle",
            description = "Memory of idle IMAP connections with TLS, against Dovecot's.",
            mixinStandardHelpOptions = true)
    int idle(
            @Option(
                            names = "--rounds",
                            defaultValue = "3",
                            description = "rounds, each with every side (default 3)")
                    int rounds,
            @Option(
                            names = "--connections",
                            defaultValue = "10000",
                            description = "connections to Mailstead (default 10000)")
                    int connections,
            @Option(
                            names = "--peer-connections",
                            defaultValue = "300",
                            description = "connections to a peer (default 300)")
                    int peerConnections,
            @Option(
                            names = "--accounts",
                            defaultValue = "1000",
                            description = "accounts that share the connections (default 1000)")
                    int accounts,
            @Option(
                            names = "--messages",
                            defaultValue = "500",
                            description = "messages in each INBOX (default 500)")
                    int messages,
            @Option(names = "--side", description = SIDE) @Nullable List<String> only)
            throws IOException, InterruptedException {
        IdleBench bench = new IdleBench(connections, peerConnections, accounts, messages);
        bench.requireFiles();
        Map<String, SideMaker> sides = new LinkedHashMap<>();
        sides.put(
                MailsteadSide.NAME,
                folder -> new MailsteadSide(folder, "imap", true, accounts, verifier.encoded()));
        sides.put(
                "dovecot",
                folder ->
                        new Dovecot(
                                folder,
                                "imap",
                                Dovecot.Tuning.NONE,
                                true,
                                accounts,
                                verifier.encoded()));
        sides.put(
                "dovecot-tuned",
                folder ->
                        new Dovecot(
                                folder,
                                "imap",
                                Dovecot.Tuning.SPEED,
                                true,
                                accounts,
                                verifier.encoded()));
        sides.put(
                "dovecot-hibernating",
                folder ->
                        new Dovecot(
                                folder,
                                "imap",
                                Dovecot.Tuning.HIBERNATION,
                                true,
                                accounts,
                                verifier.encoded()));
        return run("idle", rounds, wanted(sides, only), bench::round);
    }

    @Command(
            name = "mailbox",
            description = "How costs grow with the size of a folder.",
            mixinStandardHelpOptions = true)
    int mailbox(
            @Option(
                            names = "--sizes",
                            split = ",",
                            defaultValue = "1000,10000,100000",
                            description =
                                    "messages in the folder (default ${DEFAULT-VALUE}); the whole is 1000,10000,100000,500000")
                    List<Integer> sizes)
            throws IOException, InterruptedException {
        new MailboxBench(sizes).run(verifier);
        return 0;
    }

    @Command(
            name = "directory",
            description =
                    "Publish copies of a made-up directory; look-ups from a copy and from PostgreSQL; log-ins by hash scheme.",
            mixinStandardHelpOptions = true)
    int directory(
            @Option(
                            names = "--accounts",
                            defaultValue = "1000000",
                            description =
                                    "accounts (default ${DEFAULT-VALUE}; up to 10000000; about 5 KB of disk each)")
                    int accounts,
            @Option(
                            names = "--rounds",
                            defaultValue = "3",
                            description =
                                    "rounds of look-ups and of log-ins (default ${DEFAULT-VALUE})")
                    int rounds,
            @Option(
                            names = "--heap",
                            defaultValue = "64m",
                            description =
                                    "heap of the process that looks up in the copy (default ${DEFAULT-VALUE})")
                    String heap,
            @Option(
                            names = "--side",
                            split = ",",
                            defaultValue = "copy,postgresql,passwords",
                            description = "what to measure (default ${DEFAULT-VALUE})")
                    List<String> sides)
            throws IOException, InterruptedException {
        if (!DirectoryBench.SIDES.containsAll(sides)) {
            throw new IllegalArgumentException("the sides are " + DirectoryBench.SIDES);
        }
        Path folder = Files.createTempDirectory("mailstead-bench");
        Files.setPosixFilePermissions(
                folder, java.nio.file.attribute.PosixFilePermissions.fromString("rwxr-xr-x"));
        try {
            new DirectoryBench(accounts, rounds, heap, sides).run(folder);
            return 0;
        } finally {
            Filling.remove(folder);
        }
    }

    @Command(
            name = "directory-copy",
            description = "The part of 'directory' that has a process of its own.",
            hidden = true)
    int directoryCopy(
            @Option(names = "--published", required = true) Path published,
            @Option(names = "--keys", required = true) Path keys,
            @Option(names = "--local", required = true) Path local,
            @Option(names = "--accounts", required = true) int accounts,
            @Option(names = "--rounds", required = true) int rounds)
            throws IOException, InterruptedException {
        CopyLookUps.run(published, keys, local, accounts, rounds);
        return 0;
    }

    @Command(
            name = "nfs",
            description =
                    "Remote calls of each operation on a real NFS client, against Dovecot's there.",
            mixinStandardHelpOptions = true)
    int nfs() throws IOException, InterruptedException {
        String root = System.getenv("MAILSTEAD_ROOT");
        if (root == null) {
            throw new IOException("needs the launcher of a source tree, which has the laboratory");
        }
        NfsBench.run(Path.of(root), verifier.encoded());
        return 0;
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
                    round.run(folder, side, figures);
                } finally {
                    Filling.remove(folder);
                }
            }
        }
        System.out.println(SCHEME_NOTE);
        figures.print(System.out);
        return 0;
    }

    @FunctionalInterface
    private interface SideMaker {
        Side make(Path folder) throws IOException, InterruptedException;
    }

    @FunctionalInterface
    private interface Round {
        void run(Path folder, Side side, Figures figures) throws IOException, InterruptedException;
    }
}
