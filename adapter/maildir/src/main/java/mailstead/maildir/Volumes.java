package mailstead.maildir;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import mailstead.fs.FileSystem;
import mailstead.fs.MountedVolume;
import mailstead.fs.VolumeThreads;
import mailstead.mail.MailException;
import mailstead.mail.Reason;
import mailstead.mail.TemporaryFailure;
import mailstead.spi.Volume;

/**
 * The volumes of the directory, each with its own threads on this node. A volume added to the
 * directory is known within {@link #REFRESH}; while the directory is away the last known ones
 * serve. Shared.
 */
public final class Volumes implements AutoCloseable {

    /** After this long the directory is asked again; for a name never heard of, after a second. */
    public static final Duration REFRESH = Duration.ofSeconds(30);

    private static final Duration REFRESH_FOR_UNKNOWN = Duration.ofSeconds(1);

    /**
     * Where volumes are listed: {@code directory::volumes}, perhaps with folders replaced by the
     * node's configuration.
     */
    @FunctionalInterface
    public interface Source {
        List<Volume> volumes() throws MailException;
    }

    private final Source source;
    private final FileSystem files;
    private final VolumeThreads.Limits limits;
    private final LongSupplier nanoClock;

    private Map<String, Live> known = Map.of();
    private Optional<Long> refreshedAt = Optional.empty();

    private record Live(Volume entry, MountedVolume mounted) {}

    /**
     * @param nanoClock a monotonic clock such as {@code System::nanoTime}
     */
    public Volumes(
            Source source, FileSystem files, VolumeThreads.Limits limits, LongSupplier nanoClock) {
        this.source = source;
        this.files = files;
        this.limits = limits;
        this.nanoClock = nanoClock;
    }

    /**
     * STORAGE_UNAVAILABLE if the directory knows no such volume (yet), DIRECTORY_UNAVAILABLE if it
     * never answered.
     */
    public MountedVolume named(String name) throws MailException {
        refresh(current(name).isPresent() ? REFRESH : REFRESH_FOR_UNKNOWN);
        return current(name)
                .orElseThrow(() ->
                        new TemporaryFailure(
                                Reason.STORAGE_UNAVAILABLE,
                                "mail storage is not available just now",
                                new IllegalStateException(
                                        "no volume named " + name + " in the directory")));
    }

    /** All volumes, as the directory lists them. */
    public List<Volume> entries() throws MailException {
        refresh(REFRESH);
        synchronized (this) {
            return known.values().stream().map(Live::entry).toList();
        }
    }

    private synchronized Optional<MountedVolume> current(String name) {
        return Optional.ofNullable(known.get(name)).map(Live::mounted);
    }

    private void refresh(Duration age) throws MailException {
        long now = nanoClock.getAsLong();
        synchronized (this) {
            if (refreshedAt.isPresent() && now - refreshedAt.get() < age.toNanos()) {
                return;
            }
            if (refreshedAt.isPresent()) {
                refreshedAt = Optional.of(now);
            }
        }
        List<Volume> entries;
        try {
            entries = source.volumes();
        } catch (MailException e) {
            synchronized (this) {
                if (refreshedAt.isPresent()) {
                    return;
                }
            }
            throw e;
        }
        replace(entries, now);
    }

    private synchronized void replace(List<Volume> entries, long now) {
        Map<String, Live> next = new HashMap<>();
        for (Volume entry : entries) {
            Live before = known.get(entry.name());
            MountedVolume mounted =
                    before != null
                                    && before.entry().folder().equals(entry.folder())
                                    && before.entry().markerId().equals(entry.markerId())
                            ? before.mounted()
                            : mount(entry);
            next.put(entry.name(), new Live(entry, mounted));
        }
        for (Live old : known.values()) {
            Live kept = next.get(old.entry().name());
            if (kept == null || kept.mounted() != old.mounted()) {
                old.mounted().close();
            }
        }
        known = Map.copyOf(next);
        refreshedAt = Optional.of(now);
    }

    private MountedVolume mount(Volume entry) {
        return new MountedVolume(
                entry.name(), entry.folder(), entry.markerId(), files, limits, nanoClock);
    }

    @Override
    public synchronized void close() {
        known.values().forEach(live -> live.mounted().close());
        known = Map.of();
    }
}
