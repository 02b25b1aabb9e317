package mailstead.spi;

/**
 * A mounted folder that holds mailboxes. Immutable.
 *
 * @param name 1 to 64 characters of {@code A-Z a-z 0-9 . _ -}
 * @param folder absolute path where front ends mount it, {@code /mail1}; a node's configuration may
 *     map it elsewhere
 * @param markerId what its marker file must say; see {@code docs/design/volumes.md}
 * @param weight share of new accounts, 0 (none) to 1000
 */
public record Volume(String name, String folder, String markerId, int weight) {

    public Volume {
        if (weight < 0 || weight > 1000) {
            throw new IllegalArgumentException("weight must be 0 to 1000");
        }
    }
}
