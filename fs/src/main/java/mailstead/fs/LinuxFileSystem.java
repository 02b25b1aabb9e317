package mailstead.fs;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The file system of this machine, by direct calls of the C library. Shared. Linux only. */
public final class LinuxFileSystem implements FileSystem {

    private static final int STATX_BASIC_STATS = 0x7ff;
    private static final int NO_MODE = 0;

    private final DeviceTypes devices =
            new DeviceTypes(LinuxFileSystem::fileSystemType, System::nanoTime);

    @Override
    public File create(String path, int mode) throws IOException {
        int flags = Libc.O_WRONLY | Libc.O_CREAT | Libc.O_EXCL | Libc.O_CLOEXEC;
        return new Descriptor(open("create", path, flags, mode), path);
    }

    @Override
    public File open(String path) throws IOException {
        return new Descriptor(
                open("open", path, Libc.O_RDONLY | Libc.O_NOFOLLOW | Libc.O_CLOEXEC, NO_MODE),
                path);
    }

    @Override
    public void link(String existing, String added) throws IOException {
        twoNames("link", Libc.LINK, existing, added);
    }

    @Override
    public void rename(String from, String to) throws IOException {
        twoNames("rename", Libc.RENAME, from, to);
    }

    @Override
    public void unlink(String path) throws IOException {
        oneName("unlink", Libc.UNLINK, path);
    }

    @Override
    public void mkdir(String path, int mode) throws IOException {
        nameAndNumber("mkdir", Libc.MKDIR, path, mode);
    }

    @Override
    public void rmdir(String path) throws IOException {
        oneName("rmdir", Libc.RMDIR, path);
    }

    @Override
    public void chmod(String path, int mode) throws IOException {
        nameAndNumber("chmod", Libc.CHMOD, path, mode);
    }

    @Override
    public void chown(String path, FileOwner owner) throws IOException {
        Libc.Scratch scratch = Libc.scratch();
        int result;
        try {
            result =
                    (int)
                            Libc.LCHOWN.invokeExact(
                                    scratch.state, scratch.path(path), owner.uid(), owner.gid());
        } catch (FileFailure e) {
            throw e;
        } catch (Throwable e) {
            throw Libc.impossible(e);
        }
        check(result, "chown", path, scratch);
    }

    /** Costs nothing where the names are durable already. */
    @Override
    public void syncFolder(String folder) throws IOException {
        if (devices.areNamesDurable(device(statx(folder, Libc.AT_STATX_DONT_SYNC)), folder)) {
            return;
        }
        int flags = Libc.O_RDONLY | Libc.O_DIRECTORY | Libc.O_CLOEXEC;
        try (Descriptor descriptor =
                new Descriptor(open("open folder", folder, flags, NO_MODE), folder)) {
            descriptor.sync();
        }
    }

    @Override
    public List<Entry> list(String folder) throws IOException {
        int flags = Libc.O_RDONLY | Libc.O_DIRECTORY | Libc.O_CLOEXEC;
        try (Descriptor descriptor =
                new Descriptor(open("open folder", folder, flags, NO_MODE), folder)) {
            return descriptor.entries();
        }
    }

    /**
     * By the times that the kernel gives to a folder. It takes them from its coarse clock, while it
     * changes the folder: whatever changes later has a time that is not before what that clock
     * shows now. So a folder whose time lies before that is settled.
     */
    @Override
    public Optional<Mark> mark(String folder) throws IOException {
        MemorySegment clock = Libc.scratch().buffer;
        try {
            int result = (int) Libc.CLOCK_GETTIME.invokeExact(Libc.CLOCK_REALTIME_COARSE, clock);
            if (result != 0) {
                return Optional.empty();
            }
        } catch (Throwable e) {
            throw Libc.impossible(e);
        }
        long nowSeconds = clock.get(JAVA_LONG, 0);
        long nowNanos = clock.get(JAVA_LONG, 8);
        MemorySegment stat = statx(folder, Libc.AT_STATX_DONT_SYNC);
        long device = device(stat);
        long inode = stat.get(JAVA_LONG, 32);
        long seconds = stat.get(JAVA_LONG, 96);
        int nanos = stat.get(JAVA_INT, 104);
        boolean isSettled = seconds < nowSeconds || seconds == nowSeconds && nanos < nowNanos;
        return devices.keepsTimeOfThisMachine(device, folder)
                ? Optional.of(new Mark(device, inode, seconds, nanos, isSettled))
                : Optional.empty();
    }

