package mailstead.node.wiring;

import java.io.IOException;
import mailstead.wire.Connection;
import mailstead.wire.Protocol;

/**
 * One protocol for clients on this machine, another for all others. Immutable, shared.
 *
 * @param local a client behind a proxy counts by its own address, not the proxy's
 */
record ByOrigin(Protocol local, Protocol remote) implements Protocol {

    @Override
    public String name() {
        return remote.name();
    }

    @Override
    public void serve(Connection connection) throws IOException {
        boolean isLocal = connection.client().getAddress().isLoopbackAddress();
        (isLocal ? local : remote).serve(connection);
    }

    @Override
    public void refuse(Connection connection, Refusal why) throws IOException {
        remote.refuse(connection, why);
    }
}
