package mailstead.node.command;

import java.util.Optional;
import java.util.function.ToIntFunction;
import mailstead.directory.sql.SqlDirectory;
import mailstead.directory.sql.SqliteSettings;
import mailstead.mail.MailException;
import mailstead.node.config.NodeConfig;
import mailstead.service.provisioning.NotedProvisioning;
import mailstead.spi.Provisioning;
import mailstead.spi.UsageLedger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** For commands that work on the database itself, or on the machine's volumes. */
final class DatabaseAdministration extends Administration {

    private static final String NOT_BY_API =
            "this cannot be done by the provisioning API: it works on the database and the volumes themselves;"
                    + " run it on a machine that has them";

    /** Hidden: it is there to be refused in words. */
    @Option(names = ApiOptions.API, hidden = true, arity = "0..1", paramLabel = "URL")
    private @Nullable String api;

    /** What a command does with the open directory. */
    @FunctionalInterface
    interface Work {
        void on(Provisioning directory, NodeConfig config)
                throws MailException, Provisioning.Conflict;
    }

    /** Opens the directory, does the work and gives the exit status. */
    int run(Work work) {
        return withConfiguration(config ->
                open(
                        config,
                        directory ->
                                work.on(
                                        new NotedProvisioning(
                                                directory, directory, caller(), CLOCK),
                                        config)));
    }

    /** What a command does with what customers used. */
    @FunctionalInterface
    interface UsageWork {
        void on(UsageLedger ledger, Provisioning directory, NodeConfig config) throws MailException;
    }

    /** Like {@link #run}. */
    int runOnUsage(UsageWork work) {
        return withConfiguration(
                config -> open(config, directory -> work.on(directory, directory, config)));
    }

    @FunctionalInterface
    private interface OpenWork {
        void on(SqlDirectory directory) throws MailException, Provisioning.Conflict;
    }

    private int open(NodeConfig config, OpenWork work) {
        try (OpenDirectory open = OpenDirectory.of(config, SqliteSettings.Mode.EXPECT)) {
            work.on(open.directory());
            return ExitStatus.OK;
        } catch (Provisioning.Conflict e) {
            return fail(e);
        } catch (MailException e) {
            return fail(e);
        }
    }

    /** A lookup that must find something. */
    static <T> T found(Optional<T> entry, Kind kind, Object key) throws Provisioning.Conflict {
        return entry.orElseThrow(
                () -> new Provisioning.Conflict("no such " + kind.noun() + ": " + key));
    }

    /**
     * Refuses the API where it was asked for. Who has it in the environment and means the database
     * names the configuration.
     */
    @Override
    int withConfiguration(ToIntFunction<NodeConfig> work) {
        if (api != null || !configuration().isNamed() && ApiOptions.isInEnvironment()) {
            return fail(NOT_BY_API + ", with --config or --data", ExitStatus.USAGE);
        }
        return super.withConfiguration(work);
    }
}
