package mailstead.node.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import mailstead.directory.sql.PostgresDirectory;
import mailstead.directory.sql.SqlDirectory;
import mailstead.directory.sql.SqliteDirectory;
import mailstead.directory.sql.SqliteSettings;
import mailstead.mail.MailException;
import mailstead.mail.PermanentFailure;
import mailstead.mail.Reason;
import mailstead.mail.TemporaryFailure;
import mailstead.node.config.DirectoryConfig;
import mailstead.node.config.NodeConfig;
import mailstead.node.wiring.CentralDirectory;

/** A directory opened for one command. */
record OpenDirectory(SqlDirectory directory) implements AutoCloseable {

    /**
     * @param mode whether a file that is not there is made: only by commands that add something;
     *     tables in PostgreSQL are made by {@code mailstead directory prepare} alone
     */
    static OpenDirectory of(NodeConfig config, SqliteSettings.Mode mode) throws MailException {
        return switch (config.directory()) {
            case DirectoryConfig.Sqlite(Path file) -> sqlite(file, mode);
            case DirectoryConfig.Postgresql postgresql -> {
                PostgresDirectory directory =
                        PostgresDirectory.openForChanges(
                                CentralDirectory.settings(config, postgresql));
                yield new OpenDirectory(directory);
            }
            case DirectoryConfig.Ldap _ -> throw isLdap();
            case DirectoryConfig.Distributed _ ->
                    throw new PermanentFailure(
                            Reason.DIRECTORY_UNAVAILABLE,
                            "this configuration knows a copy of the directory only, which cannot be changed:"
                                    + " run the command with the configuration of the centre");
        };
    }

    static PermanentFailure isLdap() {
        return new PermanentFailure(
                Reason.DIRECTORY_UNAVAILABLE,
                "this configuration's directory is in LDAP, which is only read here: change accounts with the"
                        + " tools of the LDAP servers; 'mailstead directory' looks at them");
    }

    private static OpenDirectory sqlite(Path file, SqliteSettings.Mode mode)
            throws TemporaryFailure {
        Path folder = file.getParent();
        if (mode == SqliteSettings.Mode.CREATE && folder != null) {
            try {
                Files.createDirectories(folder);
            } catch (IOException e) {
                throw new TemporaryFailure(
                        Reason.DIRECTORY_UNAVAILABLE, "the directory's folder cannot be made", e);
            }
        }
        SqliteDirectory directory = SqliteDirectory.open(SqliteSettings.of(file, mode));
        return new OpenDirectory(directory);
    }

    @Override
    public void close() {
        directory.close();
    }
}
