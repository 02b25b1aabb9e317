package mailstead.maildir.digest;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import mailstead.fs.Errno;
import mailstead.fs.FileFailure;
import mailstead.fs.VolumeRefusal;
import mailstead.mail.mime.Digest;
import mailstead.mail.mime.DigestCodec;
import mailstead.mail.mime.KeptFields;
import mailstead.maildir.files.Mailbox;
import mailstead.maildir.files.MessageName;
import mailstead.maildir.files.UniqueNames;

/**
 * The digests of one folder's messages, by message key. Shared; holds no lock while it touches
 * files.
 *
 * <p>A message never changes, so a digest that was ever right stays right, and no two nodes can
 * disagree: they need no agreement, only a place to leave digests for each other. That is a
 * directory of <em>segments</em>: files that are written aside, get a name that nobody else gives,
 * and never change. A node that has made enough digests leaves them as a segment, unsynced: what a
 * power cut takes is made again, and a checksum tells a damaged file. A node that misses a digest
 * lists the directory, once and then once a minute at most, and reads the segments that may have
 * it. When there are many small ones, whoever has just written one makes a larger one of them,
 * without what is gone from the folder, and removes them; two nodes doing so at once only work in
 * vain, and one that looks for a removed segment makes digests again.
 */
public final class FolderDigests {

    /** Enough to be left for other nodes. */
    private static final int WAITING_MAX = 256;

    private static final long WAITING_OCTETS_MAX = 512 * 1024;

    /** Fewer are not worth a file when a folder is left. */
    private static final int WORTH_A_FILE = 8;

    /** Whatever waits is left for others after so long. */
    private static final Duration WAITING_AGE_MAX = Duration.ofMinutes(5);

    private static final Duration LISTED_EVERY = Duration.ofMinutes(1);

    /** A digest larger than this is not remembered. */
    private static final int DIGEST_OCTETS_MAX = 256 * 1024;

    private final String id;
    private final SegmentFiles files;
    private final Mailbox folder;
    private final DigestMemory memory;
    private final UniqueNames names;
    private final LongSupplier nanoClock;
    private final Merging merging;

    /** Made here and not yet written, oldest first. */
    private final Map<String, byte[]> waiting = new LinkedHashMap<>();

    private long waitingOctets;
    private long waitingSince;

    /** The segments that are known, and the hashes of their keys if they were read. */
    private final Map<SegmentName, Optional<long[]>> segments = new HashMap<>();

    private Optional<Long> listedAt = Optional.empty();

    /** Two merges at once would both write the same. */
    private final AtomicBoolean isMerging = new AtomicBoolean();

    /**
     * Touches no file.
     *
     * @param nanoClock a monotonic clock such as {@code System::nanoTime}
     * @param present which messages the folder holds, as far as is known; whatever it denies may be
     *     forgotten
     */
    public FolderDigests(
            Mailbox folder,
            DigestMemory memory,
            UniqueNames names,
            LongSupplier nanoClock,
            Supplier<Predicate<String>> present) {
        this.id = folder.volume().name() + "/" + folder.home();
        this.files = new SegmentFiles(folder);
        this.folder = folder;
        this.memory = memory;
        this.names = names;
        this.nanoClock = nanoClock;
        this.merging = new Merging(files, names, present);
    }

    // ---- looking up

    /**
     * What is remembered of a message by this node or another. Trouble with the cache is as if
     * nothing were remembered.
     *
     * @throws VolumeRefusal if the volume does not answer now: reading the message would not work
     *     either
     */
    public Optional<Digest> find(String key) throws VolumeRefusal {
        return find(key, DigestCodec::decode);
    }

    /** As {@link #find(String)}, of the fields alone. */
    public Optional<KeptFields> findFields(String key) throws VolumeRefusal {
        return find(key, DigestCodec::decodeFields);
    }

    private <T> Optional<T> find(String key, Function<byte[], Optional<T>> decoder)
            throws VolumeRefusal {
        leaveIfOld();
        Optional<byte[]> held = waiting(key);
        if (held.isPresent()) {
            return held.flatMap(decoder);
        }
        Optional<T> found = findListed(key, decoder);
        if (found.isEmpty() && isListingDue()) {
            list();
            found = findListed(key, decoder);
        }
        return found;
    }

    private synchronized Optional<byte[]> waiting(String key) {
        return Optional.ofNullable(waiting.get(key));
    }

