package mailstead.fs;

import java.util.Arrays;

/**
 * A whole file that is read where it lies, anywhere in it. Shared. Positions and lengths must lie
 * in it: anything else is {@code IndexOutOfBoundsException}.
 */
public interface FileImage {

    /** In octets. */
    long size();

    /** The four octets from there as a number without a sign, the least octet first. */
    long number(long at);

    byte[] octets(long at, int length);

    /** Whether these octets are there. */
    boolean isAt(long at, byte[] octets);

    /** Of what is in memory already; it must not change any more. */
    static FileImage of(byte[] content) {
        return new FileImage() {
            @Override
            public long size() {
                return content.length;
            }

            @Override
            public long number(long at) {
                int start = Math.toIntExact(at);
                return content[start] & 0xffL
                        | (content[start + 1] & 0xffL) << 8
                        | (content[start + 2] & 0xffL) << 16
                        | (content[start + 3] & 0xffL) << 24;
            }

            @Override
            public byte[] octets(long at, int length) {
                int start = Math.toIntExact(at);
                if (length > content.length - start) {
                    throw new IndexOutOfBoundsException("beyond the end");
                }
                return Arrays.copyOfRange(content, start, start + length);
            }

            @Override
            public boolean isAt(long at, byte[] octets) {
                int start = Math.toIntExact(at);
                return Arrays.equals(
                        content, start, start + octets.length, octets, 0, octets.length);
            }
        };
    }
}
