package mailstead.node.command;

import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import mailstead.service.account.AccountPasswords;
import mailstead.spi.Account;
import mailstead.spi.MailService;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mailstead account app-password}. */
@Command(
        name = "app-password",
        description = "Further passwords of an account, each for one program or device.")
final class AppPasswordCommand extends Group {

    private static final Set<MailService> MAIL_PROGRAM =
            EnumSet.of(MailService.IMAP, MailService.POP3, MailService.SUBMISSION);

    @Command(description = "Makes one and prints it. It is not shown again.")
    int add(
            @Mixin Administration administration,
            @Parameters(
                            index = "0",
                            paramLabel = "LOGIN",
                            converter = Words.LoginWord.class,
                            description = "Whose it will be.")
                    String login,
            @Parameters(
                            index = "1",
                            paramLabel = "LABEL",
                            description = "What its owner calls it, such as 'Telephone'.")
                    String label,
            @Option(
                            names = "--service",
                            split = ",",
                            paramLabel = "SERVICE",
                            converter = Words.ServiceWord.class,
                            description =
                                    "What it lets in to; may be repeated. Left out: imap, pop3, submission.")
                    @Nullable Set<MailService> services,
            @Option(
                            names = "--expires",
                            paramLabel = "DATE",
                            converter = Words.InstantWord.class,
                            description =
                                    "From when on it lets nobody in: 2027-01-31 (0:00 UTC) or 2027-01-31T12:00:00Z.")
                    @Nullable Instant expires) {
        return administration.run((directory, config) -> {
            Account account =
                    Administration.found(directory.findAccount(login), Kind.ACCOUNT, login);
            AccountPasswords passwords =
                    new AccountPasswords(
                            Verifiers.hashes(), InstantSource.system(), new SecureRandom());
            AccountPasswords.Made made =
                    passwords.make(
                            account,
                            label,
                            services == null ? MAIL_PROGRAM : services,
                            Optional.ofNullable(expires));
            directory.addAppPassword(login, made.appPassword());
            administration.show(Views.of(made));
            administration.note("type it with or without the hyphens; it cannot be shown again");
        });
    }

    @Command(description = "Lists an account's.")
    int list(
            @Mixin Administration administration,
            @Parameters(paramLabel = "LOGIN", converter = Words.LoginWord.class) String login) {
        return administration.run((directory, config) ->
                administration.list(
                        Kind.APP_PASSWORD,
                        directory.appPasswords(login).stream().map(Views::of).toList()));
    }

    @Command(description = "Removes one. Sessions that it opened end.")
    int remove(
            @Mixin Administration administration,
            @Parameters(index = "0", paramLabel = "LOGIN", converter = Words.LoginWord.class)
                    String login,
            @Parameters(index = "1", paramLabel = "ID", description = "As 'list' shows it.")
                    String id) {
        return administration.run((directory, config) -> {
            directory.removeAppPassword(login, id);
            administration.removed(Kind.APP_PASSWORD, id);
        });
    }
}
