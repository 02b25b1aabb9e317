package mailstead.node.command;

import java.io.IOException;
import java.security.SecureRandom;
import mailstead.directory.sql.SqlDirectory;
import mailstead.directory.sql.SqliteSettings;
import mailstead.mail.MailException;
import mailstead.mail.PermanentFailure;
import mailstead.mail.Reason;
import mailstead.node.api.ApiAccess;
import mailstead.node.api.ApiOffice;
import mailstead.node.api.DirectOffice;
import mailstead.node.api.Office;
import mailstead.node.config.NodeConfig;
import mailstead.node.config.Wording;
import mailstead.service.password.PasswordHashes;
import mailstead.service.provisioning.NotedProvisioning;
import mailstead.service.provisioning.Provisioner;
import mailstead.spi.Home;
import mailstead.spi.Provisioning;
import picocli.CommandLine.Mixin;

/**
 * For commands that speak the provisioning API, or do in the database what the API would do: the
 * commands themselves see no difference.
 */
final class OfficeAdministration extends Administration {

    @Mixin private final ApiOptions api = new ApiOptions();

    /** What a command has the clerk do. */
    @FunctionalInterface
    interface Work {
        void by(Clerk clerk) throws MailException, Provisioning.Conflict;
    }

    /** Opens the directory or reaches for the API, does the work and gives the exit status. */
    int run(Work work) {
        return run(SqliteSettings.Mode.EXPECT, work);
    }

    /** Like {@link #run}, but makes a database that is not there yet. */
    int runFirst(Work work) {
        return run(SqliteSettings.Mode.CREATE, work);
    }

    private int run(SqliteSettings.Mode mode, Work work) {
        return api.isWanted(configuration())
                ? overTheNetwork(work)
                : withConfiguration(config -> inTheDatabase(config, mode, work));
    }

    private int overTheNetwork(Work work) {
        try {
            ApiAccess access = api.access(this, configuration());
            try (Office office =
                    new ApiOffice(access, Thread::sleep, this::note, new SecureRandom())) {
                return done(work, Clerk.elsewhere(office));
            }
        } catch (IOException e) {
            return fail(Wording.of(e), ExitStatus.USAGE);
        } finally {
            out().flush();
            err().flush();
        }
    }

    private int inTheDatabase(NodeConfig config, SqliteSettings.Mode mode, Work work) {
        try (Office office = open(config, mode)) {
            return done(work, Clerk.of(office, config));
        } catch (MailException e) {
            return fail(e);
        }
    }

    private int done(Work work, Clerk clerk) {
        try {
            work.by(clerk);
            return ExitStatus.OK;
        } catch (Provisioning.Conflict e) {
            return fail(e);
        } catch (MailException e) {
            return fail(e);
        }
    }

    private static Office open(NodeConfig config, SqliteSettings.Mode mode) throws MailException {
        OpenDirectory open = OpenDirectory.of(config, mode);
        SqlDirectory directory = open.directory();
        SecureRandom random = new SecureRandom();
        Homes homes =
                new Homes(config, new NotedProvisioning(directory, directory, caller(), CLOCK));
        return new DirectOffice(
                new Provisioner(
                        directory,
                        new PasswordHashes(
                                PasswordHashes.Settings.defaults(1),
                                config.passwords().crypt(),
                                random),
                        login -> place(homes, login),
                        CLOCK,
                        random,
                        config.postmaster().isEmpty()),
                caller(),
                open::close);
    }

    private static Home place(Homes homes, String login) throws MailException {
        try {
            return homes.place(login);
        } catch (Provisioning.Conflict conflict) {
            throw new PermanentFailure(
                    Reason.STORAGE_UNAVAILABLE, String.valueOf(conflict.getMessage()));
        }
    }
}
