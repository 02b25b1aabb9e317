package mailstead.node.command;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
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
    private final FileSystem files = new LinuxFileSystem();
    private final RandomGenerator random = new SecureRandom();

    Homes(NodeConfig config, Provisioning directory) {
        this.config = config;
        this.directory = directory;
    }

    /** Reads {@code mail1:12/34/tevie} or {@code /mail1/12/34/tevie}. */
    Home parse(String text) throws MailException, Provisioning.Conflict {
        for (Volume volume : directory.allVolumes()) {
            String prefix =
                    text.startsWith("/") ? Path.of(folder(volume)) + "/" : volume.name() + ":";
            if (text.startsWith(prefix)) {
                return home(volume, text.substring(prefix.length()));
            }
        }
        throw new Provisioning.Conflict("--home " + text + " lies on no volume of this directory");
    }

    /** The absolute path of a home as this machine sees it. */
    String path(Home home) throws MailException {
        Optional<Volume> volume = directory.findVolume(home.volume());
        return volume.map(this::folder).orElse(home.volume() + ":") + "/" + home.path();
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
                                volume.name(), folder(volume), volume.markerId(), volume.weight()))
                .toList();
    }

    /** Where a volume is mounted on this machine. */
    private String folder(Volume volume) {
        Path mapped = config.volumes().get(volume.name());
        return mapped == null ? volume.folder() : mapped.toString();
    }

    private static Home home(Volume volume, String path) throws Provisioning.Conflict {
        try {
            return new Home(volume.name(), path);
        } catch (IllegalArgumentException e) {
            throw new Provisioning.Conflict("--home: " + e.getMessage());
        }
    }
}
