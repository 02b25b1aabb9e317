package mailstead.spi;

/** As whom a mailbox's files are created: POSIX ids, 0 to 2^31-1. Immutable. */
public record Owner(int uid, int gid) {

    public Owner {
        if (uid < 0 || gid < 0) {
            throw new IllegalArgumentException("negative uid or gid");
        }
    }
}
