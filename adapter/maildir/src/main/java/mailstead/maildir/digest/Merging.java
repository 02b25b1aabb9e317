package mailstead.maildir.digest;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
import mailstead.fs.Errno;
import mailstead.fs.FileFailure;
import mailstead.mail.mime.DigestCodec;
import mailstead.maildir.files.MessageName;
import mailstead.maildir.files.UniqueNames;

/**
 * Keeps a folder's segments few and together bounded. On the volume's threads, as the owner; any
 * number of nodes at once. Immutable.
 */
record Merging(SegmentFiles files, UniqueNames names, Supplier<Predicate<String>> present) {

    /** Smaller segments are merged... */
    static final int SMALL_OCTETS = 2 * 1024 * 1024;

    /** ...when there are so many of them... */
    static final int SMALL_MAX = 12;

    /** ...and so many at once. */
    private static final int AT_ONCE_MAX = 64;

    /** Of a merged segment's records, about. */
    static final int MERGED_OCTETS = 4 * 1024 * 1024;

    /** A larger segment of which less than this share is present is merged, too. */
    private static final int PRESENT_PERCENT = 50;

    /** All of a folder together; beyond it the oldest messages are forgotten. */
    static final long TOTAL_OCTETS_MAX = 512L * 1024 * 1024;

    private static final Comparator<String> BY_AGE =
            Comparator.<String>comparingLong(MessageName::seconds)
                    .thenComparing(Comparator.naturalOrder());

    /**
     * What has become of segments.
     *
     * @param made new ones
     */
    record Merged(List<SegmentName> removed, Map<SegmentName, DigestSegment> made) {}

    Merged mergeIfDue() throws IOException {
        SegmentFiles.Found found = files.list();
        for (String stranger : found.strangers()) {
            files.remove(stranger);
        }
        List<SegmentName> removed = new ArrayList<>();
        List<SegmentName> kept = shrunk(found.segments(), removed);
        Map<SegmentName, DigestSegment> made = new HashMap<>();
        List<SegmentName> small =
                kept.stream()
                        .filter(name -> name.octets() < SMALL_OCTETS)
                        .limit(AT_ONCE_MAX)
                        .toList();
        if (small.size() >= SMALL_MAX) {
            List<SegmentName> large =
                    kept.stream().filter(name -> name.octets() >= SMALL_OCTETS).toList();
            merge(small, large, removed, made);
        }
        return new Merged(removed, made);
    }

    /** Newest last, with the oldest removed that are too much. */
    private List<SegmentName> shrunk(List<SegmentName> all, List<SegmentName> removed)
            throws IOException {
        List<SegmentName> sorted = new ArrayList<>(all);
        sorted.sort(Comparator.comparingLong(SegmentName::toSeconds));
        long total = sorted.stream().mapToLong(SegmentName::octets).sum();
        while (total > TOTAL_OCTETS_MAX) {
            SegmentName oldest = sorted.removeFirst();
            files.remove(oldest.toString());
            removed.add(oldest);
            total -= oldest.octets();
        }
        return sorted;
    }

    private void merge(
            List<SegmentName> small,
            List<SegmentName> large,
            List<SegmentName> removed,
            Map<SegmentName, DigestSegment> made)
            throws IOException {
        Predicate<String> isPresent = present.get();
        TreeMap<String, byte[]> records = new TreeMap<>(BY_AGE);
        List<SegmentName> read = new ArrayList<>();
        long octets = 0;
        for (SegmentName name : small) {
            if (octets + name.octets() > MERGED_OCTETS) {
                break;
            }
            octets += name.octets();
            read.add(name);
            readIfThere(name).ifPresent(its -> records.putAll(left(its, isPresent)));
        }
        String unique = names.next();
        if (!large.isEmpty()) {
            // One each time, whichever: in the end it is every one's turn.
            int index = Math.floorMod(DigestSegment.hash(unique), large.size());
            thin(large.get(index), isPresent, records, read);
        }
        if (!records.isEmpty()) {
            DigestSegment segment = DigestSegment.of(records);
            SegmentName name = segment.named(unique);
            files.write(name, segment);
            made.put(name, segment);
        }
        for (SegmentName name : read) {
            files.remove(name.toString());
            removed.add(name);
        }
    }

    /** Of a large segment takes what is left, if that is not much. */
    private void thin(
            SegmentName name,
            Predicate<String> isPresent,
            Map<String, byte[]> records,
            List<SegmentName> read)
            throws IOException {
        long[] octets = new long[1];
        Optional<DigestSegment> segment = readIfThere(name);
        segment.ifPresent(its ->
                its.forEach((key, digest) -> {
                    octets[0] += isPresent.test(key) ? DigestSegment.recordOctets(key, digest) : 0;
                }));
        if (octets[0] * 100 < name.octets() * (long) PRESENT_PERCENT) {
            read.add(name);
            segment.ifPresent(its -> records.putAll(left(its, isPresent)));
        }
    }

    /** What a segment remembers of messages that are there. */
    private static Map<String, byte[]> left(DigestSegment segment, Predicate<String> isPresent) {
        Map<String, byte[]> left = new HashMap<>();
        segment.forEach((key, digest) -> {
            if (isPresent.test(key) && DigestCodec.decode(digest).isPresent()) {
                left.put(key, digest);
            }
        });
        return left;
    }

    /** Empty also if it is damaged. */
    private Optional<DigestSegment> readIfThere(SegmentName name) throws IOException {
        try {
            return files.read(name);
        } catch (FileFailure e) {
            if (e.errno() == Errno.ENOENT) {
                return Optional.empty();
            }
            throw e;
        }
    }
}
