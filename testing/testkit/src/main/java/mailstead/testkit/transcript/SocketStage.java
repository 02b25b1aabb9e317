package mailstead.testkit.transcript;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** Plays against a real listener. Confined to the test's thread. */
public final class SocketStage implements Stage {

    /** Longest wait for anything from the server, in milliseconds. */
    private static final int WAIT_MILLIS = 20_000;

    private static final int DEFLATED_OCTETS = 512;

    private final InetSocketAddress address;
    private final SSLContext tls;
    private final List<Socketed> clients = new ArrayList<>();

    /**
     * @param tls what to trust
     */
    public SocketStage(InetSocketAddress address, SSLContext tls) {
        this.address = address;
        this.tls = tls;
    }

    @Override
    public Client connect(boolean implicitTls) throws IOException {
        Socket socket = new Socket();
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(WAIT_MILLIS);
        socket.connect(address, WAIT_MILLIS);
        Socketed client = new Socketed(socket);
        clients.add(client);
        if (implicitTls) {
            client.startTls();
        }
        return client;
    }

    @Override
    public void close() throws IOException {
        for (Socketed client : clients) {
            client.close();
        }
    }

    private final class Socketed implements Client {

        private Socket socket;
        private InputStream input;
        private OutputStream output;

        Socketed(Socket socket) throws IOException {
            this.socket = socket;
            this.input = new BufferedInputStream(socket.getInputStream());
            this.output = socket.getOutputStream();
        }

        @Override
        public void send(byte[] octets) throws IOException {
            output.write(octets);
            output.flush();
        }

        @Override
        public Received readLine() throws IOException {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            for (int octet = input.read(); octet >= 0; octet = input.read()) {
                if (octet != '\n') {
                    line.write(octet);
                    continue;
                }
                byte[] octets = line.toByteArray();
                if (octets.length == 0 || octets[octets.length - 1] != '\r') {
                    throw new AssertionError("the server ended a line with a bare LF");
                }
                return new Received.Line(Arrays.copyOf(octets, octets.length - 1));
            }
            return new Received.Closed(line.toByteArray());
        }

        @Override
        public void startTls() throws IOException {
            SSLSocket secure =
                    (SSLSocket)
                            tls.getSocketFactory()
                                    .createSocket(
                                            socket,
                                            address.getHostString(),
                                            address.getPort(),
                                            true);
            secure.startHandshake();
            socket = secure;
            input = new BufferedInputStream(secure.getInputStream());
            output = secure.getOutputStream();
        }

        @Override
        public void startCompression() {
            input = new BufferedInputStream(new InflaterInputStream(input, new Inflater(true)));
            output =
                    new DeflaterOutputStream(
                            output,
                            new Deflater(Deflater.DEFAULT_COMPRESSION, true),
                            DEFLATED_OCTETS,
                            true);
        }

        @Override
        public void closeOutput() throws IOException {
            socket.shutdownOutput();
        }

        @Override
        public void reset() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
