package mailstead.node.bench;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How the cost of what clients do to a whole folder grows with the folder. Each figure is seconds;
 * each ratio says how much more one message costs in a folder of that size than in the smallest
 * one: 1 or less is what is wanted.
 */
final class MailboxBench {

    private static final Map<String, String> COMMANDS = new LinkedHashMap<>();

    static {
        COMMANDS.put("select_new", "SELECT INBOX");
        COMMANDS.put("fetch_flags", "FETCH 1:* (UID FLAGS)");
        COMMANDS.put("fetch_envelope_new", "FETCH 1:* (UID ENVELOPE)");
        COMMANDS.put("fetch_envelope", "FETCH 1:* (UID ENVELOPE)");
        COMMANDS.put("search_subject", "UID SEARCH SUBJECT bench");
        COMMANDS.put("search_flags", "UID SEARCH UNSEEN UNKEYWORD nothing");
        COMMANDS.put("store_all", "STORE 1:* +FLAGS.SILENT (\\Flagged)");
        COMMANDS.put("select_again", "SELECT INBOX");
    }

    private final List<Integer> sizes;

    MailboxBench(List<Integer> sizes) {
        this.sizes = List.copyOf(sizes);
    }

    void run(Verifier verifier) throws IOException, InterruptedException {
        Map<Integer, Map<String, Double>> bySize = new LinkedHashMap<>();
        for (int size : sizes) {
            System.err.println("bench: " + size + " messages");
            Path folder = Files.createTempDirectory("mailstead-bench");
            Files.setPosixFilePermissions(
                    folder, java.nio.file.attribute.PosixFilePermissions.fromString("rwxr-xr-x"));
            try {
                bySize.put(size, measure(folder, size, verifier));
            } finally {
                BenchCommand.remove(folder);
            }
        }
        print(bySize);
    }

    private static Map<String, Double> measure(Path folder, int size, Verifier verifier)
            throws IOException, InterruptedException {
        Map<String, Double> figures = new LinkedHashMap<>();
        try (MailsteadSide side = new MailsteadSide(folder, "imap", false, verifier.encoded())) {
            Pop3Bench.fill(side.maildir(0), size, message());
            side.start();
            try (Talk talk = new Talk(side.port())) {
                talk.say("LOGIN user0 \"" + Pop3Bench.PASSWORD + "\"");
                for (Map.Entry<String, String> command : COMMANDS.entrySet()) {
                    long start = System.nanoTime();
                    talk.say(command.getValue());
                    figures.put(command.getKey(), (System.nanoTime() - start) / 1e9);
                }
            }
            // As a node that has just been started meets a folder that is known.
            side.restart();
            try (Talk talk = new Talk(side.port())) {
                talk.say("LOGIN user0 \"" + Pop3Bench.PASSWORD + "\"");
                long start = System.nanoTime();
                talk.say("SELECT INBOX");
                talk.say("FETCH 1:* (FLAGS)");
                figures.put("select_and_fetch_flags_cold", (System.nanoTime() - start) / 1e9);
            }
            figures.put("resident_megabytes", side.processes().residentOctets() / 1e6);
        }
        return figures;
    }

    private static byte[] message() {
        return "From: sender@elsewhere.example\nTo: user@bench.example\nSubject: bench\n\nbody\n"
                .getBytes(StandardCharsets.US_ASCII);
    }

    private void print(Map<Integer, Map<String, Double>> bySize) {
        List<String> names = new ArrayList<>(bySize.get(sizes.getFirst()).keySet());
        System.out.printf("%-28s", "seconds");
        sizes.forEach(size -> System.out.printf(Locale.ROOT, "%12d", size));
        System.out.println();
        for (String name : names) {
            System.out.printf("%-28s", name);
            sizes.forEach(
                    size -> System.out.printf(Locale.ROOT, "%12.3f", bySize.get(size).get(name)));
            System.out.println();
        }
        for (String name : names) {
            for (int size : sizes.subList(1, sizes.size())) {
                double each = bySize.get(size).get(name) / size;
                double first = bySize.get(sizes.getFirst()).get(name) / sizes.getFirst();
                System.out.printf(
                        Locale.ROOT,
                        "ratio %s_per_message %d/%d %.3g%n",
                        name,
                        size,
                        sizes.getFirst(),
                        each / first);
            }
        }
    }

    /** A client that throws away what it is told. Confined to one thread. */
    private static final class Talk implements AutoCloseable {
        private final Socket socket;
        private final InputStream in;
        private int lastTag;

        Talk(int port) throws IOException {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setSoTimeout(600_000);
            in = new BufferedInputStream(socket.getInputStream(), 64 * 1024);
            line();
        }

        void say(String command) throws IOException {
            String tag = "a" + ++lastTag;
            socket.getOutputStream()
                    .write((tag + " " + command + "\r\n").getBytes(StandardCharsets.US_ASCII));
            String line = line();
            while (!line.startsWith(tag + " ")) {
                line = line();
            }
            if (!line.startsWith(tag + " OK")) {
                throw new IOException(command + ": " + line);
            }
        }

        /** The beginning of the next line. */
        private String line() throws IOException {
            StringBuilder start = new StringBuilder();
            for (int octet = in.read(); octet != '\n'; octet = in.read()) {
                if (octet < 0) {
                    throw new EOFException("closed by the server");
                }
                if (start.length() < 100) {
                    start.append((char) octet);
                }
            }
            return start.toString();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
