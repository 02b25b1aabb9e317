package mailstead.directory.replica;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Optional;
import java.util.random.RandomGenerator;
import mailstead.directory.copy.BadCopy;
import mailstead.directory.copy.Head;
import mailstead.directory.copy.Version;
import mailstead.fs.FileSystem;

/**
 * What lies on the disk, and what the source has: looked at beside the node that uses it, without
 * changing anything. Immutable.
 *
 * @param complete when the version on the disk is known to have been complete: now, if the source
 *     has the same; else when it was made
 * @param atSource empty if the source does not answer
 */
public record CopyReport(
        String source,
        String folder,
        Optional<Version> version,
        Optional<Instant> complete,
        Optional<Duration> age,
        boolean isOld,
        Optional<Version> atSource,
        Optional<String> problem) {

    private static final int NONCE_OCTETS = 16;

    /**
     * @param random makes the question one of its own
     */
    public static CopyReport of(
            ReplicaSettings settings,
            Source source,
            FileSystem files,
            Mapper mapper,
            InstantSource clock,
            RandomGenerator random) {
        Optional<String> problem = Optional.empty();
        Optional<View> view = Optional.empty();
        try {
            view = newest(new Shelf(files, mapper, settings.keys(), settings.folder()));
        } catch (IOException | BadCopy bad) {
            problem = Optional.of(String.valueOf(bad.getMessage()));
        }
        Optional<Head> head = Optional.empty();
        try {
            byte[] nonce = new byte[NONCE_OCTETS];
            random.nextBytes(nonce);
            head =
                    Optional.of(
                            Head.read(
                                    source.head(HexFormat.of().formatHex(nonce)), settings.keys()));
        } catch (IOException | BadCopy bad) {
            problem = Optional.of(String.valueOf(bad.getMessage()));
        }
        Optional<Version> version = view.map(View::version);
        Optional<Instant> made = view.map(View::asOf);
        Optional<Instant> complete =
                head.filter(found -> Optional.of(found.version()).equals(version))
                        .map(Head::asOf)
                        .or(() -> made);
        Optional<Duration> age =
                complete.map(at -> Duration.between(at, clock.instant()))
                        .map(found -> found.isNegative() ? Duration.ZERO : found);
        return new CopyReport(
                source.toString(),
                settings.folder(),
                version,
                complete,
                age,
                age.isEmpty() || age.get().compareTo(settings.old()) > 0,
                head.map(Head::version),
                problem);
    }

    private static Optional<View> newest(Shelf shelf) throws IOException, BadCopy {
        for (long number : shelf.generations()) {
            Generation generation = shelf.open(number);
            try {
                return Optional.of(shelf.completed(View.of(generation)));
            } finally {
                generation.retire();
            }
        }
        return Optional.empty();
    }
}
