package mailstead.node.command;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import mailstead.mail.MailException;
import mailstead.mail.folder.FolderState;
import mailstead.mail.folder.FolderTree;
import mailstead.maildir.MaildirStore;
import mailstead.maildir.Volumes;
import mailstead.maildir.adoption.HomeReport;
import mailstead.maildir.adoption.HomeReport.FolderReport;
import mailstead.node.config.NodeConfig;
import mailstead.spi.Account;
import mailstead.spi.AccountFolders;
import mailstead.spi.FolderGone;
import mailstead.spi.Provisioning;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code mailstead account adopt}: takes over what another server left in accounts' homes, at once
 * instead of when each folder is first opened, and tells what that was.
 */
@Command(
        name = "adopt",
        description = {
            "Takes over the mailboxes that another server left in accounts' homes, and reports.",
            "Nodes do the same by themselves when a folder is first opened."
        })
final class AccountAdopt implements Callable<Integer> {

    /** The files of a large folder are looked at one by one. */
    private static final Duration DEADLINE = Duration.ofHours(1);

    @Mixin private final DatabaseAdministration administration = new DatabaseAdministration();

    @Option(names = "--dry-run", description = "Only report; change nothing.")
    private boolean isDry;

    @Parameters(
            paramLabel = "LOGIN",
            arity = "1..*",
            converter = Words.LoginWord.class,
            description = "Whose homes.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private List<String> logins;

    @Override
    public Integer call() {
        return administration.run(this::adoptAll);
    }

    private void adoptAll(Provisioning directory, NodeConfig config)
            throws MailException, Provisioning.Conflict {
        List<Account> accounts = new ArrayList<>();
        for (String login : logins) {
            accounts.add(
                    DatabaseAdministration.found(
                            directory.findAccount(login), Kind.ACCOUNT, login));
        }
        Homes homes = new Homes(config, directory);
        List<String> lines = new ArrayList<>();
        List<Map<String, Object>> json = new ArrayList<>();
        try (Volumes volumes = homes.volumes(DEADLINE)) {
            MaildirStore store =
                    new MaildirStore(
                            volumes,
                            config.name(),
                            InstantSource.system(),
                            System::nanoTime,
                            new SecureRandom(),
                            _ -> {});
            for (Account account : accounts) {
                HomeReport before = store.survey(account);
                HomeReport report = isDry ? before : adopted(store.folders().of(account), before);
                String path = homes.path(account.home());
                lines.addAll(lines(account.login(), path, report));
                json.add(json(account.login(), path, report));
            }
        }
        administration.report(String.join("\n", lines), Map.of("dryRun", isDry, "accounts", json));
    }

    /** The same report with what has come of it. */
    private static HomeReport adopted(AccountFolders folders, HomeReport before)
            throws MailException {
        FolderTree tree = folders.tree();
        List<FolderReport> reports = new ArrayList<>();
        for (FolderReport report : before.folders()) {
            reports.add(
                    report.format() == HomeReport.Format.UNREADABLE
                            ? report
                            : adopted(folders, tree, report));
        }
        return new HomeReport(
                reports, List.copyOf(tree.subscriptions()), before.left(), before.isOurs());
    }

    private static FolderReport adopted(
            AccountFolders folders, FolderTree tree, FolderReport report) throws MailException {
        for (Map.Entry<String, FolderTree.Node> entry : tree.folders().entrySet()) {
            FolderTree.Node node = entry.getValue();
            if (node.directory().equals(report.directory())) {
                try {
                    FolderState state = folders.folder(node.mailboxId()).refresh(Duration.ZERO);
                    return new FolderReport(
                            entry.getKey(),
                            report.directory(),
                            report.format(),
                            state.size(),
                            report.kept(),
                            OptionalLong.of(state.uidValidity()),
                            state.uidNext(),
                            List.copyOf(state.keywords()),
                            report.pop3Ids(),
                            report.isRenumbered(),
                            report.left());
                } catch (FolderGone _) {
                    // Deleted at this moment: then there is nothing to take over.
                }
            }
        }
        return report;
    }

    // ---- for people

    private List<String> lines(String login, String path, HomeReport report) {
        List<String> lines = new ArrayList<>();
        lines.add(
                "account %s, %s: %s"
                        .formatted(
                                login,
                                path,
                                report.isOurs()
                                        ? "is Mailstead's already"
                                        : isDry ? "would be taken over" : "taken over"));
        List<List<String>> rows = new ArrayList<>();
        rows.add(
                List.of(
                        "FOLDER",
                        "FORMAT",
                        "MESSAGES",
                        "KEEP UID",
                        "UIDVALIDITY",
                        "UIDNEXT",
                        "POP3 IDS",
                        "KEYWORDS"));
        for (FolderReport folder : report.folders()) {
            rows.add(
                    List.of(
                            folder.name(),
                            Views.word(folder.format()),
                            String.valueOf(folder.messages()),
                            String.valueOf(folder.kept()),
                            uidValidity(folder),
                            folder.uidNext() == 0 ? "-" : String.valueOf(folder.uidNext()),
                            folder.directory().isEmpty() ? String.valueOf(folder.pop3Ids()) : "-",
                            folder.keywords().isEmpty()
                                    ? "-"
                                    : String.join(" ", folder.keywords())));
        }
        Table.align(rows).forEach(line -> lines.add("  " + line));
        lines.add(
                "  subscriptions: "
                        + (report.subscriptions().isEmpty()
                                ? "none"
                                : String.join(", ", report.subscriptions())));
        report.left().forEach(text -> lines.add("  not taken: " + text));
        for (FolderReport folder : report.folders()) {
            folder.left()
                    .forEach(text -> lines.add("  not taken of " + folder.name() + ": " + text));
        }
        return lines;
    }

    private static String uidValidity(FolderReport folder) {
        if (folder.uidValidity().isPresent()) {
            return String.valueOf(folder.uidValidity().getAsLong());
        }
        return switch (folder.format()) {
            case MAILSTEAD, UNREADABLE -> "-";
            case DOVECOT, COURIER, PLAIN -> "new";
        };
    }

    // ---- for programs

    private static Map<String, Object> json(String login, String path, HomeReport report) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("login", login);
        json.put("home", path);
        json.put("adoptedBefore", report.isOurs());
        json.put("folders", report.folders().stream().map(AccountAdopt::json).toList());
        json.put("subscriptions", report.subscriptions());
        json.put("notTaken", report.left());
        return json;
    }

    private static Map<String, Object> json(FolderReport folder) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", folder.name());
        json.put("directory", folder.directory());
        json.put("format", Views.word(folder.format()));
        json.put("messages", folder.messages());
        json.put("keptUids", folder.kept());
        folder.uidValidity().ifPresent(number -> json.put("uidValidity", number));
        if (folder.uidNext() > 0) {
            json.put("uidNext", folder.uidNext());
        }
        json.put("keywords", folder.keywords());
        json.put("pop3Ids", folder.pop3Ids());
        json.put("renumbered", folder.isRenumbered());
        json.put("notTaken", folder.left());
        return json;
    }
}
