package mailstead.spi;

/** The folder has been deleted, perhaps by another node, perhaps just now. */
public final class FolderGone extends Exception {

    private static final long serialVersionUID = 1L;

    public FolderGone() {
        super("the folder has been deleted");
    }
}
