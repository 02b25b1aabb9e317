package mailstead.smtp.codec;

import java.nio.ByteBuffer;

/** Takes a message's content piece by piece. */
@FunctionalInterface
public interface ContentSink {

    /**
     * @param octets at least one; valid during the call only
     */
    void accept(ByteBuffer octets);
}
