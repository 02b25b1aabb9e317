package mailstead.fs;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * The C library's file calls by the foreign function API (Linux, 64 bit), which tell {@code errno}
 * precisely and spare java.nio's several calls and objects per operation. Shared; memory for
 * arguments belongs to each thread.
 */
final class Libc {

    static final int O_RDONLY = 0;
    static final int O_WRONLY = 1;
    static final int O_CREAT = 0100;
    static final int O_EXCL = 0200;
    static final int O_CLOEXEC = 02000000;
    static final int O_DIRECTORY;
    static final int O_NOFOLLOW;
    static final int EINTR = 4;
    static final int SEEK_SET = 0;
    static final int AT_FDCWD = -100;
    static final int AT_SYMLINK_NOFOLLOW = 0x100;
    static final int AT_STATX_DONT_SYNC = 0x4000;
    static final int CLOCK_REALTIME_COARSE = 5;

    static {
        // These two are the only flags of ours that differ between architectures.
        boolean arm = System.getProperty("os.arch", "").equals("aarch64");
        O_DIRECTORY = arm ? 040000 : 0200000;
        O_NOFOLLOW = arm ? 0100000 : 0400000;
    }

    private static final Linker LINKER = Linker.nativeLinker();
    private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");
    private static final long ERRNO_OFFSET =
            Linker.Option.captureStateLayout()
                    .byteOffset(MemoryLayout.PathElement.groupElement("errno"));

    /** open(2) is variadic: the mode is passed as such. */
    static final MethodHandle OPEN =
            LINKER.downcallHandle(
                    LINKER.defaultLookup().findOrThrow("open"),
                    FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT),
                    ERRNO,
                    Linker.Option.firstVariadicArg(2));

    static final MethodHandle READ =
            call("read", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
    static final MethodHandle WRITE =
            call("write", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
    static final MethodHandle LSEEK =
            call("lseek", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT));
    static final MethodHandle FSYNC = call("fsync", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    static final MethodHandle CLOSE = call("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    static final MethodHandle LINK =
            call("link", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS));
    static final MethodHandle RENAME =
            call("rename", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS));
    static final MethodHandle UNLINK = call("unlink", FunctionDescriptor.of(JAVA_INT, ADDRESS));
    static final MethodHandle MKDIR =
            call("mkdir", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
    static final MethodHandle RMDIR = call("rmdir", FunctionDescriptor.of(JAVA_INT, ADDRESS));
    static final MethodHandle CHMOD =
            call("chmod", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
    static final MethodHandle LCHOWN =
            call("lchown", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT));
    static final MethodHandle STATVFS =
            call("statvfs", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS));
    static final MethodHandle STATFS =
            call("statfs", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS));
    static final MethodHandle GETDENTS =
            call("getdents64", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
    static final MethodHandle STATX =
            call(
                    "statx",
                    FunctionDescriptor.of(
                            JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS));

    static final MethodHandle CLOCK_GETTIME =
            LINKER.downcallHandle(
                    LINKER.defaultLookup().findOrThrow("clock_gettime"),
                    FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS));

    /** These two report no errors: they return the id of before, whether or not they changed it. */
    static final MethodHandle SETFSUID = plain("setfsuid");

    static final MethodHandle SETFSGID = plain("setfsgid");
    static final MethodHandle GETEUID = identity("geteuid");
    static final MethodHandle GETEGID = identity("getegid");

    private static final ThreadLocal<Scratch> SCRATCH = ThreadLocal.withInitial(Scratch::new);

    private Libc() {}

    private static MethodHandle call(String name, FunctionDescriptor shape) {
        return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), shape, ERRNO);
    }

    private static MethodHandle plain(String name) {
        return LINKER.downcallHandle(
                LINKER.defaultLookup().findOrThrow(name),
                FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    }

    private static MethodHandle identity(String name) {
        return LINKER.downcallHandle(
                LINKER.defaultLookup().findOrThrow(name), FunctionDescriptor.of(JAVA_INT));
    }

    static Scratch scratch() {
        return SCRATCH.get();
    }

    static AssertionError impossible(Throwable cause) {
        return new AssertionError("a C library call threw", cause);
    }

    /** One thread's memory for arguments and results. Freed with its thread. */
    static final class Scratch {

        /** Longest read, write or listing of one call. */
        static final int BUFFER_OCTETS = 64 * 1024;

        private static final int PATH_OCTETS_MAX = 4096;

        private final Arena arena = Arena.ofAuto();
        final MemorySegment state = arena.allocate(Linker.Option.captureStateLayout());
        final MemorySegment buffer = arena.allocate(BUFFER_OCTETS, 8);
        private final MemorySegment first = arena.allocate(PATH_OCTETS_MAX);
        private final MemorySegment second = arena.allocate(PATH_OCTETS_MAX);

        int errno() {
            return state.get(JAVA_INT, ERRNO_OFFSET);
        }

        MemorySegment path(String path) throws FileFailure {
            return put(path, first);
        }

        MemorySegment otherPath(String path) throws FileFailure {
            return put(path, second);
        }

        private static MemorySegment put(String path, MemorySegment into) throws FileFailure {
            byte[] octets = encode(path);
            if (octets.length >= PATH_OCTETS_MAX) {
                throw new FileFailure("path", path.substring(0, 80) + "...", Errno.ENAMETOOLONG);
            }
            MemorySegment.copy(octets, 0, into, JAVA_BYTE, 0, octets.length);
            into.set(JAVA_BYTE, octets.length, (byte) 0);
            return into;
        }
    }

    /** UTF-8, with U+DC80 to U+DCFF standing for the stray octets 0x80 to 0xFF. */
    static byte[] encode(String path) throws FileFailure {
        boolean hasStrays = false;
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c == 0) {
                throw new FileFailure("path", "with a NUL", Errno.EINVAL);
            }
            hasStrays |= isStray(c);
        }
        if (!hasStrays) {
            return path.getBytes(StandardCharsets.UTF_8);
        }
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        for (int i = 0; i < path.length(); ) {
            int c = path.codePointAt(i);
            i += Character.charCount(c);
            if (isStray(c)) {
                octets.write(c & 0xFF);
            } else {
                octets.writeBytes(Character.toString(c).getBytes(StandardCharsets.UTF_8));
            }
        }
        return octets.toByteArray();
    }

    static String decode(byte[] octets) {
        for (byte octet : octets) {
            if (octet < 0) {
                return decodeSlowly(octets);
            }
        }
        return new String(octets, StandardCharsets.ISO_8859_1);
    }

    private static String decodeSlowly(byte[] octets) {
        try {
            CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(octets));
            return text.toString();
        } catch (CharacterCodingException _) {
            StringBuilder text = new StringBuilder(octets.length);
            for (byte octet : octets) {
                text.append(octet < 0 ? (char) (0xDC00 + (octet & 0xFF)) : (char) octet);
            }
            return text.toString();
        }
    }

    /**
     * A low surrogate that {@link #decodeSlowly} made; inside a pair it is part of a code point and
     * not met here.
     */
    private static boolean isStray(int c) {
        return c >= 0xDC80 && c <= 0xDCFF;
    }
}
