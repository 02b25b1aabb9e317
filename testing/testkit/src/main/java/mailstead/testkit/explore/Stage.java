package mailstead.testkit.explore;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import mailstead.fs.VolumeThreads;

/**
 * Where a scenario puts its actors and checks, and where actors tell what they have achieved.
 * Confined to whoever has the baton: actors run one at a time, so what they share needs no lock.
 */
public final class Stage {

    private static final Pattern NAME = Pattern.compile("[A-Za-z]+");

    record Role(String host, String name, boolean isWarm, Program program) {}

    private final List<Role> roles = new ArrayList<>();
    private final List<Check> always = new ArrayList<>();
    private final List<Check> atEnd = new ArrayList<>();
    private final List<Object> records = new ArrayList<>();
    private final Set<String> sharing = new HashSet<>();
    private final Run run;
    private long recordsDigest;

    Stage(Run run) {
        this.run = run;
    }

    /**
     * An actor on a machine of its own.
     *
     * @param name letters; stands in schedules
     */
    public void actor(String name, Program program) {
        actor(name, name, program);
    }

    /** Actors on one host share its caches. They may share objects too: see {@link #share}. */
    public void actor(String host, String name, Program program) {
        add(new Role(host, name, false, program));
    }

    /**
     * An actor that has done something before the schedule begins: the calls until it calls {@link
     * #begin} succeed at once, and only then the next actor comes.
     */
    public void warmActor(String name, Program program) {
        warmActor(name, name, program);
    }

    /** A warm actor, with others on one host. */
    public void warmActor(String host, String name, Program program) {
        add(new Role(host, name, true, program));
    }

    private void add(Role role) {
        if (!NAME.matcher(role.name).matches()) {
            throw new IllegalArgumentException("an actor's name is letters: " + role.name);
        }
        roles.add(role);
    }

    /** Called by a warm actor: from now on its calls are part of the schedule. */
    public void begin() {
        run.begin();
    }

    /**
     * The actors on this host are threads of one process: they share objects, and crash together.
     * They may wait for each other's answers, in {@link VolumeThreads.Promise} only. Who is
     * answered while another has the turn goes on at once, so that {@link #turn} must come before
     * whatever touches what is shared, and at the end.
     */
    public void share(String host) {
        sharing.add(host);
    }

    /** Waits for the caller's turn, as a file call does. */
    public void turn() {
        run.turn();
    }

    boolean isShared(String host) {
        return sharing.contains(host);
    }

    boolean isSharing() {
        return !sharing.isEmpty();
    }

    /** Must hold after each step that changed something. */
    public void always(Check check) {
        always.add(check);
    }

    /** Must hold when all actors have ended or crashed. */
    public void atEnd(Check check) {
        atEnd.add(check);
    }

    /**
     * What an actor has done or seen, for the checks.
     *
     * @param record a value whose {@code hashCode} depends on its content only
     */
    public void record(Object record) {
        records.add(record);
        recordsDigest += 31L * record.hashCode() + 17;
    }

    /** In the order in which they happened. */
    public List<Object> records() {
        return List.copyOf(records);
    }

    /** Those of one type. */
    public <T> List<T> records(Class<T> type) {
        return records.stream().filter(type::isInstance).map(type::cast).toList();
    }

    /**
     * An actor that looks at what others have recorded, or at other shared memory, must say what it
     * saw: its future depends on it.
     */
    public void saw(Object value) {
        run.saw(value);
    }

    List<Role> roles() {
        return roles;
    }

    List<Check> always() {
        return always;
    }

    List<Check> atEnd() {
        return atEnd;
    }

    long recordsDigest() {
        return recordsDigest;
    }
}
