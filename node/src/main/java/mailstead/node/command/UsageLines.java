package mailstead.node.command;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import mailstead.spi.Usage;
import mailstead.spi.Usage.Measure;
import org.jspecify.annotations.Nullable;

/**
 * Gathers the measures of each day and customer in one line; they come in that order. Confined to
 * one command.
 */
final class UsageLines {

    private final Administration administration;
    private final Map<Measure, Long> amounts = new EnumMap<>(Measure.class);
    private @Nullable Usage current;
    private boolean isBegun;

    UsageLines(Administration administration) {
        this.administration = administration;
    }

    void take(Usage usage) {
        Usage before = current;
        if (before != null
                && !(before.day().equals(usage.day())
                        && before.customerId().equals(usage.customerId()))) {
            write(before.day(), before.customerId());
        }
        current = usage;
        amounts.put(usage.measure(), usage.amount());
    }

    void end() {
        Usage last = current;
        if (last != null) {
            write(last.day(), last.customerId());
        } else {
            begin();
        }
    }

    private void begin() {
        if (!isBegun && !administration.isJson()) {
            List<String> heads = new ArrayList<>(List.of("day", "customer"));
            for (Measure measure : Measure.values()) {
                heads.add(measure.word());
            }
            administration.line(String.join(",", heads));
        }
        isBegun = true;
    }

    private void write(LocalDate day, String customerId) {
        begin();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("day", day.toString());
        json.put("customer", customerId);
        List<String> fields = new ArrayList<>(List.of(day.toString(), customerId));
        for (Measure measure : Measure.values()) {
            long amount = amounts.getOrDefault(measure, 0L);
            json.put(measure.word(), amount);
            fields.add(Long.toString(amount));
        }
        amounts.clear();
        if (administration.isJson()) {
            administration.jsonLine(json);
        } else {
            administration.line(String.join(",", fields));
        }
    }
}
