package mailstead.node.command;

import java.nio.file.Path;
import java.util.List;
import mailstead.directory.sql.PostgresDirectory;
import mailstead.directory.sql.ServerReport;
import mailstead.directory.sql.SqliteSettings;
import mailstead.node.config.DirectoryConfig;
import mailstead.node.wiring.CentralDirectory;
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
                        yield reports.stream().anyMatch(DirectoryCommand::takesChanges)
                                ? ExitStatus.OK
                                : ExitStatus.UNAVAILABLE;
                    }
                });
    }

    private static boolean takesChanges(ServerReport report) {
        return report.problem().isEmpty()
                && report.role().filter(role -> role.equals("primary")).isPresent();
    }
}
