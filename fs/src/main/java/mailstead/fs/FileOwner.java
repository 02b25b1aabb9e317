package mailstead.fs;

/** As whom files are created: POSIX ids, 0 to 2^31-1. Immutable. */
public record FileOwner(int uid, int gid) {

    public FileOwner {
        if (uid < 0 || gid < 0) {
            throw new IllegalArgumentException("negative uid or gid");
        }
    }
}
