package mailstead.node.command;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import mailstead.mail.MailException;
import mailstead.maildir.MaildirStore;
import mailstead.maildir.Volumes;
import mailstead.service.usage.UsageReport;
import mailstead.spi.Account;
import mailstead.spi.AccountFolders;
import mailstead.spi.Usage;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mailstead usage}. */
@Command(name = "usage", description = "What customers used, day by day, for billing.")
final class UsageCommand extends Group {

    /** For one account; large mailboxes on busy volumes take their time. */
    private static final Duration DEADLINE = Duration.ofMinutes(5);

    @Command(
            description = {
                "Writes a line for each day and customer, to standard output.",
                "CSV, or with --json one object a line. Days are in UTC. A day can be exported again at any"
                        + " time; it changes no more once all nodes have been up a minute after it."
            })
    int export(
            @Mixin DatabaseAdministration administration,
            @Option(
                            names = "--from",
                            required = true,
                            paramLabel = "DAY",
                            description = "The first day, such as 2026-11-25.")
                    LocalDate from,
            @Option(
                            names = "--to",
                            paramLabel = "DAY",
                            description = "The last day; the first one if left out.")
                    @Nullable LocalDate to,
            @Option(names = "--customer", paramLabel = "ID", description = "Only this customer's.")
                    @Nullable String customer) {
        LocalDate last = to == null ? from : to;
        if (last.isBefore(from)) {
            throw administration.wrongUsage("--to is before --from");
        }
        Optional<Set<String>> customers = Optional.ofNullable(customer).map(Set::of);
        return administration.runOnUsage((ledger, _, _) -> {
            if (!administration.isJson()) {
                administration.line(UsageReport.Line.csvHead());
            }
            new UsageReport(ledger)
                    .each(
                            new UsageReport.Extent(from, last, customers),
                            line -> {
                                if (administration.isJson()) {
                                    administration.jsonLine(line.members());
                                } else {
                                    administration.line(line.csv());
                                }
                            });
        });
    }

    @Command(
            description = {
                "Measures what all mailboxes hold, and records it as today's for each customer.",
                "Reads every mailbox on every volume: once a day, on one machine that has them mounted."
            })
    int measure(@Mixin DatabaseAdministration administration) {
        return administration.runOnUsage((ledger, directory, config) -> {
            Map<String, AccountFolders.Usage> held = new LinkedHashMap<>();
            int failed = 0;
            try (Volumes volumes = new Homes(config, directory).volumes(DEADLINE)) {
                MaildirStore store =
                        new MaildirStore(
                                volumes,
                                config.name(),
                                InstantSource.system(),
                                System::nanoTime,
                                new SecureRandom(),
                                _ -> {});
                for (Account account : directory.accounts()) {
                    try {
                        held.merge(
                                account.customerId(),
                                store.folders().of(account).usage(),
                                UsageCommand::sum);
                    } catch (MailException failure) {
                        failed++;
                        administration.warn(account.login() + ": " + failure.getMessage());
                    }
                }
            }
            LocalDate today = LocalDate.ofInstant(InstantSource.system().instant(), ZoneOffset.UTC);
            ledger.setUsage(measured(today, held));
            administration.report(
                    "measured "
                            + held.size()
                            + " customers"
                            + (failed == 0 ? "" : ", without " + failed + " accounts"),
                    Map.of("customers", held.size(), "accountsFailed", failed));
        });
    }

    private static AccountFolders.Usage sum(AccountFolders.Usage one, AccountFolders.Usage other) {
        return new AccountFolders.Usage(
                one.octets() + other.octets(), one.messages() + other.messages());
    }

    private static List<Usage> measured(LocalDate day, Map<String, AccountFolders.Usage> held) {
        List<Usage> measured = new ArrayList<>();
        held.forEach((customer, usage) -> {
            measured.add(new Usage(day, customer, Usage.Measure.STORED_OCTETS, usage.octets()));
            measured.add(new Usage(day, customer, Usage.Measure.STORED_MESSAGES, usage.messages()));
        });
        return measured;
    }

    @Command(description = "Removes what was recorded of days before one.")
    int forget(
            @Mixin DatabaseAdministration administration,
            @Parameters(paramLabel = "DAY", description = "The first day that stays.")
                    LocalDate before) {
        return administration.runOnUsage((ledger, _, _) -> {
            ledger.forgetUsage(before);
            administration.done("usage before " + before + " removed");
        });
    }
}