    @Override
    public Stat stat(String path) throws IOException {
        MemorySegment stat = statx(path, 0);
        int mode = stat.get(JAVA_SHORT, 28) & 0xFFFF;
        FileOwner owner =
                new FileOwner(
                        stat.get(JAVA_INT, 20) & 0x7FFFFFFF, stat.get(JAVA_INT, 24) & 0x7FFFFFFF);
        Instant changed = Instant.ofEpochSecond(stat.get(JAVA_LONG, 96), stat.get(JAVA_INT, 104));
        Instant modified = Instant.ofEpochSecond(stat.get(JAVA_LONG, 112), stat.get(JAVA_INT, 120));
        return new Stat(
                kindOfMode(mode),
                mode & 07777,
                owner,
                stat.get(JAVA_LONG, 40),
                modified,
                changed,
                device(stat),
                stat.get(JAVA_LONG, 32));
    }

    /**
     * By statx(2), whose structure is the same on every architecture. Valid until the next call.
     */
    private static MemorySegment statx(String path, int flags) throws IOException {
        Libc.Scratch scratch = Libc.scratch();
        int result;
        try {
            result =
                    (int)
                            Libc.STATX.invokeExact(
                                    scratch.state,
                                    Libc.AT_FDCWD,
                                    scratch.path(path),
                                    Libc.AT_SYMLINK_NOFOLLOW | flags,
                                    STATX_BASIC_STATS,
                                    scratch.buffer);
        } catch (FileFailure e) {
            throw e;
        } catch (Throwable e) {
            throw Libc.impossible(e);
        }
        check(result, "stat", path, scratch);
        return scratch.buffer;
    }

    private static long device(MemorySegment stat) {
        return ((long) stat.get(JAVA_INT, 136) << 32) | (stat.get(JAVA_INT, 140) & 0xFFFFFFFFL);
    }

    /** By statfs(2): f_type comes first on 64 bit systems. */
    private static long fileSystemType(String path) throws IOException {
        Libc.Scratch scratch = Libc.scratch();
        int result;
        try {
            result =
                    (int)
                            Libc.STATFS.invokeExact(
                                    scratch.state, scratch.path(path), scratch.buffer);
        } catch (FileFailure e) {
            throw e;
        } catch (Throwable e) {
            throw Libc.impossible(e);
        }
        check(result, "statfs", path, scratch);
        return scratch.buffer.get(JAVA_LONG, 0);
    }

    /** By statvfs(3): f_frsize, f_blocks and f_bavail as 64 bit systems lay them out. */
    @Override
    public Space space(String path) throws IOException {
        Libc.Scratch scratch = Libc.scratch();
        int result;
        try {
            result =
                    (int)
                            Libc.STATVFS.invokeExact(
                                    scratch.state, scratch.path(path), scratch.buffer);
        } catch (FileFailure e) {
            throw e;
        } catch (Throwable e) {
            throw Libc.impossible(e);
        }
        check(result, "statvfs", path, scratch);
        long unit = scratch.buffer.get(JAVA_LONG, 8);
        return new Space(
                unit * scratch.buffer.get(JAVA_LONG, 16), unit * scratch.buffer.get(JAVA_LONG, 32));
    }

