package mailstead.node.command;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;
import mailstead.fs.FileSystem;
import mailstead.fs.LinuxFileSystem;
import mailstead.fs.VolumeThreads;
import mailstead.mail.MailException;
import mailstead.mail.Reason;
import mailstead.mail.TemporaryFailure;
import mailstead.maildir.Placement;
import mailstead.maildir.Volumes;
import mailstead.node.config.NodeConfig;
import mailstead.node.wiring.FirstVolume;
import mailstead.spi.Home;
import mailstead.spi.Provisioning;
import mailstead.spi.Volume;

/**
 * Where accounts live: reads a place that the operator names, or chooses one. Confined to one
 * command.
 */
final class Homes {

    private final NodeConfig config;
    private final Provisioning directory;
    private final Mounts mounts;
    private final FileSystem files = new LinuxFileSystem();
    private final RandomGenerator random = new SecureRandom();

    Homes(NodeConfig config, Provisioning directory) {
        this.config = config;
        this.directory = directory;
        this.mounts = new Mounts(directory::allVolumes, config.volumes());
    }

    Home parse(String text) throws MailException, Provisioning.Conflict {
        return mounts.home(text);
    }

    /** The absolute path of a home as this machine sees it. */
    String path(Home home) throws MailException, Provisioning.Conflict {
        return mounts.path(home.volume(), home.path());
    }

    /**
     * A new home on one of the volumes that are mounted on this machine and have room. A machine
     * that stands alone gets its first volume by this.
     */
    Home place(String login) throws MailException, Provisioning.Conflict {
        makeFirstVolume();
        if (directory.allVolumes().isEmpty()) {
            throw new Provisioning.Conflict(
                    "there is no volume yet: mailstead volume add NAME FOLDER --create");
        }
        try (Volumes volumes = volumes(VolumeThreads.Limits.DEFAULT.deadline())) {
            return new Placement(volumes, Placement.FILL_MAX, config.storage().hashLevels(), random)
                    .choose(login);
        }
    }

    /**
     * The volumes as they are mounted on this machine.
     *
     * @param deadline longest wait for a call
     */
    Volumes volumes(Duration deadline) {
        VolumeThreads.Limits usual = VolumeThreads.Limits.DEFAULT;
        return new Volumes(
                this::asMountedHere,
                files,
                new VolumeThreads.Limits(
                        usual.threadsMax(),
                        usual.queueMax(),
                        deadline,
                        usual.failuresMax(),
                        usual.probeInterval()),
                System::nanoTime);
    }

    private void makeFirstVolume() throws MailException {
        try {
            FirstVolume.make(config, directory, files, random);
        } catch (IOException e) {
            throw new TemporaryFailure(
                    Reason.STORAGE_UNAVAILABLE, "the first volume cannot be made", e);
        }
    }

    private List<Volume> asMountedHere() throws MailException {
        return directory.allVolumes().stream()
                .map(volume ->
                        new Volume(
                                volume.name(),
                                mounts.folder(volume),
                                volume.markerId(),
                                volume.weight()))
                .toList();
    }
}
