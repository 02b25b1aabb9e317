package mailstead.directory.replica;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import mailstead.directory.copy.BadCopy;
import mailstead.directory.copy.Checksum;
import mailstead.directory.copy.Instalment;
import mailstead.directory.copy.Manifest;
import mailstead.directory.copy.Names;
import mailstead.directory.copy.TrustedKeys;
import mailstead.directory.copy.Version;
import mailstead.fs.Errno;
import mailstead.fs.FileFailure;
import mailstead.fs.FileSystem;

/**
 * The node's own copies, in a folder of a local disk:
 *
 * <pre>
 * taken                        the newest version ever taken
 * generation-12/manifest, accounts.0.cdb ..., instalment-1 ...
 * </pre>
 *
 * What has its name is whole and durable: files and folders are made under a name that ends with
 * {@code .new}, synced and renamed. Whatever else lies there was left by a crash and is removed by
 * {@link #tidy}. For one thread at a time, but {@link #generation} and what it makes are the
 * business of another.
 */
final class Shelf {

    private static final String TAKEN = "taken";
    private static final int TAKEN_OCTETS_MAX = 64;
    private static final int BUFFER_OCTETS = 256 * 1024;
    private static final int FOLDER_MODE = 0700;
    private static final int FILE_MODE = 0600;

    private final FileSystem files;
    private final Mapper mapper;
    private final TrustedKeys keys;
    private final String top;

    /**
     * @param top absolute; its parent exists
     */
    Shelf(FileSystem files, Mapper mapper, TrustedKeys keys, String top) {
        this.files = files;
        this.mapper = mapper;
        this.keys = keys;
        this.top = top;
    }

    /** Makes the folder if it is missing. */
    void prepare() throws IOException {
        try {
            files.mkdir(top, FOLDER_MODE);
        } catch (FileFailure failure) {
            if (failure.errno() != Errno.EEXIST) {
                throw failure;
            }
        }
        int slash = top.lastIndexOf('/');
        files.syncFolder(slash == 0 ? "/" : top.substring(0, slash));
    }

    /**
     * Removes what a crash left and, if there is one to be kept, all other generations: one that
     * could not be read just now may be the last there is.
     */
    void tidy(OptionalLong kept) throws IOException {
        for (FileSystem.Entry entry : files.list(top)) {
            OptionalLong number = Names.generationOf(entry.name());
            boolean isOld = number.isPresent() && kept.isPresent() && !number.equals(kept);
            if (isOld || entry.name().endsWith(Names.NEW)) {
                remove(top + "/" + entry.name());
            }
        }
    }

    private void remove(String path) throws IOException {
        if (files.stat(path).kind() == FileSystem.Kind.FOLDER) {
            for (FileSystem.Entry inside : files.list(path)) {
                files.unlink(path + "/" + inside.name());
            }
            files.rmdir(path);
        } else {
            files.unlink(path);
        }
    }

    /** The newest first. */
    List<Long> generations() throws IOException {
        return files.list(top).stream()
                .map(entry -> Names.generationOf(entry.name()))
                .filter(OptionalLong::isPresent)
                .map(OptionalLong::getAsLong)
                .sorted(Comparator.reverseOrder())
                .toList();
    }

    /**
     * The newest version ever taken; empty if there is none.
     *
     * @throws BadCopy if nobody can tell: the file is damaged
     */
    Optional<Version> taken() throws IOException, BadCopy {
        byte[] octets;
        try {
            octets = content(top + "/" + TAKEN, TAKEN_OCTETS_MAX);
        } catch (FileFailure failure) {
            if (failure.errno() == Errno.ENOENT) {
                return Optional.empty();
            }
            throw failure;
        }
        String text = new String(octets, US_ASCII);
        if (!text.endsWith("\n")) {
            throw new BadCopy("the file " + TAKEN + " is damaged");
        }
        return Optional.of(Version.parse(text.substring(0, text.length() - 1)));
    }

    /** Durable when it returns. */
    void setTaken(Version version) throws IOException {
        write(top, TAKEN, (version + "\n").getBytes(US_ASCII));
    }

    /** A generation that lies here whole, without computing checksums again. */
    Generation open(long number) throws IOException, BadCopy {
        String folder = folder(number);
        byte[] signed = content(folder + "/" + Names.MANIFEST, Manifest.OCTETS_MAX);
        Manifest manifest = Manifest.read(signed, keys);
        if (manifest.version().generation() != number) {
            throw new BadCopy("generation " + number + " has the manifest of another");
        }
        return Generation.open(folder, manifest, Checksum.of(signed), mapper, false);
    }

    /** Its files, octet by octet. */
    void check(Generation generation) throws IOException, BadCopy {
        for (Manifest.Item item : generation.manifest().files()) {
            MessageDigest digest = Checksum.digest();
            read(
                    folder(generation.number()) + "/" + item.name(),
                    item.size(),
                    (octets, offset, length) -> digest.update(octets, offset, length));
            if (!Checksum.of(digest).equals(item.checksum())) {
                throw new BadCopy(item.name() + " has changed on the disk");
            }
        }
    }