    private static int open(String call, String path, int flags, int mode) throws IOException {
        Libc.Scratch scratch = Libc.scratch();
        while (true) {
            int result;
            try {
                result =
                        (int) Libc.OPEN.invokeExact(scratch.state, scratch.path(path), flags, mode);
            } catch (FileFailure e) {
                throw e;
            } catch (Throwable e) {
                throw Libc.impossible(e);
            }
            if (result >= 0) {
                return result;
            }
            if (scratch.errno() != Libc.EINTR) {
                throw new FileFailure(call, path, scratch.errno());
            }
        }
    }

    private static void oneName(String call, MethodHandle handle, String path) throws IOException {
        Libc.Scratch scratch = Libc.scratch();
        int result;
        try {
            result = (int) handle.invokeExact(scratch.state, scratch.path(path));
        } catch (FileFailure e) {
            throw e;
        } catch (Throwable e) {
            throw Libc.impossible(e);
        }
        check(result, call, path, scratch);
    }

    private static void twoNames(String call, MethodHandle handle, String from, String to)
            throws IOException {
        Libc.Scratch scratch = Libc.scratch();
        int result;
        try {
            result =
                    (int)
                            handle.invokeExact(
                                    scratch.state, scratch.path(from), scratch.otherPath(to));
        } catch (FileFailure e) {
            throw e;
        } catch (Throwable e) {
            throw Libc.impossible(e);
        }
        check(result, call, to, scratch);
    }

    private static void nameAndNumber(String call, MethodHandle handle, String path, int number)
            throws IOException {
        Libc.Scratch scratch = Libc.scratch();
        int result;
        try {
            result = (int) handle.invokeExact(scratch.state, scratch.path(path), number);
        } catch (FileFailure e) {
            throw e;
        } catch (Throwable e) {
            throw Libc.impossible(e);
        }
        check(result, call, path, scratch);
    }

    private static void check(int result, String call, String path, Libc.Scratch scratch)
            throws FileFailure {
        if (result < 0) {
            throw new FileFailure(call, path, scratch.errno());
        }
    }

    private static Kind kindOfMode(int mode) {
        return switch (mode & 0170000) {
            case 0100000 -> Kind.FILE;
            case 0040000 -> Kind.FOLDER;
            default -> Kind.OTHER;
        };
    }

    /** An open descriptor. Confined to one thread at a time. */
    private static final class Descriptor implements File {

        private static final byte DT_UNKNOWN = 0;
        private static final byte DT_FOLDER = 4;
        private static final byte DT_FILE = 8;

        private final int number;
        private final String path;
        private boolean isOpen = true;
        private boolean isInCall;

        Descriptor(int number, String path) {
            this.number = number;
            this.path = path;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            Libc.Scratch scratch = Libc.scratch();
            int done = 0;
            while (done < length) {
                int wanted = Math.min(length - done, Libc.Scratch.BUFFER_OCTETS);
                int count = transfer("read", Libc.READ, scratch, wanted);
                MemorySegment.copy(scratch.buffer, JAVA_BYTE, 0, buffer, offset + done, count);
                done += count;
                if (count < wanted) {
                    break;
                }
            }
            return done == 0 && length > 0 ? -1 : done;
        }

        @Override
        public void seek(long position) throws IOException {
            Libc.Scratch scratch = Libc.scratch();
            long result;
            int errno;
            enter("seek");
            try {
                result =
                        (long)
                                Libc.LSEEK.invokeExact(
                                        scratch.state, number, position, Libc.SEEK_SET);
                errno = scratch.errno();
            } catch (Throwable e) {
                throw Libc.impossible(e);
            } finally {
                leave();
            }
            if (result < 0) {
                throw new FileFailure("seek", path, errno);
            }
        }

        @Override
        public void write(byte[] octets, int offset, int length) throws IOException {
            Libc.Scratch scratch = Libc.scratch();
            int done = 0;
            while (done < length) {
                int wanted = Math.min(length - done, Libc.Scratch.BUFFER_OCTETS);
                MemorySegment.copy(octets, offset + done, scratch.buffer, JAVA_BYTE, 0, wanted);
                int count = transfer("write", Libc.WRITE, scratch, wanted);
                if (count == 0) {
                    throw new FileFailure("write", path, Errno.EIO);
                }
                done += count;
            }
        }

