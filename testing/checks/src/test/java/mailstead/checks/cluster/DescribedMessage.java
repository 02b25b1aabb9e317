package mailstead.checks.cluster;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import mailstead.checks.cluster.ResponseValue.Items;
import mailstead.checks.cluster.ResponseValue.Text;
import mailstead.checks.cluster.ResponseValue.Word;

/**
 * What a server says of a message in ENVELOPE and BODYSTRUCTURE (RFC 9051 section 7.5.2), flat: the
 * value of each place by its name, such as {@code env.to}, {@code 2.1.params} or, of the message in
 * part 2, {@code 2.m.octets}. {@code #} is the number of parts. Confined to its test.
 */
final class DescribedMessage {

    private static final List<String> ENVELOPE =
            List.of("date", "subject", "from", "sender", "reply", "to", "cc", "bcc", "irt", "mid");
    private static final List<String> LEAF =
            List.of("type", "subtype", "params", "id", "desc", "enc", "octets");
    private static final List<String> PLACE = List.of("disp", "lang", "loc");

    private final Map<String, String> values = new TreeMap<>();
    private final SortedSet<String> partNumbers = new TreeSet<>();

    DescribedMessage(Items fetched) {
        envelope("", (Items) fetched.named("ENVELOPE"));
        Items structure = (Items) fetched.named("BODYSTRUCTURE");
        if (!isMultipart(structure)) {
            partNumbers.add("1");
        }
        part("", isMultipart(structure) ? "" : "1", structure);
        values.put("size", fetched.named("RFC822.SIZE").toString());
    }

    Map<String, String> values() {
        return values;
    }

    /** Those that BODY[...] knows (RFC 9051 section 6.4.5.1). */
    SortedSet<String> partNumbers() {
        return partNumbers;
    }

    private void envelope(String path, Items envelope) {
        for (int i = 0; i < ENVELOPE.size(); i++) {
            values.put(path + "env." + ENVELOPE.get(i), envelope.get(i).toString());
        }
    }

    private static boolean isMultipart(Items part) {
        return part.get(0) instanceof Items;
    }

    /**
     * @param number its own, or that of the message of which it is the root
     */
    private void part(String path, String number, Items part) {
        if (isMultipart(part)) {
            multipart(path, number, part);
        } else {
            leaf(path, number, part);
        }
    }

    private void multipart(String path, String number, Items part) {
        int count = 0;
        while (part.get(count) instanceof Items inside) {
            count++;
            String inner = number.isEmpty() ? String.valueOf(count) : number + "." + count;
            partNumbers.add(inner);
            part(path + count + ".", inner, inside);
        }
        values.put(path + "#", String.valueOf(count));
        values.put(path + "subtype", folded(part.get(count)));
        values.put(path + "params", withFoldedNames(part.get(count + 1)));
        place(path, part, count + 2);
    }

    private void leaf(String path, String number, Items part) {
        for (int i = 0; i < LEAF.size(); i++) {
            String name = LEAF.get(i);
            ResponseValue value = part.get(i);
            values.put(
                    path + name,
                    switch (name) {
                        case "type", "subtype", "enc" -> folded(value);
                        case "params" -> withFoldedNames(value);
                        default -> value.toString();
                    });
        }
        int next = LEAF.size();
        if (part.get(next) instanceof Items envelope) {
            envelope(path, envelope);
            Items root = (Items) part.get(next + 1);
            if (!isMultipart(root)) {
                partNumbers.add(number + ".1");
            }
            part(path + "m.", isMultipart(root) ? number : number + ".1", root);
            values.put(path + "lines", part.get(next + 2).toString());
            next += 3;
        } else if (part.get(next) instanceof Word lines) {
            values.put(path + "lines", lines.toString());
            next++;
        }
        values.put(path + "md5", part.get(next).toString());
        place(path, part, next + 1);
    }

    private void place(String path, Items part, int first) {
        for (int i = 0; i < PLACE.size(); i++) {
            ResponseValue value = part.get(first + i);
            boolean isDisposition = i == 0 && value instanceof Items;
            values.put(
                    path + PLACE.get(i),
                    isDisposition
                            ? folded(((Items) value).get(0))
                                    + " "
                                    + withFoldedNames(((Items) value).get(1))
                            : value.toString());
        }
        if (part.size() > first + PLACE.size()) {
            throw new AssertionError("something follows the last value of " + part);
        }
    }

    private static String folded(ResponseValue value) {
        return value.toString().toUpperCase(Locale.ROOT);
    }

    /** A list of names and values, such as {@code charset="us-ascii"; }. */
    private static String withFoldedNames(ResponseValue parameters) {
        StringBuilder folded = new StringBuilder();
        if (parameters instanceof Items(List<ResponseValue> list)) {
            for (int i = 0; i < list.size(); i += 2) {
                folded.append(((Text) list.get(i)).text().toLowerCase(Locale.ROOT))
                        .append('=')
                        .append(list.get(i + 1))
                        .append("; ");
            }
        }
        return folded.toString();
    }
}
