package mailstead.node.command;

import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
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
            @Mixin OfficeAdministration administration,
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
        Patch patch =
                new Patch()
                        .text("login", login)
                        .text("label", label)
                        .texts(
                                "services",
                                (services == null ? MAIL_PROGRAM : services)
                                        .stream().map(Views::word).toList())
                        .text("expiresAt", expires == null ? null : expires.toString());
        return administration.run(clerk -> {
            clerk.found(Kind.ACCOUNT, login);
            administration.show(Kind.APP_PASSWORD, clerk.create(Kind.APP_PASSWORD, patch.fields()));
            administration.note("type it with or without the hyphens; it cannot be shown again");
        });
    }

    @Command(description = "Lists an account's.")
    int list(
            @Mixin OfficeAdministration administration,
            @Parameters(paramLabel = "LOGIN", converter = Words.LoginWord.class) String login) {
        return administration.run(clerk -> {
            clerk.found(Kind.ACCOUNT, login);
            administration.listed(
                    Kind.APP_PASSWORD,
                    clerk.ofAccount(Kind.APP_PASSWORD, login).stream()
                            .sorted(Views.OLDEST_FIRST)
                            .toList());
        });
    }

    @Command(description = "Removes one. Sessions that it opened end.")
    int remove(
            @Mixin OfficeAdministration administration,
            @Parameters(index = "0", paramLabel = "LOGIN", converter = Words.LoginWord.class)
                    String login,
            @Parameters(index = "1", paramLabel = "ID", description = "As 'list' shows it.")
                    String id) {
        return administration.run(clerk -> {
            clerk.found(Kind.ACCOUNT, login);
            clerk.remove(Kind.APP_PASSWORD, login + "," + id);
            administration.removed(Kind.APP_PASSWORD, id);
        });
    }
}
