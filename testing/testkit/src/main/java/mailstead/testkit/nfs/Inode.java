package mailstead.testkit.nfs;

import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import mailstead.fs.FileOwner;
import mailstead.fs.FileSystem;

/**
 * A file or folder at the server, under however many names. Its number depends only on who made it
 * and on how many that client had made before, so that schedules which differ in the order of
 * independent calls lead to equal states. Confined.
 */
final class Inode {

    /** What a name leads to that is not there. */
    static final Inode NONE = new Inode(0, false, 0);

    private static final byte[] EMPTY = {};
    private static final int FOLDER_SIZE = 4096;

    final long number;
    final boolean isFolder;
    final TreeMap<String, Inode> names = new TreeMap<>();
    private byte[] content = EMPTY;
    private byte[] durable = EMPTY;
    private int mode;
    private FileOwner owner = new FileOwner(0, 0);

    /** How many names lead here; an inode without any is dead. */
    int links;

    /** Changes so far: what tells one time from another, as a file system's fine clock would. */
    private int contentChanges;

    private int changes;

    private long digest;
    private boolean isDigested;

    Inode(long number, boolean isFolder, int mode) {
        this.number = number;
        this.isFolder = isFolder;
        this.mode = mode;
    }

    /** A twin without names. */
    Inode twin() {
        Inode twin = new Inode(number, isFolder, mode);
        twin.content = content;
        twin.durable = durable;
        twin.owner = owner;
        twin.links = links;
        twin.contentChanges = contentChanges;
        twin.changes = changes;
        return twin;
    }

    boolean isThere() {
        return this != NONE;
    }

    boolean isAlive() {
        return links > 0;
    }

    byte[] content() {
        return content;
    }

    void append(byte[] octets, int length) {
        int size = content.length;
        content = Arrays.copyOf(content, size + length);
        System.arraycopy(octets, 0, content, size, length);
        contentChanged();
    }

    void makeDurable() {
        durable = content;
        isDigested = false;
    }

    void loseUnsynced() {
        content = durable;
        isDigested = false;
    }

    void setMode(int mode) {
        this.mode = mode;
        changed();
    }

    void setOwner(FileOwner owner) {
        this.owner = owner;
        changed();
    }

    /** In its octets, or in the names that a folder holds. */
    void contentChanged() {
        contentChanges++;
        changed();
    }

    /** In anything that its status tells, or in the names that lead here. */
    void changed() {
        changes++;
        isDigested = false;
    }

    FileSystem.Stat stat(Instant clock) {
        return new FileSystem.Stat(
                isFolder ? FileSystem.Kind.FOLDER : FileSystem.Kind.FILE,
                mode,
                owner,
                isFolder ? FOLDER_SIZE : content.length,
                clock.plusNanos(1000L * contentChanges),
                clock.plusNanos(1000L * changes),
                1,
                number);
    }

    long digest() {
        if (!isDigested) {
            digest = computeDigest();
            isDigested = true;
        }
        return digest;
    }

    private long computeDigest() {
        long sum = Digest.of(number);
        for (Map.Entry<String, Inode> entry : names.entrySet()) {
            sum = Digest.mix(Digest.mix(sum, entry.getKey().hashCode()), entry.getValue().number);
        }
        sum = Digest.mix(sum, Digest.of(content));
        sum = Digest.mix(sum, durable == content ? 1 : Digest.of(durable));
        sum = Digest.mix(Digest.mix(sum, mode), owner.hashCode());
        return Digest.mix(sum, ((long) contentChanges << 32) + changes);
    }
}
