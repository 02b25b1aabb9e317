package mailstead.maildir.files;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import mailstead.fs.FileSystem;

/**
 * Sizes with CRLF line ends. They stand in the names of our own messages; those of other software
 * are read through once and remembered, as a message's content never changes. Shared.
 */
public final class WireSizes {

    private static final int SIZES_MAX = 200_000;

    /** Messages measured in one visit to the volume's threads. */
    private static final int MEASURED_AT_ONCE = 16;

    private static final int CHUNK_OCTETS = 64 * 1024;

    private final BoundedCache<String, Long> sizes = new BoundedCache<>(SIZES_MAX);

    public Optional<Long> of(Mailbox mailbox, Located located) {
        OptionalLong told = located.name().onWire();
        return told.isPresent() ? Optional.of(told.getAsLong()) : sizes.get(key(mailbox, located));
    }

    /** Measures those that neither their name nor memory tells. From a session's thread. */
    public void learn(Mailbox mailbox, List<Located> found) throws IOException {
        List<Located> unknown =
                found.stream().filter(located -> of(mailbox, located).isEmpty()).toList();
        for (int i = 0; i < unknown.size(); i += MEASURED_AT_ONCE) {
            List<Located> some = unknown.subList(i, Math.min(unknown.size(), i + MEASURED_AT_ONCE));
            mailbox.volume()
                    .threads()
                    .call(() ->
                            mailbox.run(() -> {
                                for (Located located : some) {
                                    measure(mailbox, located);
                                }
                                return some;
                            }));
        }
    }

    private void measure(Mailbox mailbox, Located located) throws IOException {
        LineEnds ends = new LineEnds();
        Optional<Located> measured =
                MessageReader.whereverItIs(
                        mailbox,
                        located,
                        path -> {
                            try (FileSystem.File file = mailbox.files().open(path)) {
                                byte[] buffer = new byte[CHUNK_OCTETS];
                                int count;
                                while ((count = file.read(buffer, 0, buffer.length)) > 0) {
                                    ends.add(buffer, 0, count);
                                }
                            }
                            return located;
                        });
        if (measured.isPresent()) {
            sizes.put(key(mailbox, located), ends.octetsWithCrlf());
        }
    }

    private static String key(Mailbox mailbox, Located located) {
        return mailbox.volume().name() + "/" + mailbox.home() + "/" + located.name().key();
    }
}
