package mailstead.node.local;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Optional;

/**
 * A thousand ports of this machine's loopback address, claimed by holding the first one open: two
 * clusters at the same time never share a block.
 */
public final class PortBlock implements Closeable {

    static final int SIZE = 1000;
    private static final int PORT_MAX = 65_535;

    private final ServerSocket claim;

    private PortBlock(ServerSocket claim) {
        this.claim = claim;
    }

    /**
     * The first block from {@code base} on whose wanted ports are all free.
     *
     * @param wanted offsets in the block, 1 to 999
     */
    static PortBlock claim(int base, List<Integer> wanted) throws IOException {
        for (int first = base; first + SIZE - 1 <= PORT_MAX; first += SIZE) {
            Optional<ServerSocket> claim = bind(first);
            if (claim.isPresent()) {
                if (areFree(first, wanted)) {
                    return new PortBlock(claim.get());
                }
                claim.get().close();
            }
        }
        throw new IOException(
                "no thousand ports are free from " + base + " on: name others with --port-base");
    }

    /** The port at an offset of the block. */
    public int port(int offset) {
        return claim.getLocalPort() + offset;
    }

    @Override
    public void close() throws IOException {
        claim.close();
    }

    private static boolean areFree(int first, List<Integer> wanted) throws IOException {
        for (int offset : wanted) {
            Optional<ServerSocket> probe = bind(first + offset);
            if (probe.isEmpty()) {
                return false;
            }
            probe.get().close();
        }
        return true;
    }

    private static Optional<ServerSocket> bind(int port) throws IOException {
        ServerSocket socket = new ServerSocket();
        try {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return Optional.of(socket);
        } catch (IOException taken) {
            socket.close();
            return Optional.empty();
        }
    }
}
