package mailstead.node.wiring;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import mailstead.node.config.ListenerConfig.Tls;
import mailstead.node.config.Role;

/** A connection for what the well-behaved clients would not do. */
final class Lines implements AutoCloseable {

    /** What is read when the connection has ended. */
    static final String END = "<end>";

    private final Socket socket;
    private final BufferedReader in;

    Lines(InetSocketAddress server) throws IOException {
        this(new Socket(server.getAddress(), server.getPort()));
    }

    private Lines(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout((int) Town.WAIT.toMillis());
        this.in =
                new BufferedReader(
                        new InputStreamReader(
                                socket.getInputStream(), StandardCharsets.ISO_8859_1));
    }

    /** POP3 with TLS from the first octet. */
    static Lines overTls(Town town) throws Exception {
        InetSocketAddress server = town.at(Role.POP3, Tls.IMPLICIT);
        return new Lines(
                town.trust()
                        .getSocketFactory()
                        .createSocket(server.getAddress(), server.getPort()));
    }

    String read() throws IOException {
        String line = in.readLine();
        return line == null ? END : line;
    }

    String ask(String line) throws IOException {
        socket.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
        return read();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
