package mailstead.node.command;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import mailstead.directory.neighbour.AccountFormat;
import mailstead.mail.DomainName;
import mailstead.mail.MailException;
import mailstead.spi.Account;
import mailstead.spi.Provisioning;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mailstead account import}. */
@Command(
        name = "import",
        description = {
            "Adds the accounts that a file of another program lists.",
            "All lines are checked first; if one cannot be taken, nothing is added.",
            "Mail stays where it is: homes must lie on a volume of this directory."
        })
final class AccountImport implements Callable<Integer> {

    /** How often a long import says how far it is, in accounts. */
    private static final int PROGRESS = 10_000;

    @Mixin private final DatabaseAdministration administration = new DatabaseAdministration();

    @Option(
            names = "--format",
            required = true,
            paramLabel = "FORMAT",
            converter = NeighbourFile.Word.class,
            description = "One of dovecot, passwd, courier, vpopmail.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private NeighbourFile format;

    @Option(
            names = "--customer",
            required = true,
            paramLabel = "ID",
            converter = Words.NameWord.class,
            description = "Who pays for the new accounts.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private String customer;

    @Option(
            names = "--domain",
            paramLabel = "DOMAIN",
            converter = Words.DomainWord.class,
            description = {
                "Makes addresses of names that are none.",
                "vpopmail: whose file it is; log-in names get it too."
            })
    private @Nullable DomainName domain;

    @Option(
            names = "--shadow",
            paramLabel = "FILE",
            description = "passwd: where the passwords are.")
    private @Nullable Path shadow;

    @Option(
            names = "--maildir",
            paramLabel = "NAME",
            defaultValue = "Maildir",
            description = {
                "What the Maildir is called in the home, where the file does not say.",
                "Default: ${DEFAULT-VALUE}; a dot for the home itself."
            })
    @SuppressWarnings("NullAway.Init") // set by picocli
    private String maildir;

    @Option(
            names = "--uid-from",
            paramLabel = "UID",
            defaultValue = "1000",
            description =
                    "passwd: lines with a lower uid are the system's. Default: ${DEFAULT-VALUE}.")
    private int uidFrom;

    @Option(names = "--skip-existing", description = "Pass over accounts that are there already.")
    private boolean skipExisting;

    @Option(names = "--skip-bad", description = "Add the others when lines cannot be taken.")
    private boolean skipBad;

    @Option(names = "--dry-run", description = "Check everything and add nothing.")
    private boolean dryRun;

    @Parameters(paramLabel = "FILE", description = "The file.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path file;

    @Override
    public Integer call() throws IOException {
        format.objection(domain)
                .ifPresent(text -> {
                    throw administration.wrongUsage(text);
                });
        if (format == NeighbourFile.SHADOW) {
            throw administration.wrongUsage("shadow is read with passwd: --format passwd --shadow");
        }
        AccountFormat reader = format.reader(domain, shadow);
        try (BufferedReader lines =
                new BufferedReader(
                        new InputStreamReader(
                                Files.newInputStream(file), StandardCharsets.UTF_8))) {
            List<String> all = lines.lines().toList();
            return administration.run((directory, config) -> {
                DatabaseAdministration.found(
                        directory.findCustomer(customer), Kind.CUSTOMER, customer);
                ImportPlan plan =
                        new ImportPlan(
                                directory,
                                new Homes(config, directory),
                                new ImportPlan.Choices(
                                        customer,
                                        domain,
                                        maildir,
                                        format == NeighbourFile.PASSWD ? uidFrom : 0,
                                        skipExisting));
                for (int i = 0; i < all.size(); i++) {
                    plan.take(i + 1, reader.read(all.get(i)));
                }
                carryOut(plan, directory);
            });
        }
    }

    private void carryOut(ImportPlan plan, Provisioning directory)
            throws MailException, Provisioning.Conflict {
        plan.problems().forEach(administration::warn);
        if (!plan.problems().isEmpty() && !skipBad && !dryRun) {
            throw new Provisioning.Conflict(
                    "nothing added: %d lines cannot be taken (--skip-bad adds the others)"
                            .formatted(plan.problems().size()));
        }
        int added = dryRun ? 0 : addAll(plan.accounts(), directory);
        int count = plan.accounts().size();
        administration.report(
                (dryRun ? "would add " + count : "added " + added)
                        + " accounts; passed over "
                        + plan.passedOver()
                        + "; cannot take "
                        + plan.problems().size(),
                Map.of(
                        "dryRun",
                        dryRun,
                        "accounts",
                        plan.accounts().stream().map(Account::login).toList(),
                        "passedOver",
                        plan.passedOver(),
                        "problems",
                        plan.problems()));
        if (dryRun && !plan.problems().isEmpty() && !skipBad) {
            throw new Provisioning.Conflict("as it is, nothing would be added");
        }
    }

    private int addAll(List<Account> accounts, Provisioning directory)
            throws MailException, Provisioning.Conflict {
        int added = 0;
        try {
            for (Account account : accounts) {
                directory.addAccount(account);
                added++;
                if (added % PROGRESS == 0) {
                    administration.note(added + " of " + accounts.size() + " added");
                }
            }
        } finally {
            if (added < accounts.size()) {
                administration.note(
                        "broken off after %d of %d accounts: --skip-existing goes on from there"
                                .formatted(added, accounts.size()));
            }
        }
        return added;
    }
}
