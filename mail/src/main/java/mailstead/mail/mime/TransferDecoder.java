package mailstead.mail.mime;

/**
 * Undoes a transfer encoding, fed in pieces of any size. No octets are an error: what is not of the
 * encoding is passed over or passed on. Confined to its user.
 */
sealed interface TransferDecoder permits Base64Decoder, QuotedPrintableDecoder, UuDecoder {

    /** By how much the output of one call may be longer than its input. */
    int SURPLUS_OCTETS_MAX = 1_024;

    /**
     * Decodes {@code in} from {@code from} up to {@code to} into {@code out}, which has room for as
     * many octets and {@link #SURPLUS_OCTETS_MAX} more.
     *
     * @return number of octets written
     */
    int decode(byte[] in, int from, int to, byte[] out);

    /** Writes what was held back, as the input has ended; returns the number of octets written. */
    int finish(byte[] out);
}
