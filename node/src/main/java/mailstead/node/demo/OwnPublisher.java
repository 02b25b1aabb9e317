package mailstead.node.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import mailstead.directory.copy.BadCopy;
import mailstead.directory.copy.SigningKey;
import mailstead.directory.copy.TrustedKeys;
import mailstead.directory.publish.Publisher;
import mailstead.directory.publish.PublisherSettings;
import mailstead.directory.sql.SqliteDirectory;
import mailstead.directory.sql.SqliteSettings;
import mailstead.fs.LinuxFileSystem;
import mailstead.mail.EventSink;
import mailstead.mail.MailException;
import mailstead.node.local.LocalCluster;
import org.jspecify.annotations.Nullable;

/**
 * Publishes the demonstration's directory into its folder, with a key of its own. Confined to one
 * thread.
 */
final class OwnPublisher implements Exercise.Copies {

    private final LocalCluster cluster;
    private @Nullable SqliteDirectory centre;
    private @Nullable Publisher publisher;

    OwnPublisher(LocalCluster cluster) {
        this.cluster = cluster;
    }

    private Publisher begin() throws IOException, MailException {
        Files.createDirectory(
                cluster.copies(),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        SigningKey.Pair pair = SigningKey.Pair.generate();
        Files.writeString(cluster.publicKey(), pair.open());
        SqliteDirectory opened =
                SqliteDirectory.open(
                        SqliteSettings.of(cluster.database(), SqliteSettings.Mode.EXPECT));
        centre = opened;
        try {
            return new Publisher(
                    opened.centre(),
                    new LinuxFileSystem(),
                    new PublisherSettings(
                            cluster.copies().toString(),
                            SigningKey.parse(pair.secret()),
                            TrustedKeys.parse(pair.open()),
                            Duration.ofHours(1)),
                    InstantSource.system(),
                    Runnable::run,
                    EventSink.NOWHERE);
        } catch (BadCopy impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Override
    public String publish() throws IOException, MailException {
        Publisher running = publisher;
        if (running == null) {
            running = begin();
            publisher = running;
        }
        return running.publish().toString();
    }

    @Override
    public void end() {
        SqliteDirectory opened = centre;
        if (opened != null) {
            opened.centre().close();
            opened.close();
        }
    }
}
