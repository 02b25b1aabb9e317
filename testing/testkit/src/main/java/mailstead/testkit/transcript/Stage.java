package mailstead.testkit.transcript;

import java.io.IOException;

/** Where a transcript is played. Closing it closes its clients. */
public interface Stage extends AutoCloseable {

    /**
     * @param tls whether to speak TLS from the first octet
     */
    Client connect(boolean tls) throws IOException;

    @Override
    void close() throws IOException;
}
