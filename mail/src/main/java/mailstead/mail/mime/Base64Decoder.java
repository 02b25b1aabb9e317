package mailstead.mail.mime;

import java.util.Arrays;

/**
 * RFC 2045 section 6.8. Whatever is not of the alphabet is passed over, padding ends a group of
 * four wherever it stands, and more groups may follow it; a missing one is not missed.
 */
final class Base64Decoder implements TransferDecoder {

    private static final String ALPHABET =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    private static final byte FOREIGN = -1;
    private static final byte PADDING = -2;
    private static final byte[] VALUES = values();

    /** The digits of the group so far, six bits each. */
    private int bits;

    private int digits;

    private static byte[] values() {
        byte[] values = new byte[256];
        Arrays.fill(values, FOREIGN);
        for (int i = 0; i < ALPHABET.length(); i++) {
            values[ALPHABET.charAt(i)] = (byte) i;
        }
        values['='] = PADDING;
        return values;
    }

    /** Whether it may stand in an encoded word: of the alphabet, padding, or white space. */
    static boolean isPartOfWord(int octet) {
        return VALUES[octet & 0xFF] != FOREIGN || Ascii.isBlank(octet) || Ascii.isLineEnd(octet);
    }

    @Override
    public int decode(byte[] in, int from, int to, byte[] out) {
        int written = 0;
        int i = from;
        while (i < to) {
            if (digits == 0) {
                while (i + 4 <= to) {
                    int group =
                            VALUES[in[i] & 0xFF] << 18
                                    | VALUES[in[i + 1] & 0xFF] << 12
                                    | VALUES[in[i + 2] & 0xFF] << 6
                                    | VALUES[in[i + 3] & 0xFF];
                    if (group < 0) {
                        break;
                    }
                    out[written] = (byte) (group >> 16);
                    out[written + 1] = (byte) (group >> 8);
                    out[written + 2] = (byte) group;
                    written += 3;
                    i += 4;
                }
                if (i == to) {
                    break;
                }
            }
            int value = VALUES[in[i++] & 0xFF];
            if (value >= 0) {
                bits = bits << 6 | value;
                if (++digits == 4) {
                    written = endGroup(out, written);
                }
            } else if (value == PADDING) {
                written = endGroup(out, written);
            }
        }
        return written;
    }

    @Override
    public int finish(byte[] out) {
        return endGroup(out, 0);
    }

    /** Two digits make an octet, three make two; one alone makes none. */
    private int endGroup(byte[] out, int written) {
        int at = written;
        int octets = digits * 6 / 8;
        int spare = digits * 6 % 8;
        for (int i = octets - 1; i >= 0; i--) {
            out[at++] = (byte) (bits >> spare + 8 * i);
        }
        bits = 0;
        digits = 0;
        return at;
    }
}
