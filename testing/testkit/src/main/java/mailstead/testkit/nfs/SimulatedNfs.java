package mailstead.testkit.nfs;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import mailstead.fs.FileFailure;
import mailstead.fs.FileSystem;

/**
 * A file server in memory: POSIX names with hard links, kept apart in what is visible and what is
 * durable, and clients with their caches ({@link Mount}). Knows no permissions. Confined to one
 * thread at a time.
 *
 * <p>A client on a host shares its caches with the other clients of that host. Caches may be behind
 * without limit; listings and calls that change names never are, except that the way to a folder
 * may come from a cache: then they work on the folder that the path led to earlier.
 */
public final class SimulatedNfs {

    private record LateCall(String name, String path, Request.Effect<?> effect) {}

    private final Mount mount;
    private final Tree tree;
    private final List<LateCall> late = new ArrayList<>();
    private int clients;

    public SimulatedNfs(Mount mount) {
        this(mount, new Tree(mount.syncsNames()), 1);
    }

    private SimulatedNfs(Mount mount, Tree tree, int clients) {
        this.mount = mount;
        this.tree = tree;
        this.clients = clients;
    }

    /** The same state with the same hosts; requests that are still under way are left behind. */
    public SimulatedNfs copy() {
        return new SimulatedNfs(mount, tree.copy(), clients);
    }

    /**
     * One process on a host. Its calls happen when the oracle says so, in the thread that makes
     * them.
     */
    public NfsClient client(String host, Oracle oracle) {
        clients++;
        return new NfsClient(this, host(host), clients, oracle);
    }

    /** A client that has seen nothing yet, and whose calls all succeed. */
    public FileSystem newcomer() {
        return client("newcomer " + clients, Oracle.PLAIN);
    }

    private Host host(String name) {
        for (Host host : tree.hosts) {
            if (host.name.equals(name)) {
                return host;
            }
        }
        Host host = new Host(name);
        tree.hosts.add(host);
        return host;
    }

    Tree tree() {
        return tree;
    }

    Mount mount() {
        return mount;
    }

    /** The server's clock. Times of changes differ from it by what tells changes apart. */
    public void setTime(Instant now) {
        tree.setClock(now);
    }

    public Instant time() {
        return tree.clock();
    }

    void leaveLate(String name, String path, Request.Effect<?> effect) {
        late.add(new LateCall(name, path, effect));
    }

    /** Requests whose clients have given up, and which may still arrive. */
    public int lateCalls() {
        return late.size();
    }

    /** Such as {@code unlink /log/3}. */
    public String describeLate(int index) {
        return late.get(index).name + " " + late.get(index).path;
    }

    /** Such a request arrives. */
    public void arrive(int index) {
        try {
            late.remove(index).effect.happen();
        } catch (FileFailure _) {
            // Nobody waits for the answer.
        }
    }

    /** The server starts anew without the content that was not synced. Clients live on. */
    public void restart() {
        tree.loseUnsyncedContent();
    }

    /** Whether names are durable only when synced. */
    public boolean losesNames() {
        return !mount.syncsNames();
    }

    /** How many changes of names a power cut might undo. */
    public int unsyncedNames() {
        return tree.unsyncedNames();
    }

    /**
     * The machine with the disk loses power; its processes are gone too.
     *
     * @param kept so many of the {@link #unsyncedNames} have reached the disk, the earliest
     */
    public void cutPower(int kept) {
        tree.loseUnsyncedNames(kept);
        tree.loseUnsyncedContent();
        late.clear();
    }

    /** Grows with each change of what a newcomer would see. */
    public int version() {
        return tree.version();
    }

    /** Of what a newcomer would see. */
    public long contentDigest() {
        return tree.digest();
    }

    /** Of everything that future answers depend on, apart from open files. */
    public long digest() {
        long sum = 0;
        for (Host host : tree.hosts) {
            sum = Digest.mix(sum, host.digest());
        }
        return Digest.mix(sum, digestOfPresent());
    }

    /** Of that without what caches believe. */
    public long digestOfPresent() {
        long underWay = 0;
        for (LateCall call : late) {
            underWay += Digest.mix(Digest.of(call.name), Digest.of(call.path));
        }
        return Digest.mix(underWay, tree.digest());
    }
}
