package mailstead.fs.log;

/**
 * The state after an entry, as read from a snapshot.
 *
 * @param number of that entry
 * @param history who wrote it and the entries before it, as many as are remembered
 * @param octets size of the file
 */
record Snapshot<S>(long number, NonceHistory history, S state, long octets) {}
