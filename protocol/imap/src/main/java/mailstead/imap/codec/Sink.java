package mailstead.imap.codec;

import java.io.IOException;

/** Where encoders write; the octets are the callee's during the call only. */
@FunctionalInterface
public interface Sink {
    void write(byte[] octets, int offset, int length) throws IOException;
}