    /** With the instalments that lie here, up to the first that does not fit. */
    View completed(View whole) throws IOException {
        View view = whole;
        while (true) {
            try {
                byte[] signed =
                        content(
                                folder(view.generation().number())
                                        + "/"
                                        + Names.instalment(view.version().next().instalment()),
                                Instalment.OCTETS_MAX);
                view = view.with(Instalment.read(signed, keys), Checksum.of(signed));
            } catch (FileFailure failure) {
                if (failure.errno() == Errno.ENOENT) {
                    return view;
                }
                throw failure;
            } catch (BadCopy _) {
                // It is fetched again, over this one.
                return view;
            }
        }
    }

    /** Puts it where {@link #completed} finds it; durable when it returns. */
    void put(Version version, byte[] signed) throws IOException {
        write(folder(version.generation()), Names.instalment(version.instalment()), signed);
    }

    void remove(long generation) throws IOException {
        remove(folder(generation));
    }

    private void removeIfThere(String path) throws IOException {
        try {
            remove(path);
        } catch (FileFailure failure) {
            if (failure.errno() != Errno.ENOENT) {
                throw failure;
            }
        }
    }

    /** Octets that may still be used here. */
    long room() throws IOException {
        return files.space(top).usable();
    }

    private String folder(long generation) {
        return top + "/" + Names.generation(generation);
    }

    private void write(String folder, String name, byte[] octets) throws IOException {
        String path = folder + "/" + name;
        unlinkIfThere(path + Names.NEW);
        try (FileSystem.File file = files.create(path + Names.NEW, FILE_MODE)) {
            file.write(octets, 0, octets.length);
            file.sync();
        }
        files.rename(path + Names.NEW, path);
        files.syncFolder(folder);
    }

    private void unlinkIfThere(String path) throws IOException {
        try {
            files.unlink(path);
        } catch (FileFailure failure) {
            if (failure.errno() != Errno.ENOENT) {
                throw failure;
            }
        }
    }

    private byte[] content(String path, int octetsMax) throws IOException, BadCopy {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        read(path, octetsMax, octets::write);
        return octets.toByteArray();
    }

    private void read(String path, long octetsMax, Source.Sink sink) throws IOException, BadCopy {
        byte[] buffer = new byte[(int) Math.min(BUFFER_OCTETS, octetsMax + 1)];
        long left = octetsMax;
        try (FileSystem.File file = files.open(path)) {
            for (int got = file.read(buffer, 0, buffer.length);
                    got >= 0;
                    got = file.read(buffer, 0, buffer.length)) {
                left -= got;
                if (left < 0) {
                    throw new BadCopy(path + " is too long");
                }
                sink.put(buffer, 0, got);
            }
        }
    }

    /** Begins a generation: nobody sees it before {@link Incoming#finish}. */
    Incoming generation(Manifest manifest, byte[] signed) throws IOException {
        String folder = folder(manifest.version().generation());
        removeIfThere(folder + Names.NEW);
        files.mkdir(folder + Names.NEW, FOLDER_MODE);
        return new Incoming(manifest, signed, folder);
    }

    /** A generation on its way in. Confined to one thread. */
    final class Incoming {

        private final Manifest manifest;
        private final byte[] signed;
        private final String folder;

        private Incoming(Manifest manifest, byte[] signed, String folder) {
            this.manifest = manifest;
            this.signed = signed;
            this.folder = folder;
        }

        /** What brings a file's octets. */
        interface Content {
            void into(Source.Sink sink) throws IOException;
        }

        /**
         * @throws BadCopy if it is not the file that the manifest means
         */
        void add(Manifest.Item item, Content content) throws IOException, BadCopy {
            MessageDigest digest = Checksum.digest();
            long[] size = new long[1];
            try (FileSystem.File file =
                    files.create(folder + Names.NEW + "/" + item.name(), FILE_MODE)) {
                content.into((octets, offset, length) -> {
                    size[0] += length;
                    digest.update(octets, offset, length);
                    file.write(octets, offset, length);
                });
                file.sync();
            }
            if (size[0] != item.size()) {
                throw new BadCopy(item.name() + " is cut short");
            }
            if (!Checksum.of(digest).equals(item.checksum())) {
                throw new BadCopy(item.name() + " is not what the manifest says");
            }
        }

        /** From now on it is one of ours. */
        Generation finish() throws IOException, BadCopy {
            write(folder + Names.NEW, Names.MANIFEST, signed);
            // One that was found damaged.
            removeIfThere(folder);
            files.rename(folder + Names.NEW, folder);
            files.syncFolder(top);
            return Generation.open(folder, manifest, Checksum.of(signed), mapper, true);
        }

        /** It came to nothing. */
        void discard() throws IOException {
            remove(folder + Names.NEW);
        }
    }
}
