package mailstead.directory.publish;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import mailstead.directory.copy.SigningKey;
import mailstead.directory.copy.TrustedKeys;
import mailstead.directory.sql.SqliteDirectory;
import mailstead.directory.sql.SqliteSettings;
import mailstead.fs.LinuxFileSystem;
import mailstead.mail.EventSink;
import mailstead.mail.TemporaryFailure;

/**
 * A publisher in a process of its own, to be killed: publishes without a pause and tells each
 * version.
 */
final class PublisherProcess {

    private PublisherProcess() {}

    /**
     * @param arguments the directory's file, the folder, the file of the key
     */
    public static void main(String[] arguments) throws Exception {
        String pem = Files.readString(Path.of(arguments[2]));
        try (SqliteDirectory directory =
                SqliteDirectory.open(
                        SqliteSettings.of(Path.of(arguments[0]), SqliteSettings.Mode.EXPECT))) {
            Publisher publisher =
                    new Publisher(
                            directory.centre(),
                            new LinuxFileSystem(),
                            new PublisherSettings(
                                    arguments[1],
                                    SigningKey.parse(pem),
                                    TrustedKeys.parse(pem),
                                    Duration.ofHours(1)),
                            InstantSource.system(),
                            Runnable::run,
                            EventSink.NOWHERE);
            System.out.println("ready");
            for (int round = 0; true; round++) {
                try {
                    System.out.println(
                            round % 5 == 4 ? publisher.publishWhole() : publisher.publish());
                } catch (TemporaryFailure _) {
                    System.out.println("refused");
                }
            }
        }
    }
}
