package mailstead.node.command;

import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import mailstead.directory.neighbour.AccountFormat;
import mailstead.directory.neighbour.ForeignAccount;
import mailstead.mail.DomainName;
import mailstead.mail.MailException;
import mailstead.spi.Account;
import mailstead.spi.Provisioning;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code mailstead account export}. */
@Command(
        name = "export",
        description = {
            "Writes accounts as a file of another program, to standard output.",
            "What that file has no words for is told on standard error. It holds password hashes."
        })
final class AccountExport implements Callable<Integer> {

    private static final String MAILDIR = "/Maildir";

    @Mixin private final DatabaseAdministration administration = new DatabaseAdministration();

    @Option(
            names = "--format",
            required = true,
            paramLabel = "FORMAT",
            converter = NeighbourFile.Word.class,
            description = "One of " + NeighbourFile.WORDS + ".")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private NeighbourFile format;

    @Option(names = "--customer", paramLabel = "ID", description = "Only this customer's.")
    private @Nullable String customer;

    @Option(
            names = "--domain",
            paramLabel = "DOMAIN",
            converter = Words.DomainWord.class,
            description = "Only accounts whose log-in name is in this domain.")
    private @Nullable DomainName domain;

    @Override
    public Integer call() {
        format.objection(domain)
                .ifPresent(text -> {
                    throw administration.wrongUsage(text);
                });
        return administration.run((directory, config) -> {
            Homes homes = new Homes(config, directory);
            Function<ForeignAccount, AccountFormat.Written> writer = format.writer(domain);
            for (Account account : directory.accounts()) {
                if (isWanted(account)) {
                    AccountFormat.Written written = writer.apply(foreign(account, homes));
                    administration.line(written.line());
                    for (String lost : written.lost()) {
                        administration.warn(account.login() + ": not told: " + lost);
                    }
                }
            }
        });
    }

    private boolean isWanted(Account account) {
        boolean isOfDomain =
                domain == null
                        || DomainName.parse(
                                        account.login()
                                                .substring(account.login().lastIndexOf('@') + 1))
                                .filter(domain::equals)
                                .isPresent();
        return isOfDomain && (customer == null || account.customerId().equals(customer));
    }

    /** Other programs have a home, and the Maildir in it; ours is the Maildir itself. */
    private static ForeignAccount foreign(Account account, Homes homes)
            throws MailException, Provisioning.Conflict {
        String maildir = homes.path(account.home());
        String home =
                maildir.endsWith(MAILDIR)
                        ? maildir.substring(0, maildir.length() - MAILDIR.length())
                        : maildir;
        return new ForeignAccount(
                account.login(),
                account.verifiers(),
                account.owner(),
                Optional.of(home),
                Optional.of(maildir),
                account.quota(),
                account.standing(),
                account.services());
    }
}
