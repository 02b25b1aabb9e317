package mailstead.node.bench;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.json.JsonMapper;

/**
 * What was measured: by side and figure, one value a round. Prints a table, JSON and the {@code
 * ratio} lines.
 */
final class Figures {

    private final String bench;
    private final Map<String, Map<String, List<Double>>> bySide = new LinkedHashMap<>();

    Figures(String bench) {
        this.bench = bench;
    }

    void add(String side, String figure, double value) {
        bySide.computeIfAbsent(side, _ -> new LinkedHashMap<>())
                .computeIfAbsent(figure, _ -> new ArrayList<>())
                .add(value);
    }

    double median(String side, String figure) {
        double[] values =
                bySide.getOrDefault(side, Map.of()).getOrDefault(figure, List.of()).stream()
                        .mapToDouble(v -> v)
                        .sorted()
                        .toArray();
        if (values.length == 0) {
            return Double.NaN;
        }
        int middle = values.length / 2;
        return values.length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
    }

    /** The value that came most often; the largest of several. */
    double mostFrequent(String side, String figure) {
        Map<Double, Integer> counts = new TreeMap<>();
        for (double value : bySide.getOrDefault(side, Map.of()).getOrDefault(figure, List.of())) {
            counts.merge(value, 1, Integer::sum);
        }
        double most = Double.NaN;
        int times = 0;
        for (Map.Entry<Double, Integer> count : counts.entrySet()) {
            if (count.getValue() >= times) {
                times = count.getValue();
                most = count.getKey();
            }
        }
        return most;
    }

    /**
     * The table, one line of JSON, then one line per figure and peer: {@code ratio FIGURE
     * mailstead/PEER VALUE}.
     */
    void print(PrintStream out) {
        printMedians(out);
        printRatios(out);
    }

    /** The table and the line of JSON. */
    void printMedians(PrintStream out) {
        out.printf(Locale.ROOT, "%-20s %-46s %12s   rounds%n", "side", "figure", "median");
        bySide.forEach((side, figures) ->
                figures.forEach((figure, values) ->
                        out.printf(
                                Locale.ROOT,
                                "%-20s %-46s %12.4g   %s%n",
                                side,
                                figure,
                                median(side, figure),
                                rounded(values))));
        out.println(
                JsonMapper.shared().writeValueAsString(Map.of("bench", bench, "rounds", bySide)));
    }

    void printRatios(PrintStream out) {
        for (String peer : bySide.keySet()) {
            if (!peer.equals(MailsteadSide.NAME)) {
                for (String figure : bySide.get(peer).keySet()) {
                    double ratio = median(MailsteadSide.NAME, figure) / median(peer, figure);
                    out.printf(
                            Locale.ROOT,
                            "ratio %s %s/%s %.3g%n",
                            figure,
                            MailsteadSide.NAME,
                            peer,
                            ratio);
                }
            }
        }
    }

    private static String rounded(List<Double> values) {
        return Arrays.toString(
                values.stream().map(v -> String.format(Locale.ROOT, "%.4g", v)).toArray());
    }
}
