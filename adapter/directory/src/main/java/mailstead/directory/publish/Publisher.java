package mailstead.directory.publish;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import mailstead.directory.copy.Checksum;
import mailstead.directory.copy.Entry;
import mailstead.directory.copy.Head;
import mailstead.directory.copy.Instalment;
import mailstead.directory.copy.Manifest;
import mailstead.directory.copy.Point;
import mailstead.directory.copy.Version;
import mailstead.fs.FileSystem;
import mailstead.mail.Event;
import mailstead.mail.EventSink;
import mailstead.mail.MailException;
import mailstead.mail.Reason;
import mailstead.mail.TemporaryFailure;
import org.jspecify.annotations.Nullable;

/**
 * Publishes copies of a centre into a folder: the steps of {@code docs/design/directory-copies.md}.
 * Shared; one round is under way at a time.
 *
 * <p>Invariant: what the head in the folder names is whole, signed by us and complete for the
 * head's point; a head is written only after everything it names is durable. So whatever call
 * fails, and whenever the process dies, the head that is there is true. What is remembered here of
 * the folder is forgotten when a call fails, and read anew.
 *
 * <p>A generation is made beside the rounds, which go on adding instalments to the last one; once
 * it is whole, it gets an instalment with what happened meanwhile, and the head never goes back.
 */
public final class Publisher {

    /** Then a next generation is due: whoever begins anew must fetch all instalments. */
    private static final int INSTALMENTS_WANTED = 1_000;

    private static final Duration PAUSE = Duration.ofMinutes(1);

    private final Centre centre;
    private final FileSystem files;
    private final PublisherSettings settings;
    private final InstantSource clock;
    private final Executor background;
    private final EventSink events;
    private final Shelf shelf;
    private final SharedRound<Published> asked = new SharedRound<>(() -> round(false));

    private final ReentrantLock turn = new ReentrantLock();
    private boolean isFolderKnown;
    private boolean isBuilding;
    private long drawn;
    private @Nullable Published published;
    private @Nullable Exception lastBuild;
    private Instant buildAgainAt = Instant.MIN;

    /**
     * @param files of the folder
     * @param background makes generations, one at a time; may do so at once
     */
    public Publisher(
            Centre centre,
            FileSystem files,
            PublisherSettings settings,
            InstantSource clock,
            Executor background,
            EventSink events) {
        this.centre = centre;
        this.files = files;
        this.settings = settings;
        this.clock = clock;
        this.background = background;
        this.events = events;
        this.shelf = new Shelf(files, settings.folder());
    }

    /**
     * Publishes what has changed, and writes a head that says until when that is all.
     *
     * @return the version that is published now
     * @throws TemporaryFailure if the centre does not answer, somebody else publishes, or a first
     *     generation is being made
     */
    public Version publish() throws MailException, IOException {
        return round(true).version();
    }

    /** The same with a new generation; where the background is another thread, that comes later. */
    public Version publishWhole() throws MailException, IOException {
        turn.lock();
        try {
            claim();
            build();
        } finally {
            turn.unlock();
        }
        return publish();
    }

    /**
     * A head for somebody who asked, from a round that began after that. Many share one.
     *
     * @param nonce see {@link Head#isNonce}
     * @param within longest wait for others' rounds
     */
    public byte[] head(String nonce, Duration within) throws MailException, IOException {
        return head(asked.call(within), Optional.of(nonce));
    }

    private byte[] head(Published now, Optional<String> nonce) {
        return new Head(now.version(), now.point(), now.asOf(), now.manifest(), now.newest(), nonce)
                .signed(settings.key());
    }

    private Published round(boolean isHeadWanted) throws MailException, IOException {
        turn.lock();
        boolean done = false;
        try {
            claim();
            Published before = known();
            Published now = advance(before);
            if (isHeadWanted || !now.version().equals(before.version())) {
                shelf.publish(head(now, Optional.empty()));
            }
            published = now;
            if (isHeadWanted) {
                shelf.removeOld(now.version().generation());
            }
            if (isGenerationDue(now)) {
                build();
            }
            done = true;
            return published == null ? now : published;
        } finally {
            isFolderKnown &= done;
            turn.unlock();
        }
    }

    private void claim() throws MailException {
        switch (centre.claim()) {
            case HELD -> {}
            case TAKEN -> isFolderKnown = false;
            case REFUSED -> {
                isFolderKnown = false;
                throw unavailable("another process publishes copies of this directory");
            }
        }
    }

    private static TemporaryFailure unavailable(String text) {
        return new TemporaryFailure(Reason.DIRECTORY_UNAVAILABLE, text);
    }

    /** What is published; makes a first generation where nothing usable is. */
    private Published known() throws MailException, IOException {
        if (!isFolderKnown) {
            if (!isBuilding) {
                shelf.removeUnfinished();
            }
            Published there = foundOfOurs().orElse(null);
            published = there;
            isFolderKnown = true;
            if (there != null) {
                NeighbourFiles.offer(files, settings.folder(), there.version().generation());
            }
        }
        if (published == null) {
            build();
        }
        Published there = published;
        if (there == null) {
            throw noneYet();
        }
        return there;
    }

    private Optional<Published> foundOfOurs() throws MailException, IOException {
        Optional<Published> found = shelf.found(settings.own());
        return found.isPresent()
                        && (!centre.tellsChanges()
                                || centre.read(state -> isOurs(state, found.get())))
                ? found
                : Optional.empty();
    }

    private TemporaryFailure noneYet() {
        return new TemporaryFailure(
                Reason.DIRECTORY_UNAVAILABLE, "the first copy is being made", lastBuild);
    }

