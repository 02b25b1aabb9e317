package mailstead.node.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/**
 * How the cost of what clients do to a whole folder grows with the folder. Each size has a node of
 * its own, which first gets warm on another account's folder of 1,000 messages; the cold figures
 * are those of nodes that were started for them and find the folder's log and cache on disk. What
 * can be repeated is done three times, and the best counts: the load comes from the same machine.
 */
final class MailboxBench {

    /** On these, a server compiles what it will be measured with. */
    private static final int WARM_UP_MESSAGES = 1_000;

    private static final int WARM_UP_ROUNDS = 12;
    private static final int ATTEMPTS = 3;

    /** What a folder and its messages cost when nobody has looked at them yet. */
    private static final Map<String, String> FIRST_COMMANDS = new LinkedHashMap<>();

    static {
        FIRST_COMMANDS.put("select_new", "SELECT INBOX");
        FIRST_COMMANDS.put("fetch_envelope_new", "FETCH 1:* (UID ENVELOPE)");
    }

    private static final Map<String, String> COMMANDS = new LinkedHashMap<>();

    static {
        COMMANDS.put("select", "SELECT INBOX");
        COMMANDS.put("fetch_flags", "FETCH 1:* (UID FLAGS)");
        COMMANDS.put("fetch_envelope", "FETCH 1:* (UID ENVELOPE)");
        COMMANDS.put("search_flags", "UID SEARCH UNSEEN UNKEYWORD nothing");
        COMMANDS.put("search_subject", "UID SEARCH SUBJECT \"bench 7\"");
        COMMANDS.put("sort_subject", "UID SORT (SUBJECT DATE) UTF-8 ALL");
        COMMANDS.put("thread", "UID THREAD REFERENCES UTF-8 ALL");
        COMMANDS.put("store_all", "STORE 1:* +FLAGS.SILENT (\\Flagged)");
        COMMANDS.put("store_all_told", "STORE 1:* -FLAGS (\\Flagged)");
    }

    private static final Map<String, String> COLD_COMMANDS = new LinkedHashMap<>();

    static {
        COLD_COMMANDS.put("cold_select", "SELECT INBOX");
        COLD_COMMANDS.put("cold_fetch_flags", "FETCH 1:* (FLAGS)");
        COLD_COMMANDS.put("cold_fetch_envelope", "FETCH 1:* (UID ENVELOPE)");
    }

    private static final String COLD_TOTAL = "cold_select_and_fetch_flags";

    private final List<Integer> sizes;

    /**
     * @param sizes messages, ascending
     */
    MailboxBench(List<Integer> sizes) {
        this.sizes = sizes.stream().sorted().toList();
    }

    void run(Verifier verifier) throws IOException, InterruptedException {
        Map<Integer, Map<String, Double>> bySize = new LinkedHashMap<>();
        for (int size : sizes) {
            Path folder = Files.createTempDirectory("mailstead-bench");
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
            try {
                Map<String, Double> figures = measure(folder, size, verifier);
                System.err.println("bench: " + size + " messages, seconds: " + figures);
                bySize.put(size, figures);
            } finally {
                Filling.remove(folder);
            }
        }
        print(bySize);
    }

    private static Map<String, Double> measure(Path folder, int size, Verifier verifier)
            throws IOException, InterruptedException {
        Map<String, Double> figures = new LinkedHashMap<>();
        try (MailsteadSide side = new MailsteadSide(folder, "imap", false, verifier.encoded())) {
            System.err.println("bench: filling a folder with " + size + " messages");
            Filling filling = Filling.in(folder.resolve("sources"));
            filling.fill(side.maildir(0), size);
            filling.fill(side.maildir(1), WARM_UP_MESSAGES);
            side.start();
            System.err.println("bench: measuring");
            warmUp(side);
            try (ImapTalk talk = new ImapTalk(side.port(), 0)) {
                say(talk, FIRST_COMMANDS, figures);
                for (int i = 0; i < ATTEMPTS; i++) {
                    say(talk, COMMANDS, figures);
                }
            }
            figures.put("peak_megabytes", side.processes().peakOctets() / 1e6);
            for (int i = 0; i < ATTEMPTS; i++) {
                side.restart();
                measureCold(side, figures);
            }
            figures.put("cold_peak_megabytes", side.processes().peakOctets() / 1e6);
            try (ImapTalk talk = new ImapTalk(side.port(), 0)) {
                talk.say("SELECT INBOX");
                talk.say("STORE 1:%d +FLAGS.SILENT (\\Deleted)".formatted((size + 1) / 2));
                say(talk, Map.of("expunge_half", "EXPUNGE"), figures);
            }
        }
        return figures;
    }

