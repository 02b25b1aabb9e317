package mailstead.testkit.nfs;

/**
 * How clients mount the server, as far as it matters to what they may see. Staleness has no bound
 * in time: what a cache may ever answer it may answer now.
 *
 * @param hasCaches whether names and attributes come from caches at all
 * @param cachesAbsence whether a name once seen missing may stay missing to everything but a
 *     listing ({@code lookupcache=all}, the default of Linux)
 * @param opensFromCache whether {@code open} may get the file that the name led to earlier, as long
 *     as that file exists under any name (NFS 3, and NFS 4.1, which opens what it has seen before
 *     by its handle)
 * @param repeatsCalls whether a call whose answer was lost is sent again, and may happen again (NFS
 *     3 with a server that has forgotten it; the sessions of NFS 4.1 prevent it)
 * @param syncsNames whether a name is durable when the call returns, as NFS demands; else {@code
 *     syncFolder} makes it so
 */
public record Mount(
        boolean hasCaches,
        boolean cachesAbsence,
        boolean opensFromCache,
        boolean repeatsCalls,
        boolean syncsNames) {

    /** NFS 4.1 with {@code lookupcache=positive}, which the doctor asks for. */
    public static final Mount NFS4_POSITIVE = new Mount(true, false, true, false, true);

    /** NFS 4.1 as Linux mounts it when nobody says otherwise. */
    public static final Mount NFS4 = new Mount(true, true, true, false, true);

    public static final Mount NFS3 = new Mount(true, true, true, true, true);

    /** A disk of this machine: no caches, but names are durable only when synced. */
    public static final Mount LOCAL = new Mount(false, false, false, false, false);
}
