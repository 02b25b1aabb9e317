package mailstead.imap.codec;

import java.util.Optional;
import mailstead.mail.folder.NumberSet;

/**
 * What stands after SELECT's or EXAMINE's mailbox. Immutable.
 *
 * @param isCondstore RFC 7162 section 3.1.8
 * @param resync RFC 7162 section 3.2.5
 */
public record SelectParameters(boolean isCondstore, Optional<Resync> resync) {

    public static final SelectParameters NONE = new SelectParameters(false, Optional.empty());

    /**
     * What the client knows of the mailbox.
     *
     * @param uidValidity 1 to 2^32-1
     * @param modSeq 0 to 2^63-1
     * @param knownUids empty when the client did not say
     */
    public record Resync(
            long uidValidity, long modSeq, Optional<NumberSet> knownUids, Optional<Match> match) {}

    /** Sequence numbers and the UIDs they had, as many of each (RFC 7162 section 3.2.5.2). */
    public record Match(NumberSet numbers, NumberSet uids) {}
}
