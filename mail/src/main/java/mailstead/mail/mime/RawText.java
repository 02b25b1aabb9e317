package mailstead.mail.mime;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Octets as they stand in a header field: ASCII with encoded words, UTF-8, or anything at all,
 * since nothing there declares a charset. Immutable; equal when the octets are.
 */
public final class RawText {

    public static final RawText EMPTY = new RawText(new byte[0]);

    private final byte[] octets;

    private RawText(byte[] octets) {
        this.octets = octets;
    }

    /** Copies the octets. */
    public static RawText of(byte[] octets) {
        return of(octets, 0, octets.length);
    }

    /** Copies the octets from {@code from} up to, not including, {@code to}. */
    public static RawText of(byte[] octets, int from, int to) {
        return from == to ? EMPTY : new RawText(Arrays.copyOfRange(octets, from, to));
    }

    /** The text in UTF-8. */
    public static RawText of(String text) {
        return new RawText(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Takes the array over: nobody else may keep it. */
    static RawText wrap(byte[] octets) {
        return new RawText(octets);
    }

    public int length() {
        return octets.length;
    }

    public boolean isEmpty() {
        return octets.length == 0;
    }

    /** One octet, 0 to 255. */
    public int octetAt(int index) {
        return octets[index] & 0xFF;
    }

    /** A copy. */
    public byte[] octets() {
        return octets.clone();
    }

    /** Copies all octets into {@code target} at {@code offset}. */
    public void copyTo(byte[] target, int offset) {
        System.arraycopy(octets, 0, target, offset, octets.length);
    }

    /** The octets themselves, for reading only. */
    byte[] array() {
        return octets;
    }

    /** Whether all octets are below 128. */
    public boolean isAscii() {
        for (byte octet : octets) {
            if (octet < 0) {
                return false;
            }
        }
        return true;
    }

    /**
     * The characters, encoded words left as they are: UTF-8 where the octets are that, windows-1252
     * where they are not.
     */
    public String text() {
        return GuessedText.decode(octets);
    }

    /**
     * The characters, encoded words decoded (RFC 2047). What is no encoded word is {@link #text}.
     */
    public String decoded() {
        return EncodedWords.decode(this);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RawText that && Arrays.equals(octets, that.octets);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(octets);
    }

    /** {@link #text}. */
    @Override
    public String toString() {
        return text();
    }
}
