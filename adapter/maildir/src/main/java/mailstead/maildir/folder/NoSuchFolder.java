package mailstead.maildir.folder;

import java.io.IOException;

/** The account's tree does not hold the folder (any more). */
public final class NoSuchFolder extends IOException {

    private static final long serialVersionUID = 1L;

    public NoSuchFolder() {
        super("the folder has been deleted");
    }
}
