package mailstead.fs;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The few calls on files that everything else is built from: the one seam where tests inject
 * faults. Shared. Paths are absolute; names that are not UTF-8 survive a round trip (each stray
 * octet is one lone surrogate U+DC80 to U+DCFF).
 *
 * <p>Every call blocks its thread, possibly for ever (a hard mount of a dead server): call only
 * from {@link VolumeThreads}. Every call may fail with {@link FileFailure}, may have happened
 * although it failed, and may see the past (an NFS client's cache); {@link #list} and {@link #link}
 * ask the server.
 */
public interface FileSystem {

    /**
     * A new file for writing, {@code O_EXCL}: EEXIST if the name is taken. {@code mode} such as
     * {@code 0600}.
     */
    File create(String path, int mode) throws IOException;

    /** An existing regular file for reading; a symbolic link is ELOOP. */
    File open(String path) throws IOException;

    /**
     * Gives a file a second name; EEXIST if taken. The one call that has exactly one winner across
     * NFS clients.
     */
    void link(String existing, String added) throws IOException;

    /** Replaces {@code to} if it is there. */
    void rename(String from, String to) throws IOException;

    void unlink(String path) throws IOException;

    void mkdir(String path, int mode) throws IOException;

    void rmdir(String path) throws IOException;

    /**
     * All names in a folder but {@code .} and {@code ..}, in no order. A name renamed meanwhile may
     * be missing.
     */
    List<Entry> list(String folder) throws IOException;

    /**
     * What tells whether the names in a folder have changed. They are those of an earlier listing
     * if the mark is the same as one that was got before that listing and was settled.
     *
     * @return empty where that cannot be told without a listing: on file servers, whose clocks and
     *     caches are not ours
     */
    default Optional<Mark> mark(String folder) throws IOException {
        return Optional.empty();
    }

    /**
     * A folder's identity, and when its names changed last.
     *
     * @param isSettled whether every later change makes another mark; else one that comes at once
     *     may leave no trace
     */
    record Mark(long device, long inode, long seconds, long nanos, boolean isSettled) {

        /** Settled or not. */
        public boolean isSame(Mark other) {
            return device == other.device
                    && inode == other.inode
                    && seconds == other.seconds
                    && nanos == other.nanos;
        }
    }

    /** Does not follow a symbolic link. May be answered from a client's cache. */
    Stat stat(String path) throws IOException;

    /** Makes the folder's names durable, if they are not. Fails if the folder is not there. */
    void syncFolder(String folder) throws IOException;

    void chown(String path, FileOwner owner) throws IOException;

    void chmod(String path, int mode) throws IOException;

    Space space(String path) throws IOException;

    /** An open file. Confined to one thread at a time. */
    interface File extends AutoCloseable {

        /**
         * Up to {@code length} octets into {@code buffer}; -1 at the end. Fewer only at the end or
         * on a signal.
         */
        int read(byte[] buffer, int offset, int length) throws IOException;

        /**
         * The next read or write begins at this octet of the file; beyond its end there is nothing
         * to read. No remote call.
         */
        void seek(long position) throws IOException;

        /** All of them, or fails with an unknown part written. */
        void write(byte[] octets, int offset, int length) throws IOException;

        /** Makes the content and length durable. */
        void sync() throws IOException;

        /** Over NFS an error of an earlier write may surface here. */
        @Override
        void close() throws IOException;
    }

    /** A name in a folder, and what it names where the folder tells. */
    record Entry(String name, Kind kind) {}

    enum Kind {
        FILE,
        FOLDER,
        OTHER,
        /** This file system does not say in listings. */
        UNKNOWN
    }

    /**
     * @param mode permission bits, {@code 07777}
     * @param modified when the content changed last, by the clock of the server
     * @param changed when the content, names, owner or mode changed last: a link to an old file
     *     makes it new again. By the clock of the server
     */
    record Stat(
            Kind kind,
            int mode,
            FileOwner owner,
            long size,
            Instant modified,
            Instant changed,
            long device,
            long inode) {}

    /** Octets: all there are, and those that an unprivileged process may still use. */
    record Space(long total, long usable) {}
}
