package mailstead.directory.replica;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/** The press as a source. Shared. */
final class PressSource implements Source {

    private final Press press;
    private final InstantSource clock;
    private final boolean asked;
    volatile boolean isAway;

    /** Changes what is read, by path; {@code head} too. */
    volatile Tampering tampering = (_, content) -> content;

    volatile int heads;

    interface Tampering {
        byte[] on(String path, byte[] content) throws IOException;
    }

    /**
     * @param clock the publisher's
     * @param asked whether heads are made for each question
     */
    PressSource(Press press, InstantSource clock, boolean asked) {
        this.press = press;
        this.clock = clock;
        this.asked = asked;
    }

    @Override
    public byte[] head(String nonce) throws IOException {
        fail();
        heads++;
        return tampering.on(
                "head", press.head(clock.instant(), asked ? Optional.of(nonce) : Optional.empty()));
    }

    @Override
    public boolean isAsked() {
        return asked;
    }

    @Override
    public void read(String path, long octetsMax, Duration within, Sink sink) throws IOException {
        fail();
        byte[] content =
                tampering.on(
                        path,
                        press.file(path).orElseThrow(() -> new IOException("there is no " + path)));
        if (content.length > octetsMax) {
            throw new IOException("too long: " + path);
        }
        int half = content.length / 2;
        sink.put(content, 0, half);
        sink.put(content, half, content.length - half);
    }

    private void fail() throws IOException {
        if (isAway) {
            throw new IOException("the source is away");
        }
    }

    @Override
    public String toString() {
        return "the press";
    }

    @Override
    public void close() {}
}
