package mailstead.node.torture;

import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;
import mailstead.node.client.ImapClient;
import mailstead.node.local.LocalCluster;
import mailstead.node.local.NodePlan;
import mailstead.node.local.NodeProcess;
import mailstead.node.local.Operator;
import mailstead.node.local.PortBlock;
import mailstead.node.torture.Ledger.FolderKey;
import mailstead.node.torture.Ledger.Seen;

/** One run from start to verdict. Used once. */
public final class Torture {

    private static final int PORT_BASE = 30_000;
    private static final int PORTS_OF_A_NODE = 3;
    private static final int RESIDENTS = 2;
    private static final Duration SETTLE_MAX = Duration.ofMinutes(3);

    private final Settings settings;
    private final Operator operator;
    private final PrintStream out;
    private final Ledger ledger = new Ledger();

    /**
     * @param nodes processes on this machine, each with all roles
     * @param clients at once
     * @param accounts mailboxes that they share
     * @param planted a bug that the nodes are to have, such as {@code link-overwrites}
     * @param kept a folder to use and keep; else a temporary one is made and removed
     * @param places nodes that run elsewhere and are tormented by somebody else; then none are
     *     started here
     */
    public record Settings(
            Duration time,
            long seed,
            int nodes,
            int clients,
            int accounts,
            Optional<String> planted,
            Optional<Path> kept,
            Optional<String> places) {}

    public Torture(Settings settings, Operator operator, PrintStream out) {
        this.settings = settings;
        this.operator = operator;
        this.out = out;
    }

    /**
     * @return whether everything that every client was told fits together
     */
    public boolean run() throws IOException, InterruptedException {
        out.printf("torture: seed %d, %d s%n", settings.seed(), settings.time().toSeconds());
        if (settings.places().isPresent()) {
            torment(places(settings.places().get()), Optional.empty());
        } else {
            runHere();
        }
        ledger.violations().forEach(text -> out.println("violation: " + text));
        out.printf(
                "torture: %d operations, %d violations%n",
                ledger.operations(), ledger.violationCount());
        return ledger.violationCount() == 0;
    }

    private void runHere() throws IOException, InterruptedException {
        Path folder =
                settings.kept().isPresent()
                        ? settings.kept().get().toAbsolutePath()
                        : Files.createTempDirectory("mailstead-torture-");
        List<Integer> offsets =
                IntStream.rangeClosed(1, settings.nodes() * PORTS_OF_A_NODE).boxed().toList();
        LocalCluster cluster =
                LocalCluster.prepare(
                        folder,
                        settings.kept().isPresent(),
                        PORT_BASE,
                        offsets,
                        ports -> plans(ports, settings.nodes()));
        Thread ending = new Thread(cluster::close, "torture-end");
        Runtime.getRuntime().addShutdownHook(ending);
        try (cluster) {
            provision(cluster);
            List<String> options =
                    settings.planted()
                            .map(bug -> List.of("-Dmailstead.planted=" + bug))
                            .orElse(List.of());
            for (NodeProcess node : cluster.nodes()) {
                cluster.start(node, options);
            }
            cluster.awaitReady();
            torment(places(cluster), Optional.of(new Victims(cluster, options)));
        }
    }

    private record Victims(LocalCluster cluster, List<String> options) {}

    private static List<NodePlan> plans(PortBlock ports, int nodes) {
        List<NodePlan> plans = new ArrayList<>();
        for (int i = 0; i < nodes; i++) {
            int first = i * PORTS_OF_A_NODE;
            plans.add(
                    new NodePlan(
                            "node-" + (i + 1),
                            List.of(
                                    door("mx", ports.port(first + 1)),
                                    door("pop3", ports.port(first + 2)),
                                    door("imap", ports.port(first + 3)))));
        }
        return plans;
    }

    private static NodePlan.Door door(String role, int port) {
        return new NodePlan.Door(role, port, OptionalInt.empty());
    }

    private static Places places(LocalCluster cluster) {
        return new Places(places(cluster, "mx"), places(cluster, "imap"), places(cluster, "pop3"));
    }

    private static List<InetSocketAddress> places(LocalCluster cluster, String role) {
        return cluster.nodes().stream()
                .map(node -> loopback(node.plan().door(role).port()))
                .toList();
    }

