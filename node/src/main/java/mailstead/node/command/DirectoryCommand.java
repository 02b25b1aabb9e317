package mailstead.node.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import mailstead.directory.copy.SigningKey;
import mailstead.directory.copy.Version;
import mailstead.directory.ldap.LdapDirectory;
import mailstead.directory.ldap.LdapServerReport;
import mailstead.directory.replica.CopyReport;
import mailstead.directory.sql.PostgresDirectory;
import mailstead.directory.sql.ServerReport;
import mailstead.directory.sql.SqliteSettings;
import mailstead.mail.Address;
import mailstead.mail.Event;
import mailstead.mail.PermanentFailure;
import mailstead.mail.Reason;
import mailstead.mail.TemporaryFailure;
import mailstead.node.config.DirectoryConfig;
import mailstead.node.config.NodeConfig;
import mailstead.node.config.PublisherConfig;
import mailstead.node.config.Wording;
import mailstead.node.wiring.CentralDirectory;
import mailstead.node.wiring.DirectoryCopies;
import mailstead.node.wiring.LdapServers;
import mailstead.node.wiring.Publishing;
import mailstead.service.provisioning.Resources;
import mailstead.spi.Account;
import mailstead.spi.Alias;
import mailstead.spi.Directory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mailstead directory}. */
@Command(name = "directory", description = "The directory itself: its tables and its servers.")
final class DirectoryCommand extends Group {

    @Command(
            description =
                    "Makes the tables, or brings them up to date. In PostgreSQL the role must be allowed to.")
    int prepare(@Mixin DatabaseAdministration administration) {
        return administration.runAlone(config -> {
            switch (config.directory()) {
                case DirectoryConfig.Sqlite _ ->
                        OpenDirectory.of(config, SqliteSettings.Mode.CREATE).close();
                case DirectoryConfig.Distributed _ ->
                        throw new PermanentFailure(
                                Reason.DIRECTORY_UNAVAILABLE,
                                "this configuration knows a copy of the directory only: it is taken by the node");
                case DirectoryConfig.Ldap _ -> throw OpenDirectory.isLdap();
                case DirectoryConfig.Postgresql postgresql ->
                        PostgresDirectory.prepare(CentralDirectory.settings(config, postgresql));
            }
            administration.done("the directory is ready");
            return ExitStatus.OK;
        });
    }

    @Command(
            description =
                    "Asks each server how it is. Exit status 75: changes, in LDAP look-ups, are not possible just now.")
    int status(@Mixin DatabaseAdministration administration) {
        return administration.runAlone(config ->
                switch (config.directory()) {
                    case DirectoryConfig.Sqlite(Path file) -> {
                        OpenDirectory.of(config, SqliteSettings.Mode.EXPECT).close();
                        administration.done("the directory " + file + " answers");
                        yield ExitStatus.OK;
                    }
                    case DirectoryConfig.Postgresql postgresql -> {
                        List<ServerReport> reports =
                                PostgresDirectory.report(
                                        CentralDirectory.settings(config, postgresql));
                        administration.list(Kind.SERVER, reports.stream().map(Views::of).toList());
                        if (postgresql.lifeboat().isPresent()) {
                            show(administration, config, postgresql.lifeboat().get());
                        }
                        yield reports.stream().anyMatch(DirectoryCommand::takesChanges)
                                ? ExitStatus.OK
                                : ExitStatus.UNAVAILABLE;
                    }
                    case DirectoryConfig.Ldap ldap -> {
                        int status = show(administration, ldap);
                        if (ldap.lifeboat().isPresent()) {
                            show(administration, config, ldap.lifeboat().get());
                        }
                        yield status;
                    }
                    case DirectoryConfig.Distributed(DirectoryConfig.Copy copy) ->
                            show(administration, config, copy)
                                    ? ExitStatus.OK
                                    : ExitStatus.UNAVAILABLE;
                });
    }