    /**
     * The same version, complete for a later state; or with one instalment more; or another
     * generation.
     */
    private Published advance(Published from) throws MailException, IOException {
        if (!centre.tellsChanges()) {
            return from; // complete for when its generation was begun, and for nothing later
        }
        Instant asOf = now();
        Point point = centre.point();
        if (point.equals(from.point())) {
            return from.at(point, asOf);
        }
        long room = Instalment.OCTETS_MAX - 8192 - from.instalmentOctets();
        Changes changes =
                centre.read(state ->
                        isOurs(state, from)
                                ? Changes.since(state, from.point(), room)
                                : new Changes(state.point(), false, Optional.empty()));
        if (changes.entries().isPresent()) {
            return add(from, changes, changes.entries().get(), asOf);
        }
        build();
        Published next = published;
        if (next == null || next.version().compareTo(from.version()) <= 0) {
            throw new TemporaryFailure(
                    Reason.DIRECTORY_UNAVAILABLE, "the next whole copy is being made", lastBuild);
        }
        return next;
    }

    /** Whether nobody else has begun a generation since. */
    private boolean isOurs(Centre.State state, Published from) {
        return state.generation() == Math.max(drawn, from.version().generation());
    }

    private Published add(Published from, Changes changes, List<Entry> entries, Instant asOf)
            throws IOException {
        if (entries.isEmpty()) {
            return from.at(changes.point(), asOf);
        }
        Version next = from.version().next();
        byte[] instalment =
                new Instalment(
                                next,
                                from.newest(),
                                changes.point(),
                                asOf,
                                changes.scramReady(),
                                entries)
                        .signed(settings.key());
        shelf.add(next.generation(), next.instalment(), instalment);
        return from.with(changes.point(), asOf, Checksum.of(instalment), instalment.length);
    }

    private boolean isGenerationDue(Published now) {
        return !now.begun().plus(settings.generationEvery()).isAfter(now())
                || now.instalmentOctets() > Changes.octetsWanted(now.generationOctets())
                || now.version().instalment() >= INSTALMENTS_WANTED;
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    /** Has a generation made, unless one is. With the turn. */
    private void build() {
        // A centre that is read as a whole is not asked for all of it every second while it fails.
        boolean isTooSoon = !centre.tellsChanges() && now().isBefore(buildAgainAt);
        if (!isBuilding && !isTooSoon) {
            isBuilding = true;
            background.execute(this::makeGeneration);
        }
    }

    private void makeGeneration() {
        Optional<Exception> trouble = Optional.empty();
        try {
            Published made = write();
            adopt(made);
        } catch (MailException | IOException failure) {
            trouble = Optional.of(failure);
        } finally {
            turn.lock();
            try {
                isBuilding = false;
                lastBuild = trouble.orElse(null);
                buildAgainAt = trouble.isPresent() ? now().plus(PAUSE) : Instant.MIN;
                isFolderKnown &= trouble.isEmpty();
            } finally {
                turn.unlock();
            }
        }
        trouble.ifPresent(cause ->
                events.emit(
                        new Event.Trouble(
                                "",
                                Reason.DIRECTORY_UNAVAILABLE,
                                "a generation of the directory's copies could not be made",
                                "the last one stays; look at the cause, the next round tries again",
                                Optional.of(cause))));
    }

    /** A whole generation that no head names. */
    private Published write() throws MailException, IOException {
        long number;
        turn.lock();
        try {
            number = centre.nextGeneration(shelf.highest());
            drawn = number;
        } finally {
            turn.unlock();
        }
        Version version = new Version(number, 0);
        String folder = shelf.begin(number);
        Instant asOf = now();
        Manifest manifest =
                centre.read(state -> {
                    Point point = state.point();
                    boolean scramReady = state.isScramReady();
                    try (GenerationWriter writer = new GenerationWriter(files, folder)) {
                        List<Manifest.Item> items = writer.write(state);
                        return centre.tellsChanges()
                                ? new Manifest(version, point, asOf, scramReady, items)
                                : Manifest.partial(version, point, asOf, scramReady, items);
                    }
                });
        byte[] octets = manifest.signed(settings.key());
        shelf.complete(number, octets);
        Checksum sum = Checksum.of(octets);
        return new Published(version, manifest.point(), asOf, sum, sum, asOf, manifest.size(), 0);
    }

    /** Publishes it with what has happened meanwhile, unless what is published is further. */
    private void adopt(Published made) throws MailException, IOException {
        turn.lock();
        boolean done = false;
        try {
            claim();
            Published next = centre.tellsChanges() ? withChangesSince(made) : made;
            shelf.publish(head(next, Optional.empty()));
            published = next;
            isFolderKnown = true;
            NeighbourFiles.offer(files, settings.folder(), next.version().generation());
            shelf.removeOld(next.version().generation());
            done = true;
            events.emit(
                    new Event.CopyPublished(
                            Event.PROCESS,
                            next.version().toString(),
                            next.point().sequence(),
                            next.generationOctets(),
                            Duration.between(made.begun(), now())));
        } finally {
            isFolderKnown &= done;
            turn.unlock();
        }
    }

    private Published withChangesSince(Published made) throws MailException, IOException {
        Instant asOf = now();
        Changes changes =
                centre.read(state -> Changes.since(state, made.point(), Instalment.OCTETS_MAX / 2));
        if (changes.entries().isPresent()) {
            return add(made, changes, changes.entries().get(), asOf);
        }
        if (isAhead(made)) {
            throw unavailable("too much has changed while a generation was made");
        }
        return made;
    }

    /** Whether what is published may know of changes that the other does not. */
    private boolean isAhead(Published made) {
        Published there = published;
        return there != null && there.point().sequence() > made.point().sequence();
    }
}
