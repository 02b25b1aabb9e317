package mailstead.directory.replica;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import mailstead.directory.cdb.Cdb;
import mailstead.directory.copy.BadCopy;
import mailstead.directory.copy.Checksum;
import mailstead.directory.copy.Manifest;
import mailstead.directory.copy.Table;

/**
 * A generation on the node's own disk, its files mapped. Shared. Whoever looks up {@link #enter
 * enters} first and leaves afterwards; when it is retired, the files are let go as soon as the last
 * one has left.
 */
final class Generation {

    private final Manifest manifest;
    private final Checksum checksum;
    private final Map<String, Cdb> files;
    private final List<Runnable> closing;

    /** Those who look up, and one more until it is retired. */
    private final AtomicInteger users = new AtomicInteger(1);

    private volatile boolean proven;

    private Generation(
            Manifest manifest,
            Checksum checksum,
            Map<String, Cdb> files,
            List<Runnable> closing,
            boolean proven) {
        this.manifest = manifest;
        this.checksum = checksum;
        this.files = files;
        this.closing = closing;
        this.proven = proven;
    }

    /**
     * @param folder where its files are, whole
     * @param checksum of the manifest with its signature
     * @param proven whether the files' checksums were computed
     * @throws BadCopy if a file is not what its name says
     */
    static Generation open(
            String folder, Manifest manifest, Checksum checksum, Mapper mapper, boolean proven)
            throws IOException, BadCopy {
        List<Runnable> closing = new ArrayList<>();
        boolean whole = false;
        try {
            Map<String, Cdb> files = new HashMap<>();
            for (Table table : Table.values()) {
                for (String name : table.files()) {
                    Mapper.Mapped mapped = mapper.map(folder + "/" + name);
                    closing.add(mapped.closing());
                    if (mapped.image().size() != size(manifest, name)) {
                        throw new BadCopy(name + " has another size than the manifest says");
                    }
                    files.put(name, new Cdb(mapped.image()));
                }
            }
            Generation opened = new Generation(manifest, checksum, files, closing, proven);
            whole = true;
            return opened;
        } catch (Cdb.Damaged damaged) {
            throw new BadCopy(String.valueOf(damaged.getMessage()));
        } finally {
            if (!whole) {
                closing.forEach(Runnable::run);
            }
        }
    }

    private static long size(Manifest manifest, String name) {
        return manifest.files().stream()
                .filter(item -> item.name().equals(name))
                .mapToLong(Manifest.Item::size)
                .sum();
    }

    long number() {
        return manifest.version().generation();
    }

    Manifest manifest() {
        return manifest;
    }

    /** Of the manifest with its signature. */
    Checksum checksum() {
        return checksum;
    }

    /**
     * Whether the files are known to be those of the manifest. Until then what is found in them
     * counts, since records have checksums of their own, but not what is missing.
     */
    boolean isProven() {
        return proven;
    }

    void prove() {
        proven = true;
    }

    /** Only between {@link #enter} and {@link #leave}. */
    Optional<byte[]> find(Table table, String key) throws BadCopy {
        Cdb file = files.get(table.file(key));
        if (file == null) {
            throw new BadCopy("no file for " + table);
        }
        try {
            return file.find(key.getBytes(UTF_8));
        } catch (Cdb.Damaged | IndexOutOfBoundsException damaged) {
            throw new BadCopy(table + ": " + damaged.getMessage());
        } catch (InternalError unreadable) {
            // What the JVM makes of a page that the disk does not give.
            throw new BadCopy(table + " cannot be read from the disk");
        }
    }

    /**
     * @return whether it may be used; not when its files were let go
     */
    boolean enter() {
        int now = users.get();
        while (now > 0) {
            if (users.compareAndSet(now, now + 1)) {
                return true;
            }
            now = users.get();
        }
        return false;
    }

    void leave() {
        if (users.decrementAndGet() == 0) {
            closing.forEach(Runnable::run);
        }
    }

    /** Once. */
    void retire() {
        leave();
    }
}