        private int transfer(String call, MethodHandle handle, Libc.Scratch scratch, long length)
                throws IOException {
            while (true) {
                long count;
                int errno;
                enter(call);
                try {
                    count =
                            (long)
                                    handle.invokeExact(
                                            scratch.state, number, scratch.buffer, length);
                    errno = scratch.errno();
                } catch (Throwable e) {
                    throw Libc.impossible(e);
                } finally {
                    leave();
                }
                if (count >= 0) {
                    return (int) count;
                }
                if (errno != Libc.EINTR) {
                    throw new FileFailure(call, path, errno);
                }
            }
        }

        /** The records of getdents64(2): inode, offset, length, type, name with a NUL. */
        List<Entry> entries() throws IOException {
            Libc.Scratch scratch = Libc.scratch();
            List<Entry> entries = new ArrayList<>();
            while (true) {
                int filled = transfer("list", Libc.GETDENTS, scratch, Libc.Scratch.BUFFER_OCTETS);
                if (filled == 0) {
                    return entries;
                }
                MemorySegment buffer = scratch.buffer;
                for (int at = 0; at < filled; ) {
                    int length = buffer.get(JAVA_SHORT, at + 16L) & 0xFFFF;
                    String name = nameAt(buffer, at + 19, at + length);
                    if (!name.equals(".") && !name.equals("..")) {
                        entries.add(new Entry(name, kindOfType(buffer.get(JAVA_BYTE, at + 18L))));
                    }
                    at += length;
                }
            }
        }

        private static String nameAt(MemorySegment buffer, int start, int limit) {
            int end = start;
            while (end < limit && buffer.get(JAVA_BYTE, end) != 0) {
                end++;
            }
            byte[] octets = new byte[end - start];
            MemorySegment.copy(buffer, JAVA_BYTE, start, octets, 0, octets.length);
            return Libc.decode(octets);
        }

        private static Kind kindOfType(byte type) {
            return switch (type) {
                case DT_FILE -> Kind.FILE;
                case DT_FOLDER -> Kind.FOLDER;
                case DT_UNKNOWN -> Kind.UNKNOWN;
                default -> Kind.OTHER;
            };
        }

        @Override
        public void sync() throws IOException {
            Libc.Scratch scratch = Libc.scratch();
            int result;
            int errno;
            enter("sync");
            try {
                result = (int) Libc.FSYNC.invokeExact(scratch.state, number);
                errno = scratch.errno();
            } catch (Throwable e) {
                throw Libc.impossible(e);
            } finally {
                leave();
            }
            if (result < 0) {
                throw new FileFailure("sync", path, errno);
            }
        }

        /**
         * close(2) frees the descriptor even when it fails: it is never tried twice. While a call
         * that was given up still uses the descriptor, that call closes it when it comes back, lest
         * the number be another file's by then.
         */
        @Override
        public void close() throws IOException {
            synchronized (this) {
                if (!isOpen) {
                    return;
                }
                isOpen = false;
                if (isInCall) {
                    return;
                }
            }
            free();
        }

        private synchronized void enter(String call) throws FileFailure {
            if (!isOpen) {
                throw new FileFailure(call, path, Errno.EBADF);
            }
            isInCall = true;
        }

        private void leave() throws IOException {
            synchronized (this) {
                isInCall = false;
                if (isOpen) {
                    return;
                }
            }
            free();
        }

        private void free() throws IOException {
            Libc.Scratch scratch = Libc.scratch();
            int result;
            try {
                result = (int) Libc.CLOSE.invokeExact(scratch.state, number);
            } catch (Throwable e) {
                throw Libc.impossible(e);
            }
            if (result < 0 && scratch.errno() != Libc.EINTR) {
                throw new FileFailure("close", path, scratch.errno());
            }
        }
    }
}
