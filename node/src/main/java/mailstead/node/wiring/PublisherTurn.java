package mailstead.node.wiring;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import mailstead.directory.ldap.LdapCentre;
import mailstead.directory.publish.Centre;
import mailstead.mail.Reason;
import mailstead.mail.TemporaryFailure;
import org.jspecify.annotations.Nullable;

/**
 * The turn of the one publisher of a directory in LDAP: a lock on a file in the node's own folder,
 * which ends with the process. Shared.
 */
final class PublisherTurn implements LdapCentre.Turn {

    private static final String FILE = "publisher.lock";

    private final Path file;
    private @Nullable FileChannel held;

    /**
     * @param data the node's own folder, on a local disk
     */
    PublisherTurn(Path data) {
        this.file = data.resolve(FILE);
    }

    @Override
    public synchronized Centre.Claim claim() throws TemporaryFailure {
        if (held != null) {
            return Centre.Claim.HELD;
        }
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            FileChannel channel =
                    FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (isLocked(channel)) {
                held = channel;
                return Centre.Claim.TAKEN;
            }
            channel.close();
            return Centre.Claim.REFUSED;
        } catch (IOException cannot) {
            throw new TemporaryFailure(
                    Reason.DIRECTORY_UNAVAILABLE, "copies cannot be published now", cannot);
        }
    }

    private static boolean isLocked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException _) {
            return false; // by this very process
        }
    }

    @Override
    public synchronized void close() {
        FileChannel channel = held;
        held = null;
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException _) {
                // The lock ends with the process.
            }
        }
    }
}
