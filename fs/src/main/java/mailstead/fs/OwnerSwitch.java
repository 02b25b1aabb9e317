package mailstead.fs;

import java.io.IOException;

/**
 * Makes the current platform thread act as another owner on files, by setfsuid(2) and setfsgid(2):
 * these are the kernel's per-thread ids, which the server of a root-squashed export sees too.
 * Supplementary groups stay the process's own (setgroups(2) would change every thread); run the
 * service without any.
 *
 * <p>The calls report no errors, so each change is read back before anything is done under it: a
 * failed switch does nothing at all. The ids of before are always restored; a thread that could not
 * be restored is never used again.
 */
public final class OwnerSwitch {

    private static final int UNCHANGED = -1;

    private OwnerSwitch() {}

    /** A piece of work on files. */
    @FunctionalInterface
    public interface Work<T> {
        T run() throws IOException;
    }

    /** As whom this process acts on files when nobody asks for another. */
    public static FileOwner processOwner() {
        try {
            return new FileOwner(
                    (int) Libc.GETEUID.invokeExact(), (int) Libc.GETEGID.invokeExact());
        } catch (Throwable e) {
            throw Libc.impossible(e);
        }
    }

    /**
     * Runs the work as {@code owner}; may be nested.
     *
     * @throws VolumeRefusal of kind OWNER if this process may not act as that owner; nothing has
     *     been run then
     */
    public static <T> T as(FileOwner owner, Work<T> work) throws IOException {
        if (Thread.currentThread().isVirtual()) {
            throw new IllegalStateException(
                    "a virtual thread shares its carrier's ids with others");
        }
        FileOwner before = current();
        if (before.equals(owner)) {
            return work.run();
        }
        try {
            assume(owner);
            if (!current().equals(owner)) {
                throw new VolumeRefusal(
                        VolumeRefusal.Kind.OWNER,
                        "cannot act as uid " + owner.uid() + " gid " + owner.gid());
            }
            return work.run();
        } finally {
            assume(before);
            if (!current().equals(before)) {
                throw new Unrestored();
            }
        }
    }

    /**
     * The group first: without uid 0 it could not be changed any more. Back again: the user first,
     * for the same reason.
     */
    private static void assume(FileOwner owner) {
        setGroup(owner.gid());
        setUser(owner.uid());
        setGroup(owner.gid());
    }

    private static FileOwner current() {
        return new FileOwner(setUser(UNCHANGED), setGroup(UNCHANGED));
    }

    private static int setUser(int uid) {
        try {
            return (int) Libc.SETFSUID.invokeExact(uid);
        } catch (Throwable e) {
            throw Libc.impossible(e);
        }
    }

    private static int setGroup(int gid) {
        try {
            return (int) Libc.SETFSGID.invokeExact(gid);
        } catch (Throwable e) {
            throw Libc.impossible(e);
        }
    }

    /** This thread still has somebody else's ids: it must end. */
    static final class Unrestored extends Error {
        private static final long serialVersionUID = 1L;

        Unrestored() {
            super("the ids of this thread could not be restored");
        }
    }
}