    private static void measureCold(MailsteadSide side, Map<String, Double> figures)
            throws IOException {
        try (ImapTalk talk = new ImapTalk(side.port(), 0)) {
            Map<String, Double> cold = new LinkedHashMap<>();
            say(talk, COLD_COMMANDS, cold);
            cold.put(COLD_TOTAL, value(cold, "cold_select") + value(cold, "cold_fetch_flags"));
            cold.forEach((name, seconds) -> figures.merge(name, seconds, Math::min));
        }
    }

    private static void warmUp(MailsteadSide side) throws IOException {
        try (ImapTalk talk = new ImapTalk(side.port(), 1)) {
            for (int i = 0; i < WARM_UP_ROUNDS; i++) {
                for (String command : COMMANDS.values()) {
                    talk.say(command);
                }
            }
        }
    }

    private static void say(
            ImapTalk talk, Map<String, String> commands, Map<String, Double> figures)
            throws IOException {
        for (Map.Entry<String, String> command : commands.entrySet()) {
            long start = System.nanoTime();
            talk.say(command.getValue());
            figures.merge(command.getKey(), (System.nanoTime() - start) / 1e9, Math::min);
        }
    }

    // ---- telling

    private void print(Map<Integer, Map<String, Double>> bySize) {
        List<String> names =
                new ArrayList<>(bySize.getOrDefault(sizes.getFirst(), Map.of()).keySet());
        List<String> times = names.stream().filter(name -> !isMemory(name)).toList();
        table("seconds", names, size -> name -> text("%.3f", value(bySize, size, name)));
        System.out.println();
        table(
                "microseconds a message",
                times,
                size -> name -> text("%.1f", 1e6 * value(bySize, size, name) / size));
        System.out.println();
        System.out.println(
                "growth: what one message costs, against the next smaller folder; 1.00 is linear");
        table(
                "growth",
                times,
                size ->
                        name ->
                                size.equals(sizes.getFirst())
                                        ? "-"
                                        : text("%.2f", growth(bySize, name, size)));
        System.out.println(
                JsonMapper.shared()
                        .writeValueAsString(Map.of("bench", "mailbox", "sizes", bySize)));
        for (String name : times) {
            for (int size : sizes.subList(1, sizes.size())) {
                System.out.printf(
                        Locale.ROOT,
                        "ratio %s_per_message %d/%d %.3g%n",
                        name,
                        size,
                        before(size),
                        growth(bySize, name, size));
            }
        }
    }

    private static String text(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }

    private static double value(Map<Integer, Map<String, Double>> bySize, int size, String name) {
        return value(bySize.getOrDefault(size, Map.of()), name);
    }

    private static double value(Map<String, Double> figures, String name) {
        return figures.getOrDefault(name, Double.NaN);
    }

    private static boolean isMemory(String name) {
        return name.endsWith("megabytes");
    }

    private int before(int size) {
        return sizes.get(sizes.indexOf(size) - 1);
    }

    private double growth(Map<Integer, Map<String, Double>> bySize, String name, int size) {
        int smaller = before(size);
        return value(bySize, size, name) / size / (value(bySize, smaller, name) / smaller);
    }

    @FunctionalInterface
    private interface Column {
        Cell of(Integer size);
    }

    @FunctionalInterface
    private interface Cell {
        String of(String name);
    }

    private void table(String title, List<String> names, Column column) {
        System.out.printf("%-28s", title);
        sizes.forEach(size -> System.out.printf(Locale.ROOT, "%12d", size));
        System.out.println();
        for (String name : names) {
            System.out.printf("%-28s", name);
            sizes.forEach(size -> System.out.printf("%12s", column.of(size).of(name)));
            System.out.println();
        }
    }
}
