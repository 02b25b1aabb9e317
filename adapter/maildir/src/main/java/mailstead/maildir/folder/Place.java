package mailstead.maildir.folder;

/** Where in a folder a message's file is. */
enum Place {
    /** Delivered and not yet moved by anybody. */
    FRESH("new"),
    CURRENT("cur"),
    /** Not yet there, or about to be moved to {@code cur} because it has its UID already. */
    UNFINISHED("tmp");

    private final String directory;

    Place(String directory) {
        this.directory = directory;
    }

    String directory() {
        return directory;
    }
}
