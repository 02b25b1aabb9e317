package mailstead.admin.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import mailstead.mail.MailException;
import mailstead.service.provisioning.Caller;
import mailstead.service.usage.UsageReport;
import mailstead.service.usage.UsageReport.Extent;
import mailstead.service.usage.UsageReport.Line;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What customers used: pages in JSON, or all lines at once as CSV (RFC 4180). Everybody sees what
 * his customers used.
 */
final class UsageRequests {

    static final String CSV = "text/csv";

    /** Each is a look into the ledger. */
    static final int DAYS_MAX = 366;

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Set<String> KNOWN = Set.of("from", "to", "customer", "limit", "cursor");

    private UsageRequests() {}

    static Reply reply(UsageReport report, Caller caller, RequestHead head)
            throws Malformed, MailException {
        head.demandKnown(KNOWN);
        LocalDate first =
                day(head, "from").orElseThrow(() -> RequestHead.wrong("from", "is needed"));
        LocalDate last = day(head, "to").orElse(first);
        if (last.isBefore(first) || ChronoUnit.DAYS.between(first, last) >= DAYS_MAX) {
            throw RequestHead.wrong("to", "must be 0 to " + (DAYS_MAX - 1) + " days after from");
        }
        Extent extent = new Extent(first, last, customers(caller, head));
        if (isCsvWanted(head)) {
            if (head.query().containsKey("limit") || head.query().containsKey("cursor")) {
                throw RequestHead.wrong("limit", "CSV comes whole, without limit and cursor");
            }
            return Reply.flowing(CSV + "; charset=utf-8", lines -> csv(report, extent, lines));
        }
        return Reply.json(200, page(report, extent, head));
    }

    private static Optional<Set<String>> customers(Caller caller, RequestHead head) {
        Optional<String> wanted = Optional.ofNullable(head.query().get("customer"));
        if (wanted.isEmpty()) {
            return caller.customers();
        }
        boolean isSeen = caller.customers().map(seen -> seen.contains(wanted.get())).orElse(true);
        return Optional.of(isSeen ? Set.of(wanted.get()) : Set.of());
    }

    /** JSON unless CSV is named; RFC 9110 section 12.5.1, without weights. */
    private static boolean isCsvWanted(RequestHead head) {
        return head.fields().getOrDefault("accept", List.of()).stream()
                .flatMap(value -> List.of(value.split(",", -1)).stream())
                .map(range -> range.split(";", 2)[0].strip())
                .findFirst()
                .filter(CSV::equalsIgnoreCase)
                .isPresent();
    }

    /** Lines go to the client a day at a time, so that no client keeps the ledger waiting. */
    private static void csv(UsageReport report, Extent extent, Lines lines)
            throws IOException, MailException {
        lines.write(Line.csvHead() + "\r");
        for (LocalDate day = extent.first(); !day.isAfter(extent.last()); day = day.plusDays(1)) {
            lines.working();
            StringBuilder text = new StringBuilder();
            report.each(
                    new Extent(day, day, extent.customers()),
                    line -> text.append(line.csv()).append("\r\n"));
            if (!text.isEmpty()) {
                lines.write(text.substring(0, text.length() - 1));
            }
        }
    }

    private static String page(UsageReport report, Extent extent, RequestHead head)
            throws Malformed, MailException {
        int limit = head.limit();
        String[] after = after(head.query().getOrDefault("cursor", ""), extent);
        List<Line> found = report.page(extent, LocalDate.parse(after[0]), after[1], limit + 1);
        ObjectNode page = JSON.createObjectNode();
        ArrayNode items = page.putArray("items");
        found.stream().limit(limit).forEach(line -> items.addPOJO(line.members()));
        if (found.size() > limit) {
            Line end = found.get(limit - 1);
            page.put("next", cursor(end.day() + " " + end.customerId()));
        }
        return JSON.writeValueAsString(page);
    }

    private static String cursor(String text) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Day and customer. */
    private static String[] after(String cursor, Extent extent) throws Malformed {
        if (cursor.isEmpty()) {
            return new String[] {extent.first().minusDays(1).toString(), ""};
        }
        try {
            String text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
            String[] parts = text.split(" ", 2);
            if (parts.length == 2) {
                return new String[] {LocalDate.parse(parts[0]).toString(), parts[1]};
            }
        } catch (IllegalArgumentException | DateTimeParseException _) {
            // Said below.
        }
        throw RequestHead.wrong("cursor", "is not one of ours");
    }

    private static Optional<LocalDate> day(RequestHead head, String name) throws Malformed {
        String given = head.query().getOrDefault(name, "");
        if (given.isEmpty()) {
            return Optional.empty();
        }
        if (given.matches("[0-9]{4}-[0-9]{2}-[0-9]{2}")) {
            try {
                return Optional.of(LocalDate.parse(given));
            } catch (DateTimeParseException _) {
                // Said below.
            }
        }
        throw RequestHead.wrong(name, "must be a day such as 2026-11-25");
    }
}