    private <T> Optional<T> findListed(String key, Function<byte[], Optional<T>> decoder)
            throws VolumeRefusal {
        for (SegmentName name : candidates(key)) {
            Optional<DigestSegment> segment = memory.get(id, name);
            if (segment.isEmpty()) {
                segment = load(name);
            }
            Optional<T> found = segment.flatMap(its -> its.find(key)).flatMap(decoder);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    /** The segments that hold a key, or may. */
    private synchronized List<SegmentName> candidates(String key) {
        long seconds = MessageName.seconds(key);
        long hash = DigestSegment.hash(key);
        List<SegmentName> candidates = new ArrayList<>();
        segments.forEach((name, hashes) -> {
            if (name.covers(seconds)
                    && hashes.map(its -> Arrays.binarySearch(its, hash) >= 0).orElse(true)) {
                candidates.add(name);
            }
        });
        return candidates;
    }

    private interface Visit<T> {
        T run() throws IOException;
    }

    /** Empty if it fails. */
    private <T> Optional<T> visit(Visit<T> work) throws VolumeRefusal {
        try {
            return Optional.of(folder.volume().threads().call(() -> folder.run(work::run)));
        } catch (VolumeRefusal e) {
            throw e;
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    private Optional<DigestSegment> load(SegmentName name) throws VolumeRefusal {
        Optional<Optional<DigestSegment>> read = visit(() -> readOrRemove(name));
        Optional<DigestSegment> segment = read.flatMap(its -> its);
        if (segment.isPresent()) {
            learn(name, segment.get());
        } else {
            forget(name);
        }
        return segment;
    }

    /** What is damaged will never be whole. */
    private Optional<DigestSegment> readOrRemove(SegmentName name) throws IOException {
        try {
            Optional<DigestSegment> segment = files.read(name);
            if (segment.isEmpty()) {
                files.remove(name.toString());
            }
            return segment;
        } catch (FileFailure e) {
            if (e.errno() == Errno.ENOENT) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private void learn(SegmentName name, DigestSegment segment) {
        memory.put(id, name, segment);
        synchronized (this) {
            segments.put(name, Optional.of(segment.hashes()));
        }
    }

    private void forget(SegmentName name) {
        memory.remove(id, name);
        synchronized (this) {
            segments.remove(name);
        }
    }

    private synchronized boolean isListingDue() {
        return listedAt.isEmpty()
                || nanoClock.getAsLong() - listedAt.get() >= LISTED_EVERY.toNanos();
    }

    private void list() throws VolumeRefusal {
        synchronized (this) {
            listedAt = Optional.of(nanoClock.getAsLong());
        }
        Optional<SegmentFiles.Found> found = visit(files::list);
        if (found.isEmpty()) {
            return;
        }
        Set<SegmentName> there = new HashSet<>(found.get().segments());
        List<SegmentName> gone;
        synchronized (this) {
            gone = segments.keySet().stream().filter(name -> !there.contains(name)).toList();
            there.forEach(name -> segments.putIfAbsent(name, Optional.empty()));
        }
        gone.forEach(this::forget);
    }

    // ---- remembering

    /** From now on this node knows it, and soon the others do. */
    public void remember(String key, Digest digest) {
        byte[] octets = DigestCodec.encode(digest);
        if (octets.length > DIGEST_OCTETS_MAX) {
            return;
        }
        boolean isEnough;
        synchronized (this) {
            if (waiting.isEmpty()) {
                waitingSince = nanoClock.getAsLong();
            }
            if (waiting.putIfAbsent(key, octets) == null) {
                waitingOctets += DigestSegment.recordOctets(key, octets);
            }
            isEnough = waiting.size() >= WAITING_MAX || waitingOctets >= WAITING_OCTETS_MAX;
        }
        if (isEnough) {
            leave();
        }
    }

    private void leaveIfOld() {
        boolean isOld;
        synchronized (this) {
            isOld =
                    !waiting.isEmpty()
                            && nanoClock.getAsLong() - waitingSince >= WAITING_AGE_MAX.toNanos();
        }
        if (isOld) {
            leave();
        }
    }

    /** Nobody looks at the folder any more. */
    public void settle() {
        boolean isWorthIt;
        synchronized (this) {
            isWorthIt = waiting.size() >= WORTH_A_FILE;
        }
        if (isWorthIt) {
            leave();
        }
    }

    /** Hands what waits to the volume's threads, and nobody waits for that. */
    private void leave() {
        DigestSegment segment;
        SegmentName name;
        synchronized (this) {
            if (waiting.isEmpty()) {
                return;
            }
            segment = DigestSegment.of(waiting);
            name = segment.named(names.next());
            segments.put(name, Optional.of(segment.hashes()));
            memory.put(id, name, segment);
            waiting.clear();
            waitingOctets = 0;
        }
        try {
            folder.volume().threads().startUnattended(() -> folder.run(() -> write(name, segment)));
        } catch (IOException _) {
            // The volume is busy: this node knows it as long as its memory holds it.
        }
    }

    private SegmentName write(SegmentName name, DigestSegment segment) throws IOException {
        files.write(name, segment);
        // A listing in between did not show it.
        learn(name, segment);
        if (isMerging.compareAndSet(false, true)) {
            try {
                merge();
            } finally {
                isMerging.set(false);
            }
        }
        return name;
    }

    private void merge() throws IOException {
        Merging.Merged merged = merging.mergeIfDue();
        merged.removed().forEach(this::forget);
        merged.made().forEach(this::learn);
    }
}
