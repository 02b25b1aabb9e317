package mailstead.directory.replica;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import mailstead.directory.copy.BadCopy;
import mailstead.directory.copy.Checksum;
import mailstead.directory.copy.Head;
import mailstead.directory.copy.Instalment;
import mailstead.directory.copy.Manifest;
import mailstead.directory.copy.Names;
import mailstead.directory.copy.Version;

/** Brings what a head names from the source to the shelf, checked. Shared. */
final class Taking {

    private static final Duration MANIFEST_WITHIN = Duration.ofSeconds(15);
    private static final Duration INSTALMENT_WITHIN = Duration.ofSeconds(60);
    private static final Duration FILE_WITHIN = Duration.ofSeconds(60);

    /** What must come in a second on an average, after {@link #FILE_WITHIN}. */
    private static final long OCTETS_PER_SECOND = 64 * 1024;

    /** Room that is left on the disk for everything else. */
    private static final long SPARE_OCTETS = 64L * 1024 * 1024;

    private final Source source;
    private final Shelf shelf;
    private final ReplicaSettings settings;

    Taking(Source source, Shelf shelf, ReplicaSettings settings) {
        this.source = source;
        this.shelf = shelf;
        this.settings = settings;
    }

    /** The generation that the head names, whole and durable. */
    Generation generation(Head head) throws IOException, BadCopy {
        Version version = head.version().whole();
        String folder = Names.generation(version.generation()) + "/";
        byte[] signed = small(folder + Names.MANIFEST, Manifest.OCTETS_MAX, MANIFEST_WITHIN);
        if (!Checksum.of(signed).equals(head.manifest())) {
            throw new BadCopy("the manifest is not the one that the head names");
        }
        Manifest manifest = Manifest.read(signed, settings.keys());
        if (!manifest.version().equals(version)) {
            throw new BadCopy("the manifest is that of version " + manifest.version());
        }
        checkRoom(manifest);
        Shelf.Incoming incoming = shelf.generation(manifest, signed);
        boolean whole = false;
        try {
            for (Manifest.Item item : manifest.files()) {
                incoming.add(
                        item,
                        sink ->
                                source.read(
                                        folder + item.name(),
                                        item.size(),
                                        within(item.size()),
                                        sink));
            }
            Generation generation = incoming.finish();
            whole = true;
            return generation;
        } finally {
            if (!whole) {
                discard(incoming);
            }
        }
    }

    private void checkRoom(Manifest manifest) throws IOException, BadCopy {
        long size = manifest.size();
        if (size < 0 || size > settings.octetsMax()) {
            throw new BadCopy(
                    "a generation of "
                            + size
                            + " octets is more than the limit of "
                            + settings.octetsMax());
        }
        long room = shelf.room();
        if (room - SPARE_OCTETS < size) {
            throw new IOException(
                    "no room for a generation of " + size + " octets: " + room + " are free");
        }
    }

    private static void discard(Shelf.Incoming incoming) {
        try {
            incoming.discard();
        } catch (IOException _) {
            // The next attempt removes it.
        }
    }

    private static Duration within(long size) {
        return FILE_WITHIN.plusSeconds(size / OCTETS_PER_SECOND);
    }

    /** The version with the instalment that comes next, which is durable then. */
    View instalment(View view) throws IOException, BadCopy {
        Version version = view.version().next();
        byte[] signed =
                small(
                        Names.generation(version.generation())
                                + "/"
                                + Names.instalment(version.instalment()),
                        Instalment.OCTETS_MAX,
                        INSTALMENT_WITHIN);
        View next = view.with(Instalment.read(signed, settings.keys()), Checksum.of(signed));
        shelf.put(version, signed);
        return next;
    }

    private byte[] small(String path, int octetsMax, Duration within) throws IOException {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        source.read(path, octetsMax, within, octets::write);
        return octets.toByteArray();
    }
}
