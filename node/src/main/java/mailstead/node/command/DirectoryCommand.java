package mailstead.node.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import mailstead.directory.replica.CopyReport;
import mailstead.directory.sql.PostgresDirectory;
import mailstead.directory.sql.ServerReport;
import mailstead.directory.sql.SqliteSettings;
import mailstead.mail.PermanentFailure;
import mailstead.mail.Reason;
import mailstead.mail.TemporaryFailure;
import mailstead.node.config.DirectoryConfig;
import mailstead.node.config.NodeConfig;
import mailstead.node.wiring.CentralDirectory;
import mailstead.node.wiring.DirectoryCopies;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code mailstead directory}. */
@Command(name = "directory", description = "The directory itself: its tables and its servers.")
final class DirectoryCommand extends Group {

    @Command(
            description =
                    "Makes the tables, or brings them up to date. In PostgreSQL the role must be allowed to.")
    int prepare(@Mixin Administration administration) {
        return administration.runAlone(config -> {
            switch (config.directory()) {
                case DirectoryConfig.Sqlite _ ->
                        OpenDirectory.of(config, SqliteSettings.Mode.CREATE).close();
                case DirectoryConfig.Distributed _ ->
                        throw new PermanentFailure(
                                Reason.DIRECTORY_UNAVAILABLE,
                                "this configuration knows a copy of the directory only: it is taken by the node");
                case DirectoryConfig.Postgresql postgresql ->
                        PostgresDirectory.prepare(CentralDirectory.settings(config, postgresql));
            }
            administration.done("the directory is ready");
            return ExitStatus.OK;
        });
    }

    @Command(
            description =
                    "Asks each server how it is. Exit status 75: changes are not possible just now.")
    int status(@Mixin Administration administration) {
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
                    case DirectoryConfig.Distributed(DirectoryConfig.Copy copy) ->
                            show(administration, config, copy)
                                    ? ExitStatus.OK
                                    : ExitStatus.UNAVAILABLE;
                });
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

    private static boolean takesChanges(ServerReport report) {
        return report.problem().isEmpty()
                && report.role().filter(role -> role.equals("primary")).isPresent();
    }
}
