package mailstead.node.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** How much memory a server holds for each client that waits in IDLE behind TLS. */
final class IdleBench {

    static final int ACCOUNTS = 1000;
    private static final int CONNECTORS = 8;

    private final int connections;
    private final int peerConnections;

    IdleBench(int connections, int peerConnections) {
        this.connections = connections;
        this.peerConnections = peerConnections;
    }

    void round(Side side, Figures figures) throws IOException, InterruptedException {
        int count = side.name().equals(MailsteadSide.NAME) ? connections : peerConnections;
        List<Socket> open = new ArrayList<>();
        try (side) {
            side.start();
            // What a server loads and compiles once is not what a connection costs.
            connect(side.port(), Math.min(count, 100), open);
            long before = side.processes().residentOctets();
            connect(side.port(), count, open);
            Thread.sleep(5000); // what was needed to log in is given back
            long after = side.processes().residentOctets();
            figures.add(
                    side.name(), "memory_per_idle_connection", (double) (after - before) / count);
            figures.add(side.name(), "resident_memory", (double) after);
        } finally {
            for (Socket socket : open) {
                socket.close();
            }
        }
    }

    private static void connect(int port, int count, List<Socket> open)
            throws IOException, InterruptedException {
        SSLContext context = trustingEverybody();
        List<Callable<Void>> tasks = new ArrayList<>();
        for (int i = 0; i < CONNECTORS; i++) {
            int first = i;
            tasks.add(() -> {
                for (int n = first; n < count; n += CONNECTORS) {
                    Socket socket = idle(context, port, n % ACCOUNTS);
                    synchronized (open) {
                        open.add(socket);
                    }
                }
                return null;
            });
        }
        MxBench.runAll(tasks);
    }

    /** Only the TCP connection is kept: this side's TLS would cost more than the server's. */
    private static Socket idle(SSLContext context, int port, int account) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(60_000);
        SSLSocket tls =
                (SSLSocket)
                        context.getSocketFactory()
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
        say(out, "a3 IDLE");
        expect(in, "+");
        return socket;
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

    private static SSLContext trustingEverybody() throws IOException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new Trusting()}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException("no TLS", e);
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
