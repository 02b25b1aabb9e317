package mailstead.smtp.codec;

import java.nio.ByteBuffer;

/**
 * Notices what is unusual in a message's octets while they pass, in any pieces. Confined to its
 * session.
 */
public final class ContentTraits {

    private boolean afterCr;
    private boolean bareLineEnd;
    private boolean eightBit;
    private boolean nul;

    /** Looks at the piece without consuming it. */
    public void examine(ByteBuffer octets) {
        boolean wasCr = afterCr;
        boolean bare = bareLineEnd;
        boolean anyNul = nul;
        int all = 0;
        int limit = octets.limit();
        for (int i = octets.position(); i < limit; i++) {
            byte octet = octets.get(i);
            all |= octet;
            if (wasCr) {
                bare |= octet != '\n';
                anyNul |= octet == 0;
                wasCr = octet == '\r';
            } else if (octet <= '\r' && octet >= 0) {
                bare |= octet == '\n';
                anyNul |= octet == 0;
                wasCr = octet == '\r';
            }
        }
        afterCr = wasCr;
        bareLineEnd = bare;
        nul = anyNul;
        eightBit |= all < 0;
    }

    /** A CR without LF, or an LF without CR. A CR at the very end counts. */
    public boolean hasBareLineEnd() {
        return bareLineEnd || afterCr;
    }

    public boolean hasEightBit() {
        return eightBit;
    }

    public boolean hasNul() {
        return nul;
    }
}
