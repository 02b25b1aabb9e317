package mailstead.directory.publish;

import java.time.Instant;
import mailstead.directory.copy.Checksum;
import mailstead.directory.copy.Point;
import mailstead.directory.copy.Version;

/**
 * What a head says or will say, and what is good to know with it. Immutable.
 *
 * @param point the newest state that the version is complete for
 * @param asOf the clock before that was read
 * @param begun {@code asOf} of the generation
 * @param generationOctets its files, without instalments
 * @param instalmentOctets all instalments together
 */
record Published(
        Version version,
        Point point,
        Instant asOf,
        Checksum manifest,
        Checksum newest,
        Instant begun,
        long generationOctets,
        long instalmentOctets) {

    /** The same version is complete for this state too: nothing in it was changed. */
    Published at(Point later, Instant when) {
        return new Published(
                version, later, when, manifest, newest, begun, generationOctets, instalmentOctets);
    }

    /** With one instalment more. */
    Published with(Point later, Instant when, Checksum instalment, long octets) {
        return new Published(
                version.next(),
                later,
                when,
                manifest,
                instalment,
                begun,
                generationOctets,
                instalmentOctets + octets);
    }
}
