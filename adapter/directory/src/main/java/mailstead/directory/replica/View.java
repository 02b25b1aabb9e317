package mailstead.directory.replica;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import mailstead.directory.copy.BadCopy;
import mailstead.directory.copy.Checksum;
import mailstead.directory.copy.Entry;
import mailstead.directory.copy.Instalment;
import mailstead.directory.copy.Point;
import mailstead.directory.copy.Table;
import mailstead.directory.copy.Version;

/**
 * One version of the directory: a generation and what its instalments have changed. Immutable.
 *
 * @param asOf the publisher's clock before it read that state
 * @param newest of the last instalment with its signature, or of the manifest
 * @param changed what stands under a key instead of what the generation says
 * @param octets that {@code changed} holds
 */
record View(
        Generation generation,
        Version version,
        Point point,
        Instant asOf,
        Checksum newest,
        boolean scramReady,
        Map<Place, Optional<byte[]>> changed,
        long octets) {

    /** A key of a table. */
    record Place(Table table, String key) {}

    static View of(Generation generation) {
        return new View(
                generation,
                generation.manifest().version(),
                generation.manifest().point(),
                generation.manifest().asOf(),
                generation.checksum(),
                generation.manifest().scramReady(),
                Map.of(),
                0);
    }

    /**
     * With an instalment more.
     *
     * @param checksum of it with its signature
     * @throws BadCopy if it does not follow this version, or there is more than can be kept
     */
    View with(Instalment instalment, Checksum checksum) throws BadCopy {
        if (!instalment.version().equals(version.next())) {
            throw new BadCopy(
                    "instalment " + instalment.version() + " does not follow version " + version);
        }
        if (!instalment.predecessor().equals(newest)) {
            throw new BadCopy("instalment " + instalment.version() + " follows another " + version);
        }
        Map<Place, Optional<byte[]>> all = new HashMap<>(changed);
        long total = octets;
        for (Entry entry : instalment.entries()) {
            Place place = new Place(entry.table(), entry.key());
            Optional<byte[]> before = all.put(place, entry.value());
            total += weight(place, entry.value());
            if (before != null) {
                total -= weight(place, before);
            }
        }
        if (total > Instalment.OCTETS_MAX) {
            throw new BadCopy("the instalments of a generation are too much to be kept");
        }
        return new View(
                generation,
                instalment.version(),
                instalment.point(),
                instalment.asOf(),
                checksum,
                instalment.scramReady(),
                all,
                total);
    }

    private static long weight(Place place, Optional<byte[]> value) {
        return place.key().length() + value.map(octets -> octets.length).orElse(0);
    }

    /** Only while its generation was entered. */
    Optional<byte[]> find(Table table, String key) throws BadCopy {
        Optional<byte[]> now = changed.get(new Place(table, key));
        return now != null ? now : generation.find(table, key);
    }
}
