package mailstead.admin.server;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/**
 * An answer that is written while it is made, line by line. What is written is with the client
 * after a second at most, if something follows. Confined to its request.
 */
final class Lines {

    private static final int OCTETS_HELD_MAX = 8192;
    private static final long NANOS_HELD_MAX = TimeUnit.SECONDS.toNanos(1);

    private final OutputStream out;
    private final Runnable alive;
    private final ByteArrayOutputStream held = new ByteArrayOutputStream(2 * OCTETS_HELD_MAX);
    private long flushed = System.nanoTime();

    /**
     * @param alive told that we, not the client, are at work
     */
    Lines(OutputStream out, Runnable alive) {
        this.out = out;
        this.alive = alive;
    }

    void working() {
        alive.run();
    }

    /**
     * @throws IOException if the client is gone
     */
    void write(String line) throws IOException {
        held.writeBytes(line.getBytes(StandardCharsets.UTF_8));
        held.write('\n');
        if (held.size() >= OCTETS_HELD_MAX || System.nanoTime() - flushed > NANOS_HELD_MAX) {
            flush();
        }
    }

    void flush() throws IOException {
        alive.run();
        held.writeTo(out);
        held.reset();
        out.flush();
        alive.run();
        flushed = System.nanoTime();
    }
}
