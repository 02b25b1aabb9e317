package mailstead.node.bench;

import java.io.IOException;
import java.nio.file.Path;

/** One server under measurement, a process tree of its own. Started afresh for each round. */
interface Side extends AutoCloseable {

    /** {@code mailstead}, {@code postfix}, {@code dovecot}, {@code dovecot-tuned}. */
    String name();

    /** Starts the server and returns when its port on 127.0.0.1 greets. */
    void start() throws IOException, InterruptedException;

    int port();

    /** The folder whose {@code new} receives the mail of the account with this number. */
    Path maildir(int account);

    /** CPU and memory of the server with all its children. */
    ProcessTree processes();

    /** Stops the server and waits for its end; what it stored is removed by the round. */
    @Override
    void close() throws IOException;
}
