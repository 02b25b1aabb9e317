package mailstead.fs;

/**
 * Why a file call failed, in the words of {@code errno(3)}; only those that somebody decides by
 * have a name.
 */
public enum Errno {
    EPERM(1),
    ENOENT(2),
    EIO(5),
    EBADF(9),
    EACCES(13),
    EEXIST(17),
    EXDEV(18),
    ENOTDIR(20),
    EISDIR(21),
    EINVAL(22),
    EMFILE(24),
    ENOSPC(28),
    EROFS(30),
    EMLINK(31),
    ENAMETOOLONG(36),
    ENOTEMPTY(39),
    ELOOP(40),
    ETIMEDOUT(110),
    EHOSTDOWN(112),
    ESTALE(116),
    EDQUOT(122),
    /** Any number without a name here; {@link FileFailure#number} tells it. */
    OTHER(-1);

    private final int number;

    Errno(int number) {
        this.number = number;
    }

    /** The number on Linux (all architectures we support agree on these). */
    public int number() {
        return number;
    }

    public static Errno of(int number) {
        for (Errno errno : values()) {
            if (errno.number == number) {
                return errno;
            }
        }
        return OTHER;
    }
}
