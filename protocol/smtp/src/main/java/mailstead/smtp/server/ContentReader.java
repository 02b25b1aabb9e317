package mailstead.smtp.server;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import mailstead.smtp.codec.ContentSink;
import mailstead.smtp.codec.DataDecoder;
import mailstead.wire.Connection;

/** Takes message content off a connection. Confined to its session. */
record ContentReader(Connection connection) {

    /** All up to the dot that ends it (RFC 5321 section 4.1.1.4). */
    void readData(ContentSink sink) throws IOException {
        DataDecoder decoder = new DataDecoder(sink);
        while (!decoder.decode(received())) {
            // more
        }
    }

    /** RFC 3030 section 2. */
    void readChunk(long octets, ContentSink sink) throws IOException {
        long left = octets;
        while (left > 0) {
            ByteBuffer input = received();
            int count = (int) Math.min(left, input.remaining());
            ByteBuffer piece = input.slice(input.position(), count);
            input.position(input.position() + count);
            left -= count;
            sink.accept(piece);
        }
    }

    private ByteBuffer received() throws IOException {
        ByteBuffer input = connection.receive();
        if (!input.hasRemaining()) {
            throw new EOFException("closed in the middle of a message");
        }
        return input;
    }
}
