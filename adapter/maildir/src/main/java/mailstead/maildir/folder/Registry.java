package mailstead.maildir.folder;

import java.io.IOException;
import mailstead.spi.Quota;

/**
 * What the account's tree of folders says of one folder. Shared; all but the quota may ask the
 * server, on the volume's threads, as the owner.
 */
public interface Registry {

    /** The account's, as last heard. */
    Quota quota();

    /** INBOX is always there: nobody need ask. */
    boolean canBeDeleted();

    /**
     * @throws NoSuchFolder if the tree, as the server knows it now, does not hold the folder
     */
    void requireThere() throws IOException;

    /**
     * The UIDVALIDITY for a log that is to be made, because there is none or it was lost: never one
     * under which UIDs may have been given.
     *
     * @throws NoSuchFolder as {@link #requireThere}
     */
    long uidValidityOfBirth() throws IOException;

    /**
     * Before a UID is given: from then on all nodes know that a folder without a log has lost it.
     *
     * @throws NoSuchFolder as {@link #requireThere}
     */
    void requireNumbered() throws IOException;

    /** Makes what is missing of the folder's directories. */
    void makeDirectories() throws IOException;
}
