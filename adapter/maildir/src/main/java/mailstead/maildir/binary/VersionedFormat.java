package mailstead.maildir.binary;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import mailstead.fs.log.Corruption;

/**
 * What a shared log's changes and states begin with: a version. A newer one than ours is {@link
 * NewerFormat}, never damage. Immutable.
 *
 * @param version 1 or more; what is written
 * @param what whose changes and states they are, for messages
 */
public record VersionedFormat(int version, String what) {

    /** Reads one change. */
    public interface Reading<C> {
        C read(Unpacker unpacker) throws IOException;
    }

    /** Changes that belong together, as octets. */
    public <C> byte[] pack(List<C> changes, BiConsumer<Packer, C> writing) {
        return Packer.pack(packer -> {
            packer.number(version);
            changes.forEach(change -> writing.accept(packer, change));
        });
    }

    /** What {@link #pack} made octets of. */
    public <C> List<C> changes(byte[] payload, Reading<C> reading) throws Corruption {
        try {
            Unpacker unpacker = Unpacker.of(payload);
            requireVersion(unpacker);
            List<C> changes = new ArrayList<>();
            while (!unpacker.isAtEnd()) {
                changes.add(reading.read(unpacker));
            }
            return changes;
        } catch (Corruption e) {
            throw e;
        } catch (IOException e) {
            throw new Corruption("a change of " + what + " cannot be read", e);
        }
    }

    /** Writes a state. */
    public void write(OutputStream out, Consumer<Packer> writing) throws IOException {
        try {
            Packer packer = new Packer(out);
            packer.number(version);
            writing.accept(packer);
            packer.flush();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** Stands behind the version of a state that was written. */
    public Unpacker read(InputStream in) throws IOException {
        Unpacker unpacker = new Unpacker(in);
        requireVersion(unpacker);
        return unpacker;
    }

    private void requireVersion(Unpacker unpacker) throws IOException {
        long its = unpacker.number();
        if (its > version) {
            throw new NewerFormat(what);
        }
        if (its < 1) {
            throw new Corruption("a version that cannot be");
        }
    }
}
