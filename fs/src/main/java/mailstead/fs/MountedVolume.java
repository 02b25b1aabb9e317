package mailstead.fs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * A mounted folder that holds mailboxes: its file system, its threads and its marker. The marker is
 * the file {@code .mailstead-volume} at the top, one line with the volume's id: an empty mount
 * point has none, so that a volume that is not mounted is never mistaken for an empty one. See
 * {@code docs/design/volumes.md}. Shared.
 *
 * <p>All methods that touch files must run on {@link #threads}.
 */
public final class MountedVolume implements AutoCloseable {

    public static final String MARKER_NAME = ".mailstead-volume";

    /**
     * For how long a marker that was read is trusted on the path where nothing is created but
     * messages.
     */
    public static final Duration MARKER_TRUSTED = Duration.ofSeconds(30);

    private static final int MARKER_OCTETS_MAX = 256;
    private static final int MARKER_MODE = 0644;

    private final String name;
    private final String folder;
    private final String markerId;
    private final FileSystem files;
    private final LongSupplier nanoClock;
    private final VolumeThreads threads;
    private volatile Optional<Sight> lastSight = Optional.empty();

    /** The last time the marker was seen, and what the top folder was then. */
    private record Sight(long at, FileSystem.Stat top) {}

    /**
     * @param folder absolute path
     * @param nanoClock a monotonic clock such as {@code System::nanoTime}
     */
    public MountedVolume(
            String name,
            String folder,
            String markerId,
            FileSystem files,
            VolumeThreads.Limits limits,
            LongSupplier nanoClock) {
        this.name = name;
        this.folder = folder;
        this.markerId = markerId;
        this.files = files;
        this.nanoClock = nanoClock;
        this.threads = new VolumeThreads(name, limits, this::seeMarker, nanoClock);
    }

    public String name() {
        return name;
    }

    public String folder() {
        return folder;
    }

    public String markerId() {
        return markerId;
    }

    public FileSystem files() {
        return files;
    }

    public VolumeThreads threads() {
        return threads;
    }

    /** The absolute path of something on this volume. */
    public String path(String relative) {
        return folder + "/" + relative;
    }

    /** Cheap: reads the marker only if it has not been seen for {@link #MARKER_TRUSTED}. */
    public FileSystem.Stat requireMounted() throws IOException {
        Optional<Sight> sight = lastSight;
        if (sight.isPresent()
                && nanoClock.getAsLong() - sight.get().at() < MARKER_TRUSTED.toNanos()) {
            return sight.get().top();
        }
        return seeMarker();
    }

    /**
     * Reads the marker now: before anything is created on the word of a missing name.
     *
     * @return the top folder, whose owner is the service's
     * @throws VolumeRefusal NOT_MOUNTED if the marker is missing or foreign
     */
    public FileSystem.Stat seeMarker() throws IOException {
        lastSight = Optional.empty();
        Optional<String> found = readMarker(files, folder);
        if (found.isEmpty()) {
            throw new VolumeRefusal(
                    VolumeRefusal.Kind.NOT_MOUNTED,
                    "volume " + name + " is not mounted: no marker in " + folder);
        }
        if (!found.get().equals(markerId)) {
            throw new VolumeRefusal(
                    VolumeRefusal.Kind.NOT_MOUNTED,
                    "another volume is mounted at " + folder + " than " + name);
        }
        FileSystem.Stat top = files.stat(folder);
        lastSight = Optional.of(new Sight(nanoClock.getAsLong(), top));
        return top;
    }

    @Override
    public void close() {
        threads.close();
    }

    /** The id in a folder's marker, or empty if the folder or the marker is missing. */
    public static Optional<String> readMarker(FileSystem files, String folder) throws IOException {
        try (FileSystem.File file = files.open(folder + "/" + MARKER_NAME)) {
            byte[] octets = new byte[MARKER_OCTETS_MAX];
            int count = Math.max(0, file.read(octets, 0, octets.length));
            return Optional.of(new String(octets, 0, count, StandardCharsets.UTF_8).strip());
        } catch (FileFailure e) {
            if (e.errno() == Errno.ENOENT || e.errno() == Errno.ENOTDIR) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /**
     * Makes a folder a volume: writes its marker, durably. Doing it again with the same id changes
     * nothing.
     *
     * @param markerId 1 to 128 characters of {@code A-Z a-z 0-9 . _ -}
     * @return the id that the folder bears afterwards: another one than {@code markerId} if it bore
     *     that before
     */
    public static String initialise(FileSystem files, String folder, String markerId)
            throws IOException {
        if (!markerId.matches("[A-Za-z0-9._-]{1,128}")) {
            throw new IllegalArgumentException("not a marker id");
        }
        // Whole or not at all: written aside, then linked; link has one winner among all hosts.
        String marker = folder + "/" + MARKER_NAME;
        String aside = marker + "." + markerId;
        removeIfThere(files, aside);
        try (FileSystem.File file = files.create(aside, MARKER_MODE)) {
            byte[] line = (markerId + "\n").getBytes(StandardCharsets.UTF_8);
            file.write(line, 0, line.length);
            file.sync();
        }
        try {
            files.link(aside, marker);
        } catch (FileFailure e) {
            if (e.errno() != Errno.EEXIST) {
                throw e;
            }
        } finally {
            removeIfThere(files, aside);
        }
        files.syncFolder(folder);
        return readMarker(files, folder).orElse("");
    }

    private static void removeIfThere(FileSystem files, String path) throws IOException {
        try {
            files.unlink(path);
        } catch (FileFailure e) {
            if (e.errno() != Errno.ENOENT) {
                throw e;
            }
        }
    }
}
