package mailstead.directory.publish;

import java.io.IOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import mailstead.directory.copy.BadCopy;
import mailstead.directory.copy.Checksum;
import mailstead.directory.copy.Head;
import mailstead.directory.copy.Instalment;
import mailstead.directory.copy.Manifest;
import mailstead.directory.copy.Names;
import mailstead.directory.copy.TrustedKeys;
import mailstead.fs.Errno;
import mailstead.fs.FileFailure;
import mailstead.fs.FileSystem;

/** The folder of what is published, and the calls that change it. Confined to who publishes. */
final class Shelf {

    /**
     * Generations that stay: a replica may be fetching one that has just been followed by another.
     */
    private static final int KEPT = 3;

    private static final int OPEN = 0644;
    private static final int SECRET = 0600;

    private final FileSystem files;
    private final String folder;

    Shelf(FileSystem files, String folder) {
        this.files = files;
        this.folder = folder;
    }

    private String path(String... parts) {
        return folder + "/" + String.join("/", parts);
    }

    /** What the head says, if that and everything that it names is ours and whole. */
    Optional<Published> found(TrustedKeys own) throws IOException {
        try {
            Head head = Head.read(content(Head.OCTETS_MAX, Names.HEAD), own);
            return Optional.of(found(head, own));
        } catch (BadCopy _) {
            return Optional.empty();
        } catch (FileFailure failure) {
            if (failure.errno() == Errno.ENOENT) {
                return Optional.empty();
            }
            throw failure;
        }
    }

    private Published found(Head head, TrustedKeys own) throws IOException, BadCopy {
        String generation = Names.generation(head.version().generation());
        byte[] octets = content(Manifest.OCTETS_MAX, generation, Names.MANIFEST);
        Manifest manifest = Manifest.read(octets, own);
        for (Manifest.Item item : manifest.files()) {
            if (files.stat(path(generation, item.name())).size() != item.size()) {
                throw new BadCopy("not as long as the manifest says: " + item.name());
            }
        }
        Checksum last = Checksum.of(octets);
        if (!last.equals(head.manifest())
                || manifest.version().generation() != head.version().generation()) {
            throw new BadCopy("another manifest than the head's");
        }
        long instalmentOctets = 0;
        for (int number = 1; number <= head.version().instalment(); number++) {
            byte[] next = content(Instalment.OCTETS_MAX, generation, Names.instalment(number));
            Instalment instalment = Instalment.read(next, own);
            if (!instalment.predecessor().equals(last)) {
                throw new BadCopy("an instalment that follows another");
            }
            last = Checksum.of(next);
            instalmentOctets += next.length;
        }
        if (!last.equals(head.newest())) {
            throw new BadCopy("another instalment than the head's");
        }
        return new Published(
                head.version(),
                head.point(),
                head.asOf(),
                head.manifest(),
                head.newest(),
                manifest.asOf(),
                manifest.size(),
                instalmentOctets);
    }

    private byte[] content(int octetsMax, String... parts) throws IOException, BadCopy {
        byte[] buffer = new byte[Math.min(octetsMax, 64 * 1024) + 1];
        int got = 0;
        try (FileSystem.File file = files.open(path(parts))) {
            while (true) {
                int more = file.read(buffer, got, buffer.length - got);
                if (more < 0) {
                    return Arrays.copyOf(buffer, got);
                }
                got += more;
                if (got > octetsMax) {
                    throw new BadCopy("too long: " + parts[parts.length - 1]);
                }
                if (got == buffer.length) {
                    buffer = Arrays.copyOf(buffer, Math.min(2 * got, octetsMax + 1));
                }
            }
        }
    }

    /** The highest number of a generation, whole or not; 0 if there is none. */
    long highest() throws IOException {
        return files.list(folder).stream()
                .map(FileSystem.Entry::name)
                .map(name ->
                        name.endsWith(Names.NEW)
                                ? name.substring(0, name.length() - Names.NEW.length())
                                : name)
                .map(Names::generationOf)
                .flatMapToLong(OptionalLong::stream)
                .max()
                .orElse(0);
    }

    /** An empty folder for the files of a generation; gives its path. */
    String begin(long generation) throws IOException {
        String path = path(Names.generation(generation) + Names.NEW);
        files.mkdir(path, 0755);
        return path;
    }

    /** Makes it a whole one, which nobody knows of yet. */
    void complete(long generation, byte[] manifest) throws IOException {
        String name = Names.generation(generation);
        write(path(name + Names.NEW, Names.MANIFEST), OPEN, manifest);
        files.syncFolder(path(name + Names.NEW));
        files.rename(path(name + Names.NEW), path(name));
        files.syncFolder(folder);
    }

    /** An instalment that nobody knows of yet. */
    void add(long generation, int number, byte[] instalment) throws IOException {
        String generationFolder = path(Names.generation(generation));
        replace(generationFolder, Names.instalment(number), SECRET, instalment);
    }

    /** The instant of publication. */
    void publish(byte[] head) throws IOException {
        replace(folder, Names.HEAD, OPEN, head);
    }

    private void replace(String place, String name, int mode, byte[] content) throws IOException {
        String fresh = place + "/" + name + Names.NEW;
        removeIfThere(fresh);
        write(fresh, mode, content);
        files.rename(fresh, place + "/" + name);
        files.syncFolder(place);
    }

    private void write(String path, int mode, byte[] content) throws IOException {
        try (FileSystem.File file = files.create(path, mode)) {
            file.write(content, 0, content.length);
            file.sync();
        }
    }

    private void removeIfThere(String path) throws IOException {
        try {
            files.unlink(path);
        } catch (FileFailure failure) {
            if (failure.errno() != Errno.ENOENT) {
                throw failure;
            }
        }
    }

    /** What a publisher that died was making. */
    void removeUnfinished() throws IOException {
        for (FileSystem.Entry entry : files.list(folder)) {
            if (entry.name().endsWith(Names.NEW)) {
                remove(entry.name());
            }
        }
    }

    /** All generations but the newest few and this one, oldest first. */
    void removeOld(long published) throws IOException {
        List<Long> numbers =
                files.list(folder).stream()
                        .map(entry -> Names.generationOf(entry.name()))
                        .flatMapToLong(OptionalLong::stream)
                        .boxed()
                        .sorted(Comparator.reverseOrder())
                        .toList();
        for (long number : numbers.stream().skip(KEPT).sorted().toList()) {
            if (number != published) {
                // Renamed first: half a generation would look like a damaged one.
                String name = Names.generation(number);
                files.rename(path(name), path(name + Names.NEW));
                remove(name + Names.NEW);
            }
        }
    }

    private void remove(String name) throws IOException {
        if (files.stat(path(name)).kind() != FileSystem.Kind.FOLDER) {
            files.unlink(path(name));
            return;
        }
        for (FileSystem.Entry entry : files.list(path(name))) {
            files.unlink(path(name, entry.name()));
        }
        files.rmdir(path(name));
    }
}
