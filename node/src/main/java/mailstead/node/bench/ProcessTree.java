package mailstead.node.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A server's processes, read from {@code /proc}. CPU time counts live processes and, through their
 * parents, those that have ended and were waited for.
 */
record ProcessTree(long rootPid) {

    /** {@code USER_HZ} has been 100 on every Linux for decades. */
    private static final long NANOS_PER_TICK = 10_000_000L;

    Duration cpu() throws IOException {
        long ticks = 0;
        for (long pid : pids()) {
            String[] fields = fields(pid);
            if (fields.length > 16) {
                for (int i = 11; i <= 14; i++) {
                    ticks += Long.parseLong(fields[i]);
                }
            }
        }
        return Duration.ofNanos(ticks * NANOS_PER_TICK);
    }

    /** Resident octets of all processes; pages they share count in each. */
    long residentOctets() {
        return octets("status", "VmRSS:");
    }

    /** As {@link #residentOctets}, but a page that several share counts in parts. */
    long proportionalOctets() {
        return octets("smaps_rollup", "Pss:");
    }

    /** The most that was ever resident. */
    long peakOctets() {
        return octets("status", "VmHWM:");
    }

    private long octets(String file, String field) {
        long kibibytes = 0;
        for (long pid : pids()) {
            for (String line : read(pid, file).split("\n", -1)) {
                if (line.startsWith(field)) {
                    kibibytes += Long.parseLong(line.replaceAll("\\D", ""));
                }
            }
        }
        return kibibytes * 1024;
    }

    private List<Long> pids() {
        List<Long> pids = new ArrayList<>();
        pids.add(rootPid);
        ProcessHandle.of(rootPid)
                .ifPresent(root -> {
                    try (Stream<ProcessHandle> children = root.descendants()) {
                        children.forEach(child -> pids.add(child.pid()));
                    }
                });
        return pids;
    }

    /** The fields of {@code stat} from the third on: the second is a name that may hold spaces. */
    private static String[] fields(long pid) {
        String stat = read(pid, "stat");
        int close = stat.lastIndexOf(')');
        return close < 0 ? new String[0] : stat.substring(close + 2).strip().split(" ", -1);
    }

    private static String read(long pid, String file) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(pid), file));
        } catch (IOException _) {
            return ""; // it has ended meanwhile; its parent has its time
        }
    }
}
