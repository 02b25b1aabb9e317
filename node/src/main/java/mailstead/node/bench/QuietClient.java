package mailstead.node.bench;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * A client behind TLS that has selected its INBOX and waits. Thousands of them fit into a small
 * process: nothing is kept but the TCP connection, and the one command that it will say, already
 * sealed. Confined to one thread at a time.
 */
final class QuietClient implements Closeable {

    private static final int TIMEOUT_MILLIS = 60_000;
    private static final SSLContext CONTEXT = trustingEverybody();

    private final Socket socket;
    private final byte[] sealedIdle;

    private QuietClient(Socket socket, byte[] sealedIdle) {
        this.socket = socket;
        this.sealedIdle = sealedIdle;
    }

    static QuietClient selected(int port, int account) throws IOException {
        Diverted socket = new Diverted(port);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        SSLSocket tls =
                (SSLSocket)
                        CONTEXT.getSocketFactory()
                                .createSocket(socket, "bench.example", port, false);
        BufferedReader in =
                new BufferedReader(
                        new InputStreamReader(tls.getInputStream(), StandardCharsets.ISO_8859_1));
        OutputStream out = tls.getOutputStream();
        expect(in, "* OK");
        say(out, "a1 LOGIN user%d \"%s\"".formatted(account, Pop3Bench.PASSWORD));
        expect(in, "a1 OK");
        say(out, "a2 SELECT INBOX");
        expect(in, "a2 OK");
        socket.divert();
        say(out, "a3 IDLE");
        return new QuietClient(socket, socket.diverted());
    }

    /** Says IDLE and waits for the answer, whatever it is. */
    void idle() throws IOException {
        socket.getOutputStream().write(sealedIdle);
        if (socket.getInputStream().read() < 0) {
            throw new EOFException("closed by the server");
        }
    }

    private static void say(OutputStream out, String line) throws IOException {
        out.write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    private static void expect(BufferedReader in, String wanted) throws IOException {
        String line = in.readLine();
        while (line != null && line.startsWith("* ") && !line.startsWith(wanted)) {
            line = in.readLine();
        }
        if (line == null || !line.startsWith(wanted)) {
            throw new IOException("expected " + wanted + ", got: " + line);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    /** A socket whose output can be kept back. */
    private static final class Diverted extends Socket {

        private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
        private boolean isDiverted;

        Diverted(int port) throws IOException {
            super(InetAddress.getLoopbackAddress(), port);
        }

        void divert() {
            isDiverted = true;
        }

        /** What was written since; from now on output is sent again. */
        byte[] diverted() {
            isDiverted = false;
            byte[] octets = kept.toByteArray();
            kept.reset();
            return octets;
        }

        @Override
        public OutputStream getOutputStream() throws IOException {
            OutputStream sending = super.getOutputStream();
            return new OutputStream() {
                @Override
                public void write(int octet) throws IOException {
                    write(new byte[] {(byte) octet}, 0, 1);
                }

                @Override
                public void write(byte[] octets, int offset, int length) throws IOException {
                    if (isDiverted) {
                        kept.write(octets, offset, length);
                    } else {
                        sending.write(octets, offset, length);
                    }
                }
            };
        }
    }

    private static SSLContext trustingEverybody() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new Trusting()}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has TLS", e);
        }
    }

    /** The servers' certificates are made for the round and checked by nobody. */
    private static final class Trusting implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
