package mailstead.fs;

import java.io.IOException;

/**
 * A file call reported an error. Over NFS it may have happened all the same (its reply was lost):
 * whoever must know has to look. The message names call, path and error: for the log, never for a
 * client.
 */
public final class FileFailure extends IOException {

    private static final long serialVersionUID = 1L;

    private final Errno errno;
    private final int number;

    public FileFailure(String call, String path, int number) {
        super(call + " " + path + ": " + describe(number));
        this.errno = Errno.of(number);
        this.number = number;
    }

    public FileFailure(String call, String path, Errno errno) {
        this(call, path, errno.number());
    }

    public Errno errno() {
        return errno;
    }

    /** The raw {@code errno}. */
    public int number() {
        return number;
    }

    /**
     * Whether the storage itself is ill (as opposed to this name or this permission): what opens a
     * circuit.
     */
    public boolean isStorageIll() {
        return errno == Errno.EIO
                || errno == Errno.ESTALE
                || errno == Errno.ETIMEDOUT
                || errno == Errno.EHOSTDOWN;
    }

    private static String describe(int number) {
        Errno errno = Errno.of(number);
        return errno == Errno.OTHER ? "errno " + number : errno.name();
    }
}
