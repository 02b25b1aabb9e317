package mailstead.maildir.binary;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.function.Consumer;

/**
 * Writes numbers in groups of seven bits, the lowest first, and texts as their length and their
 * UTF-16 units: file names that are not UTF-8 have lone surrogates, which must come back. Confined
 * to its maker.
 */
public final class Packer {

    private static final int BUFFER_OCTETS = 8 * 1024;
    private static final int NUMBER_OCTETS_MAX = 10;

    private final OutputStream out;
    private final byte[] buffer = new byte[BUFFER_OCTETS];
    private int used;

    public Packer(OutputStream out) {
        this.out = out;
    }

    /** What is written to a packer, as octets. */
    public static byte[] pack(Consumer<Packer> writing) {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        Packer packer = new Packer(octets);
        writing.accept(packer);
        packer.flush();
        return octets.toByteArray();
    }

    /**
     * @param number any, small ones are short; negative ones take ten octets
     */
    public void number(long number) {
        if (used > BUFFER_OCTETS - NUMBER_OCTETS_MAX) {
            drain();
        }
        long rest = number;
        while ((rest & ~0x7FL) != 0) {
            buffer[used++] = (byte) (rest & 0x7F | 0x80);
            rest >>>= 7;
        }
        buffer[used++] = (byte) rest;
    }

    /** Near zero on either side is short. */
    public void signed(long number) {
        number(number << 1 ^ number >> 63);
    }

    public void bool(boolean value) {
        number(value ? 1 : 0);
    }

    public void text(String text) {
        text(text, 0, text.length());
    }

    public void text(String text, int start, int end) {
        number(end - start);
        for (int i = start; i < end; i++) {
            number(text.charAt(i));
        }
    }

    /** Hands on what is held back. */
    public void flush() {
        drain();
    }

    /**
     * @throws UncheckedIOException as the stream fails: callers catch it where the stream is theirs
     */
    private void drain() {
        try {
            out.write(buffer, 0, used);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        used = 0;
    }
}
