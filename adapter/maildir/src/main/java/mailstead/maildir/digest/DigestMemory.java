package mailstead.maildir.digest;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * The segments that this node holds in memory, of all folders together: those used last, up to a
 * number of octets. Shared.
 */
public final class DigestMemory {

    /** Where nothing else is said. */
    public static final long OCTETS_MAX = 64L * 1024 * 1024;

    private final long octetsMax;
    private final SequencedMap<Place, DigestSegment> segments =
            new LinkedHashMap<>(16, 0.75f, true);
    private long octets;

    /**
     * @param folder what a folder is called among all folders of the node
     */
    private record Place(String folder, SegmentName name) {}

    public DigestMemory(long octetsMax) {
        this.octetsMax = octetsMax;
    }

    synchronized Optional<DigestSegment> get(String folder, SegmentName name) {
        return Optional.ofNullable(segments.get(new Place(folder, name)));
    }

    synchronized void put(String folder, SegmentName name, DigestSegment segment) {
        Place place = new Place(folder, name);
        DigestSegment before = segments.put(place, segment);
        octets += segment.weight() - (before == null ? 0 : before.weight());
        while (octets > octetsMax && !segments.isEmpty()) {
            Map.Entry<Place, DigestSegment> eldest = segments.firstEntry();
            segments.remove(eldest.getKey());
            octets -= eldest.getValue().weight();
        }
    }

    synchronized void remove(String folder, SegmentName name) {
        DigestSegment removed = segments.remove(new Place(folder, name));
        octets -= removed == null ? 0 : removed.weight();
    }

    /** How much is held. */
    synchronized long octets() {
        return octets;
    }
}
