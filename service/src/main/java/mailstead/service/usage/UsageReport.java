package mailstead.service.usage;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import mailstead.mail.MailException;
import mailstead.spi.Usage;
import mailstead.spi.Usage.Measure;
import mailstead.spi.UsageLedger;

/**
 * What customers used, one line for each day and customer, in this order. Days and customers of
 * whom nothing was counted have no line. Shared.
 */
public final class UsageReport {

    private final UsageLedger ledger;

    public UsageReport(UsageLedger ledger) {
        this.ledger = ledger;
    }

    /**
     * Some days of some customers.
     *
     * @param last included
     * @param customers empty for all
     */
    public record Extent(LocalDate first, LocalDate last, Optional<Set<String>> customers) {
        public Extent {
            customers = customers.map(Set::copyOf);
        }
    }

    /**
     * One day of one customer.
     *
     * @param amounts what was not counted is missing
     */
    public record Line(LocalDate day, String customerId, Map<Measure, Long> amounts) {

        public Line {
            amounts = Map.copyOf(amounts);
        }

        private long amount(Measure measure) {
            return amounts.getOrDefault(measure, 0L);
        }

        /** Every member of its JSON object in order: texts and numbers. */
        public Map<String, Object> members() {
            Map<String, Object> members = new LinkedHashMap<>();
            members.put("day", day.toString());
            members.put("customer", customerId);
            for (Measure measure : Measure.values()) {
                members.put(measure.word(), amount(measure));
            }
            return Collections.unmodifiableMap(members);
        }

        /** A record of CSV (RFC 4180) without its line end; customer ids need no quotes. */
        public String csv() {
            return members().values().stream()
                    .map(String::valueOf)
                    .collect(Collectors.joining(","));
        }

        /** The names of the fields of {@link #csv}. */
        public static String csvHead() {
            return Stream.concat(Stream.of("day", "customer"), measures().stream())
                    .collect(Collectors.joining(","));
        }
    }

    /** The names of what is counted, in order. */
    public static List<String> measures() {
        return Stream.of(Measure.values()).map(Measure::word).toList();
    }

    /** Every line. */
    public void each(Extent extent, Consumer<Line> taken) throws MailException {
        Gathering gathering = new Gathering(taken);
        ledger.usage(
                extent.first(),
                extent.last(),
                usage -> {
                    if (isWanted(extent, usage.customerId())) {
                        gathering.take(usage);
                    }
                });
        gathering.end();
    }

    /**
     * The first lines behind one, each day's sorted by the customers' ids as texts, whatever the
     * ledger's order is.
     *
     * @param afterDay where the last page ended; before the first day at the beginning
     * @param afterCustomer likewise; empty at the beginning
     * @param limit at most so many
     */
    public List<Line> page(Extent extent, LocalDate afterDay, String afterCustomer, int limit)
            throws MailException {
        List<Line> page = new ArrayList<>();
        LocalDate day = afterDay.isBefore(extent.first()) ? extent.first() : afterDay;
        while (!day.isAfter(extent.last()) && page.size() < limit) {
            String after = day.equals(afterDay) ? afterCustomer : "";
            int room = limit - page.size();
            TreeMap<String, Line> next = new TreeMap<>();
            each(
                    new Extent(day, day, extent.customers()),
                    line -> {
                        if (line.customerId().compareTo(after) > 0) {
                            next.put(line.customerId(), line);
                            if (next.size() > room) {
                                next.pollLastEntry();
                            }
                        }
                    });
            page.addAll(next.values());
            day = day.plusDays(1);
        }
        return page;
    }

    private static boolean isWanted(Extent extent, String customerId) {
        return extent.customers().isEmpty() || extent.customers().get().contains(customerId);
    }

    /** Measures of one day and customer come one after the other. */
    private static final class Gathering {

        private final Consumer<Line> taken;
        private final Map<Measure, Long> amounts = new EnumMap<>(Measure.class);
        private Optional<Usage> current = Optional.empty();

        Gathering(Consumer<Line> taken) {
            this.taken = taken;
        }

        void take(Usage usage) {
            if (current.filter(before -> !isSame(before, usage)).isPresent()) {
                end();
            }
            current = Optional.of(usage);
            amounts.put(usage.measure(), usage.amount());
        }

        private static boolean isSame(Usage one, Usage other) {
            return one.day().equals(other.day()) && one.customerId().equals(other.customerId());
        }

        void end() {
            current.ifPresent(
                    usage -> taken.accept(new Line(usage.day(), usage.customerId(), amounts)));
            current = Optional.empty();
            amounts.clear();
        }
    }
}
