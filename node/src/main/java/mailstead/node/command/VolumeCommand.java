package mailstead.node.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import mailstead.fs.FileSystem;
import mailstead.fs.LinuxFileSystem;
import mailstead.fs.MountedVolume;
import mailstead.mail.Reason;
import mailstead.mail.TemporaryFailure;
import mailstead.spi.Provisioning;
import mailstead.spi.Volume;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mailstead volume}. */
@Command(name = "volume", description = "Volumes: mounted folders that hold mailboxes.")
final class VolumeCommand extends Group {

    private static final int DEFAULT_WEIGHT = 100;

    private final FileSystem files = new LinuxFileSystem();

    @Command(
            description =
                    "Adds a volume and makes its marker file, by which nodes know that it is mounted.")
    int add(
            @Mixin Administration administration,
            @Parameters(index = "0", paramLabel = "NAME", converter = Words.NameWord.class)
                    String name,
            @Parameters(index = "1", paramLabel = "FOLDER", description = "Where it is mounted.")
                    Path folder,
            @Option(
                            names = "--weight",
                            paramLabel = "N",
                            description =
                                    "Its share of new accounts, 0 (none) to 1000; 100 if left out.")
                    @Nullable Integer weight,
            @Option(names = "--create", description = "Make the folder if it is missing.")
                    boolean create) {
        int share = checked(administration, weight == null ? DEFAULT_WEIGHT : weight);
        String path = folder.toAbsolutePath().normalize().toString();
        return administration.runFirst((directory, config) -> {
            if (directory.findVolume(name).isPresent()) {
                throw new Provisioning.Conflict("volume " + name + " exists already");
            }
            Volume volume = new Volume(name, path, UUID.randomUUID().toString(), share);
            mark(volume, create);
            directory.addVolume(volume);
            administration.changed(Kind.VOLUME, name, "added at " + path, Views.of(volume));
        });
    }

    @Command(description = "Shows one volume.")
    int show(@Mixin Administration administration, @Parameters(paramLabel = "NAME") String name) {
        return administration.run((directory, config) ->
                administration.show(
                        Views.of(
                                Administration.found(
                                        directory.findVolume(name), Kind.VOLUME, name))));
    }

    @Command(description = "Lists all volumes.")
    int list(@Mixin Administration administration) {
        return administration.run((directory, config) -> {
            List<Volume> volumes = directory.allVolumes();
            administration.list(Kind.VOLUME, volumes.stream().map(Views::of).toList());
        });
    }

    @Command(
            description =
                    "Changes what is given and leaves the rest. A new folder must bear the volume's marker.")
    int set(
            @Mixin Administration administration,
            @Parameters(paramLabel = "NAME") String name,
            @Option(
                            names = "--folder",
                            paramLabel = "FOLDER",
                            description = "Where it is mounted now.")
                    @Nullable Path folder,
            @Option(
                            names = "--weight",
                            paramLabel = "N",
                            description = "Its share of new accounts, 0 (none) to 1000.")
                    @Nullable Integer weight) {
        if (weight != null) {
            checked(administration, weight);
        }
        return administration.run((directory, config) -> {
            Volume old = Administration.found(directory.findVolume(name), Kind.VOLUME, name);
            Volume volume =
                    new Volume(
                            name,
                            folder == null
                                    ? old.folder()
                                    : folder.toAbsolutePath().normalize().toString(),
                            old.markerId(),
                            weight == null ? old.weight() : weight);
            if (folder != null && !marker(volume.folder()).equals(Optional.of(old.markerId()))) {
                throw new Provisioning.Conflict(
                        "%s does not bear the marker of volume %s"
                                .formatted(volume.folder(), name));
            }
            directory.setVolume(volume);
            administration.changed(Kind.VOLUME, name, "changed", Views.of(volume));
        });
    }

    @Command(
            description = "Removes a volume that holds no account's home any more. Its files stay.")
    int remove(@Mixin Administration administration, @Parameters(paramLabel = "NAME") String name) {
        return administration.run((directory, config) -> {
            directory.removeVolume(name);
            administration.removed(Kind.VOLUME, name);
        });
    }

    private static int checked(Administration administration, int weight) {
        if (weight < 0 || weight > 1000) {
            throw administration.wrongUsage("--weight must be 0 to 1000");
        }
        return weight;
    }

    /** Makes the marker; refuses a folder that is another volume already. */
    private void mark(Volume volume, boolean create)
            throws TemporaryFailure, Provisioning.Conflict {
        try {
            if (create) {
                Files.createDirectories(Path.of(volume.folder()));
            }
            if (!Files.isDirectory(Path.of(volume.folder()))) {
                throw new Provisioning.Conflict(
                        volume.folder()
                                + " is no folder: mount it first, or make it with --create");
            }
            if (!MountedVolume.initialise(files, volume.folder(), volume.markerId())
                    .equals(volume.markerId())) {
                throw new Provisioning.Conflict(
                        "%s is another volume already: it bears a marker (%s)"
                                .formatted(volume.folder(), MountedVolume.MARKER_NAME));
            }
        } catch (IOException e) {
            throw unreachable(volume.folder(), e);
        }
    }

    private Optional<String> marker(String folder) throws TemporaryFailure {
        try {
            return MountedVolume.readMarker(files, folder);
        } catch (IOException e) {
            throw unreachable(folder, e);
        }
    }

    private static TemporaryFailure unreachable(String folder, IOException cause) {
        return new TemporaryFailure(Reason.STORAGE_UNAVAILABLE, "cannot use " + folder, cause);
    }
}