    @Command(
            description =
                    "Looks a log-in name or an address up as a node would. In LDAP only; elsewhere 'account show' does it.")
    int find(
            @Mixin DatabaseAdministration administration,
            @Parameters(paramLabel = "NAME", description = "A log-in name or a mail address.")
                    String name) {
        return administration.runAlone(config -> {
            if (!(config.directory() instanceof DirectoryConfig.Ldap ldap)) {
                throw new PermanentFailure(
                        Reason.DIRECTORY_UNAVAILABLE,
                        "this configuration's directory is not in LDAP: 'mailstead account show' and 'alias show'"
                                + " tell what is in it");
            }
            try (LdapDirectory directory =
                    LdapServers.open(ldap, event -> tell(administration, event))) {
                Optional<Account> account = directory.accountNamed(name);
                Optional<Directory.Addressee> addressee =
                        Address.parse(name).isPresent()
                                ? directory.addressee(Address.parse(name).get())
                                : Optional.empty();
                if (addressee.isPresent()
                        && addressee.get() instanceof Directory.Addressee.Expansion(Alias alias)) {
                    administration.show(Views.of(Kind.ALIAS, Resources.document(alias)));
                } else if (account.isPresent()) {
                    administration.show(Views.of(Kind.ACCOUNT, Resources.document(account.get())));
                } else {
                    throw new PermanentFailure(
                            Reason.MAILBOX_UNKNOWN, "nobody has the name or address " + name);
                }
                return ExitStatus.OK;
            } catch (IOException cannot) {
                throw new TemporaryFailure(
                        Reason.DIRECTORY_UNAVAILABLE, "LDAP servers cannot be asked", cannot);
            }
        });
    }

    private static void tell(Administration administration, Event event) {
        if (event instanceof Event.Trouble trouble) {
            administration.warn(trouble.what());
        }
    }

    /** Whether there is a copy, it is not old, and the source answers. */
    private static boolean show(
            Administration administration, NodeConfig config, DirectoryConfig.Copy copy)
            throws TemporaryFailure {
        try {
            CopyReport report = DirectoryCopies.report(config, copy);
            administration.show(Views.of(report));
            return report.problem().isEmpty() && !report.isOld();
        } catch (IOException cannot) {
            throw new TemporaryFailure(
                    Reason.DIRECTORY_UNAVAILABLE, "the copy cannot be looked at", cannot);
        }
    }

    @Command(
            description = {
                "Publishes what has changed, as the configuration's section 'publisher' says, and ends.",
                "A node with that section does so all the time; beside it, this command is refused (exit status 75)."
            })
    int publish(
            @Mixin DatabaseAdministration administration,
            @Option(names = "--whole", description = "Begin a new generation, whatever its age.")
                    boolean whole) {
        return administration.runAlone(config -> {
            PublisherConfig publisher =
                    config.publisher()
                            .orElseThrow(() ->
                                    new PermanentFailure(
                                            Reason.DIRECTORY_UNAVAILABLE,
                                            "the configuration has no section 'publisher'"));
            try {
                Version version =
                        Publishing.publishOnce(
                                config, publisher, whole, event -> tell(administration, event));
                administration.done(
                        "version " + version + " is published in " + publisher.folder());
                return ExitStatus.OK;
            } catch (IOException cannot) {
                throw new TemporaryFailure(
                        Reason.DIRECTORY_UNAVAILABLE, "the copies cannot be written", cannot);
            }
        });
    }

    @Command(
            description = {
                "Makes a pair of keys for signing copies (Ed25519): FILE with both, for the publisher alone, mode 0600,",
                "and FILE.pub with the public key, for replicas. Files that are there are not touched."
            })
    int keys(
            @Mixin DatabaseAdministration administration,
            @Parameters(paramLabel = "FILE", description = "Where the publisher's key goes.")
                    Path file) {
        SigningKey.Pair pair = SigningKey.Pair.generate();
        Path open = Path.of(file + ".pub");
        if (Files.exists(file) || Files.exists(open)) {
            throw administration.wrongUsage("there is " + file + " or " + open + " already");
        }
        try {
            write(file, "rw-------", pair.secret() + pair.open());
            write(open, "rw-r--r--", pair.open());
        } catch (IOException cannot) {
            throw administration.wrongUsage(Wording.of(cannot));
        }
        administration.done(file + " is for the publisher alone, " + open + " for its replicas");
        return ExitStatus.OK;
    }

    private static void write(Path file, String mode, String text) throws IOException {
        Files.createFile(
                file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode)));
        Files.writeString(file, text);
    }

    private static int show(Administration administration, DirectoryConfig.Ldap ldap)
            throws TemporaryFailure {
        try {
            List<LdapServerReport> reports = LdapDirectory.report(LdapServers.settings(ldap));
            administration.list(Kind.LDAP_SERVER, reports.stream().map(Views::of).toList());
            return reports.stream().anyMatch(report -> report.problem().isEmpty())
                    ? ExitStatus.OK
                    : ExitStatus.UNAVAILABLE;
        } catch (IOException cannot) {
            throw new TemporaryFailure(
                    Reason.DIRECTORY_UNAVAILABLE, "LDAP servers cannot be asked", cannot);
        }
    }

    private static boolean takesChanges(ServerReport report) {
        return report.problem().isEmpty()
                && report.role().filter(role -> role.equals("primary")).isPresent();
    }
}
