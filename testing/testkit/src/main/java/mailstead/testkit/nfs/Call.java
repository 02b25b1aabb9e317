package mailstead.testkit.nfs;

import java.util.List;

/** One call on its way to the server. Confined to whoever has the baton. */
public interface Call {

    /** As in {@link mailstead.fs.FileSystem}, such as {@code link}. */
    String name();

    /** The path it was made with, or both, such as {@code /t -> /1}. */
    String path();

    /**
     * Whether it touches nothing that another actor could notice: nobody needs to run between it
     * and the call before.
     */
    boolean isQuiet();

    /**
     * All that may become of it in this state of the server, {@link Outcome#NORMAL} first (or, at
     * the end of a slow listing, the possible ends). Crashes are not among them.
     */
    List<Outcome> options();

    /** Whether the caller has written what the server does not have yet. */
    boolean hasUnsentData();
}
