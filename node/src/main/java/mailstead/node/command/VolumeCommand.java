package mailstead.node.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import mailstead.fs.FileSystem;
import mailstead.fs.LinuxFileSystem;
import mailstead.fs.MountedVolume;
import mailstead.mail.Reason;
import mailstead.mail.TemporaryFailure;
import mailstead.service.provisioning.Value;
import mailstead.service.provisioning.Value.Fields;
import mailstead.spi.Provisioning;
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
            description = {
                "Adds a volume and makes its marker file, by which nodes know that it is mounted.",
                "It must be mounted on this machine, with --api too."
            })
    int add(
            @Mixin OfficeAdministration administration,
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
        return administration.runFirst(clerk -> {
            if (create && clerk.isElsewhere()) {
                throw administration.wrongUsage(
                        "--create makes a folder on this machine, which by the API is not the one meant:"
                                + " mount the volume here, or run the command where the database is");
            }
            if (clerk.find(Kind.VOLUME, name).isPresent()) {
                throw new Provisioning.Conflict("volume " + name + " exists already");
            }
            String markerId = UUID.randomUUID().toString();
            mark(path, markerId, create);
            Fields added =
                    clerk.create(
                            Kind.VOLUME,
                            new Patch()
                                    .text("name", name)
                                    .text("folder", path)
                                    .text("markerId", markerId)
                                    .put("weight", new Value.Whole(share))
                                    .fields());
            administration.changed(Kind.VOLUME, name, "added at " + path, added);
        });
    }

    @Command(description = "Shows one volume.")
    int show(
            @Mixin OfficeAdministration administration,
            @Parameters(paramLabel = "NAME") String name) {
        return administration.run(
                clerk -> administration.show(Kind.VOLUME, clerk.found(Kind.VOLUME, name)));
    }

    @Command(description = "Lists all volumes.")
    int list(@Mixin OfficeAdministration administration) {
        return administration.run(
                clerk -> administration.listed(Kind.VOLUME, clerk.all(Kind.VOLUME)));
    }

    @Command(
            description =
                    "Changes what is given and leaves the rest. A new folder must bear the volume's marker.")
    int set(
            @Mixin OfficeAdministration administration,
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
        String path = folder == null ? null : folder.toAbsolutePath().normalize().toString();
        Patch patch = new Patch().text("folder", path);
        if (weight != null) {
            patch.put("weight", new Value.Whole(weight));
        }
        return administration.run(clerk -> {
            Clerk.Revised volume =
                    clerk.change(
                            Kind.VOLUME,
                            name,
                            old -> {
                                if (path != null && !marker(path).equals(old.text("markerId"))) {
                                    throw new Provisioning.Conflict(
                                            "%s does not bear the marker of volume %s"
                                                    .formatted(path, name));
                                }
                                return patch.fields();
                            });
            administration.changed(Kind.VOLUME, name, "changed", volume.after());
        });
    }

    @Command(
            description = "Removes a volume that holds no account's home any more. Its files stay.")
    int remove(
            @Mixin OfficeAdministration administration,
            @Parameters(paramLabel = "NAME") String name) {
        return administration.run(clerk -> {
            clerk.remove(Kind.VOLUME, name);
            administration.removed(Kind.VOLUME, name);
        });
    }

    private static int checked(OfficeAdministration administration, int weight) {
        if (weight < 0 || weight > 1000) {
            throw administration.wrongUsage("--weight must be 0 to 1000");
        }
        return weight;
    }

    /** Makes the marker; refuses a folder that is another volume already. */
    private void mark(String folder, String markerId, boolean create)
            throws TemporaryFailure, Provisioning.Conflict {
        try {
            if (create) {
                Files.createDirectories(Path.of(folder));
            }
            if (!Files.isDirectory(Path.of(folder))) {
                throw new Provisioning.Conflict(
                        folder + " is no folder: mount it first, or make it with --create");
            }
            if (!MountedVolume.initialise(files, folder, markerId).equals(markerId)) {
                throw new Provisioning.Conflict(
                        "%s is another volume already: it bears a marker (%s)"
                                .formatted(folder, MountedVolume.MARKER_NAME));
            }
        } catch (IOException e) {
            throw unreachable(folder, e);
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