    private static InetSocketAddress loopback(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    /** {@code mx:2501,imap:2502,imap:2503}, ports of this machine's loopback address. */
    private static Places places(String text) {
        Map<String, List<InetSocketAddress>> all = new HashMap<>();
        for (String place : text.split(",", -1)) {
            String[] parts = place.split(":", -1);
            if (parts.length != 2 || !parts[1].matches("\\d{1,5}")) {
                throw new IllegalArgumentException("a place is ROLE:PORT, not " + place);
            }
            all.computeIfAbsent(parts[0], _ -> new ArrayList<>())
                    .add(loopback(Integer.parseInt(parts[1])));
        }
        if (!all.containsKey("mx") || !all.containsKey("imap")) {
            throw new IllegalArgumentException("places need mx and imap");
        }
        return new Places(all.get("mx"), all.get("imap"), all.getOrDefault("pop3", List.of()));
    }

    private void provision(LocalCluster cluster) throws IOException {
        String config = cluster.nodes().getFirst().configuration().toString();
        Path password = cluster.secret("password", Actor.PASSWORD + "\n");
        type(config, "volume", "add", "mail1", folder(cluster, "mail1"), "--create");
        type(config, "customer", "add", "torture", "--name", "Torture");
        type(config, "domain", "add", NodePlan.DOMAIN, "--customer", "torture");
        for (int i = 0; i < settings.accounts(); i++) {
            type(
                    config,
                    "account",
                    "add",
                    Actor.login(i),
                    "--customer",
                    "torture",
                    "--password-file",
                    password.toString());
        }
    }

    private static String folder(LocalCluster cluster, String name) {
        return cluster.folder().resolve(name).toString();
    }

    private void type(String config, String... words) throws IOException {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--config", config));
        Operator.Outcome outcome = operator.type(all);
        if (outcome.status() != 0) {
            throw new IOException(String.join(" ", words) + ": " + outcome.output());
        }
    }

    private void torment(Places places, Optional<Victims> victims)
            throws IOException, InterruptedException {
        makeFolders(places);
        long end = System.nanoTime() + settings.time().toNanos();
        BooleanSupplier isOver = () -> System.nanoTime() >= end;
        RandomGenerator seeds = random(settings.seed());
        Optional<Nemesis> nemesis =
                victims.map(them ->
                        new Nemesis(
                                them.cluster(),
                                them.options(),
                                random(seeds.nextLong()),
                                isOver,
                                out));
        List<Thread> threads = new ArrayList<>();
        nemesis.ifPresent(one -> threads.add(Thread.ofPlatform().name("nemesis").start(one)));
        for (int i = 0; i < settings.clients(); i++) {
            RandomGenerator own = random(seeds.nextLong());
            Runnable client =
                    i < RESIDENTS
                            ? new Resident(places, settings.accounts(), own, ledger, isOver)
                            : new Actor(i, places, settings.accounts(), own, ledger, isOver);
            threads.add(Thread.ofVirtual().name("client-" + i).start(client));
        }
        while (!isOver.getAsBoolean()) {
            Thread.sleep(Math.min(10_000, Math.max(1, (end - System.nanoTime()) / 1_000_000)));
            out.printf("torture: %d operations so far%n", ledger.operations());
        }
        for (Thread thread : threads) {
            thread.join();
        }
        if (nemesis.isPresent()) {
            nemesis.get().heal();
        }
        settle(places);
    }

    private static RandomGenerator random(long seed) {
        return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    }

    private void makeFolders(Places places) throws IOException {
        for (int account = 0; account < settings.accounts(); account++) {
            try (Session session = open(places.imap().getFirst(), account)) {
                for (String folder : Actor.FOLDERS) {
                    if (!folder.equals("INBOX")) {
                        session.client().command("CREATE \"" + folder + "\"");
                    }
                }
            }
        }
    }

    private static Session open(InetSocketAddress place, int account) throws IOException {
        return new Session(place, Actor.login(account), Actor.PASSWORD, Actor.LIMIT);
    }

    /** What is in a folder at the end. */
    private record Finding(FolderKey key, List<Seen> all) {}

    /** Looks at everything through every node: all must agree, and nothing may be missing. */
    private void settle(Places places) throws IOException, InterruptedException {
        long end = System.nanoTime() + SETTLE_MAX.toNanos();
        Map<String, Integer> counts = new HashMap<>();
        for (int account = 0; account < settings.accounts(); account++) {
            int number = account;
            for (String folder : untilAnswered(end, () -> folders(places, number))) {
                Optional<Finding> first = Optional.empty();
                for (InetSocketAddress place : places.imap()) {
                    Finding finding = untilAnswered(end, () -> look(place, number, folder));
                    if (first.isEmpty()) {
                        first = Optional.of(finding);
                    } else if (!first.get().equals(finding)) {
                        ledger.violation(
                                "nodes do not agree about %s of %s"
                                        .formatted(folder, Actor.login(account)));
                    }
                }
                for (Seen seen : first.orElseThrow().all()) {
                    counts.merge(seen.token(), 1, Integer::sum);
                }
            }
        }
        ledger.settle(counts);
    }

    private interface Question<T> {
        T ask() throws IOException;
    }

    /** A storage that was away may need a while to answer again. */
    private static <T> T untilAnswered(long end, Question<T> question)
            throws IOException, InterruptedException {
        while (true) {
            try {
                return question.ask();
            } catch (IOException e) {
                if (System.nanoTime() > end) {
                    throw e;
                }
                Thread.sleep(500);
            }
        }
    }

    private List<String> folders(Places places, int account) throws IOException {
        try (Session session = open(places.imap().getFirst(), account)) {
            List<String> names = new ArrayList<>();
            for (ImapClient.Response response :
                    session.client().command("LIST \"\" \"*\"").all("LIST")) {
                String text = response.text();
                if (!text.contains("\\NonExistent") && !text.contains("\\Noselect")) {
                    String name = text.substring(text.indexOf(") ") + 2);
                    name = name.substring(name.indexOf(' ') + 1);
                    names.add(name.replaceAll("^\"|\"$", ""));
                }
            }
            return names;
        }
    }

    private Finding look(InetSocketAddress place, int account, String folder) throws IOException {
        try (Session session = open(place, account)) {
            long begun = System.nanoTime();
            Session.Selected selected =
                    session.select(folder)
                            .orElseThrow(() -> new IOException("no folder " + folder));
            List<Seen> all = session.all();
            ledger.observed(selected.key(), selected.uidNext(), all, begun, System.nanoTime());
            ledger.operation();
            return new Finding(selected.key(), all);
        }
    }
}
