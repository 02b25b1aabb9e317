package mailstead.wire;

import java.io.BufferedInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/** A client that says exactly what it is told to. */
final class Client implements AutoCloseable {

    private Socket socket;
    private InputStream input;
    private OutputStream output;

    Client(InetSocketAddress address) throws IOException {
        this(address, new Socket());
    }

    /** Sends so many octets at most at one time, with short pauses, whatever TLS makes of them. */
    static Client inPieces(InetSocketAddress address, int octets) throws IOException {
        return new Client(
                address,
                new Socket() {
                    @Override
                    public OutputStream getOutputStream() throws IOException {
                        return new Pieces(super.getOutputStream(), octets);
                    }
                });
    }

    private Client(InetSocketAddress address, Socket unconnected) throws IOException {
        socket = unconnected;
        socket.setTcpNoDelay(true);
        socket.connect(address, (int) Door.LONG.toMillis());
        socket.setSoTimeout((int) Door.LONG.toMillis());
        input = new BufferedInputStream(socket.getInputStream());
        output = socket.getOutputStream();
    }

    Client send(String text) throws IOException {
        return send(Toy.octets(text));
    }

    Client send(byte[] octets) throws IOException {
        output.write(octets);
        output.flush();
        return this;
    }

    /** The next line without its end, or {@code <end>}. */
    String line() throws IOException {
        StringBuilder line = new StringBuilder();
        while (true) {
            int octet;
            try {
                octet = input.read();
            } catch (java.net.SocketException _) {
                return "<reset>";
            }
            if (octet < 0) {
                return line.isEmpty() ? "<end>" : line + "<end>";
            }
            if (octet == '\n') {
                return line.toString().stripTrailing();
            }
            line.append((char) octet);
        }
    }

    String ask(String line) throws IOException {
        return send(line + "\r\n").line();
    }

    void endOutput() throws IOException {
        socket.shutdownOutput();
    }

    Client startTls(String serverName, String... versions) throws IOException {
        SSLSocket secured =
                (SSLSocket)
                        context()
                                .getSocketFactory()
                                .createSocket(
                                        socket,
                                        InetAddress.getLoopbackAddress().getHostAddress(),
                                        socket.getPort(),
                                        true);
        SSLParameters parameters = secured.getSSLParameters();
        if (!serverName.isEmpty()) {
            parameters.setServerNames(List.of(new SNIHostName(serverName)));
        }
        if (versions.length > 0) {
            parameters.setProtocols(versions);
        }
        secured.setSSLParameters(parameters);
        secured.startHandshake();
        socket = secured;
        output = secured.getOutputStream();
        input = new BufferedInputStream(secured.getInputStream());
        return this;
    }

    /** From now on both directions are deflated. */
    Client startCompression() throws IOException {
        OutputStream under = socket.getOutputStream();
        output =
                new DeflaterOutputStream(
                        under, new Deflater(Deflater.DEFAULT_COMPRESSION, true), 512, true);
        input =
                new BufferedInputStream(
                        new InflaterInputStream(socket.getInputStream(), new Inflater(true)));
        return this;
    }

    SSLSocket tls() {
        return (SSLSocket) socket;
    }

    X509Certificate certificate() throws IOException {
        return (X509Certificate) tls().getSession().getPeerCertificates()[0];
    }

    private static SSLContext context() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new Trusting()}, null);
            return context;
        } catch (java.security.GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static String text(byte[] octets) {
        return new String(octets, StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private static final class Pieces extends FilterOutputStream {

        private static final long PAUSE_NANOS = 10_000_000;
        private final int octetsMax;

        Pieces(OutputStream out, int octetsMax) {
            super(out);
            this.octetsMax = octetsMax;
        }

        @Override
        public void write(byte[] octets, int offset, int length) throws IOException {
            for (int done = 0; done < length; done += octetsMax) {
                out.write(octets, offset + done, Math.min(octetsMax, length - done));
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    /** The tests' certificates are known by the tests. */
    private static final class Trusting extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String kind, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String kind, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String kind, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String kind, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String kind) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String kind) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
