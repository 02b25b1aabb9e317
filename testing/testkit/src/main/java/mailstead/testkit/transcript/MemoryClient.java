package mailstead.testkit.transcript;

import java.time.Duration;

/** A test's end of a {@link MemoryConnection}, with the moves that only a simulation has. */
public final class MemoryClient implements Client {

    private final MemoryConnection connection;
    private final MemoryStage stage;
    private final Pacing pacing;

    MemoryClient(MemoryConnection connection, MemoryStage stage, Pacing pacing) {
        this.connection = connection;
        this.stage = stage;
        this.pacing = pacing;
    }

    /** The session's end, for looking at. */
    public MemoryConnection connection() {
        return connection;
    }

    @Override
    public void send(byte[] octets) {
        connection.arrive(pacing.cut(octets));
    }

    @Override
    public Received readLine() {
        return connection.next();
    }

    /** Everything the session says until it waits for us or has ended. */
    public byte[] readAll() {
        return connection.allSaid();
    }

    @Override
    public void startTls() {
        connection.settle();
        if (!connection.security().isEncrypted()) {
            throw new AssertionError("the session did not start TLS");
        }
    }

    @Override
    public void startCompression() {
        connection.settle();
        if (!connection.isCompressed()) {
            throw new AssertionError("the session did not start to compress");
        }
    }

    @Override
    public void closeOutput() {
        connection.closeInput();
    }

    @Override
    public void reset() {
        connection.reset();
        connection.awaitEnd();
    }

    /** Asks the session to stop while it waits for a command. */
    public void drain() {
        connection.settle();
        connection.drain();
    }

    /** Lets the session's patience run out: moves the clock to the end of its present wait. */
    public void timeOut() {
        stage.advance(connection.patience());
    }

    /** How long the session is going to wait for us. */
    public Duration patience() {
        return connection.patience();
    }

    public boolean hasEnded() {
        connection.settle();
        return connection.hasEnded();
    }

    /** Ends our side and waits for the session to end. */
    @Override
    public void close() {
        connection.closeInput();
        connection.awaitEnd();
    }
}
