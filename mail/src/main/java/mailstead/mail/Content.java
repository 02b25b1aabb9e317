package mailstead.mail;

import java.io.IOException;
import java.io.InputStream;

/**
 * The octets of one message, which may be read any number of times and are never held whole when
 * they are many. Whoever hands one out says who may use it and until when.
 */
public interface Content {

    /** Number of octets that {@link #open} gives. */
    long size();

    /** A new stream from the first octet. The caller closes it. */
    InputStream open() throws IOException;
}
