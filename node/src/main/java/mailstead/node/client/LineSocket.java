package mailstead.node.client;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * A connection that speaks in CRLF lines. Every wait is bounded by one time limit. Confined to one
 * thread.
 */
final class LineSocket implements Closeable {

    /** A list of all messages of a large folder is one line in IMAP. */
    private static final int LINE_OCTETS_MAX = 16 * 1024 * 1024;

    private Socket socket;
    private InputStream in;
    private OutputStream out;

    LineSocket(InetSocketAddress server, Duration limit) throws IOException {
        socket = new Socket();
        try {
            socket.connect(server, (int) limit.toMillis());
            socket.setSoTimeout((int) limit.toMillis());
            socket.setTcpNoDelay(true);
            in = new BufferedInputStream(socket.getInputStream());
            out = new BufferedOutputStream(socket.getOutputStream());
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    void startTls(SSLContext trust, String serverName) throws IOException {
        SSLSocket tls =
                (SSLSocket)
                        trust.getSocketFactory()
                                .createSocket(socket, serverName, socket.getPort(), true);
        tls.startHandshake();
        socket = tls;
        in = new BufferedInputStream(tls.getInputStream());
        out = new BufferedOutputStream(tls.getOutputStream());
    }

    void send(String line) throws IOException {
        out.write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    /**
     * Sends a text with CRLF line ends as lines of their own, dots doubled (RFC 5321 section 4.5.2,
     * RFC 1939 section 3), and the final dot.
     */
    void sendText(byte[] text) throws IOException {
        boolean atStart = true;
        for (byte octet : text) {
            if (atStart && octet == '.') {
                out.write('.');
            }
            out.write(octet);
            atStart = octet == '\n';
        }
        out.write((atStart ? ".\r\n" : "\r\n.\r\n").getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    String receive() throws IOException {
        return new String(receiveOctets(), StandardCharsets.UTF_8);
    }

    /** One line, a character for each octet. */
    String receiveLatin1() throws IOException {
        return new String(receiveOctets(), StandardCharsets.ISO_8859_1);
    }

    /** Sends octets as they are. */
    void sendOctets(byte[] octets) throws IOException {
        out.write(octets);
        out.flush();
    }

    /** Just so many octets. */
    byte[] receiveExactly(int count) throws IOException {
        byte[] octets = in.readNBytes(count);
        if (octets.length < count) {
            throw new EOFException("the server closed the connection");
        }
        return octets;
    }

    /** Limits each later wait. */
    void limit(Duration limit) throws IOException {
        socket.setSoTimeout((int) Math.max(1, limit.toMillis()));
    }

    /** Lines up to the final dot, CRLF after each, dots undoubled. */
    byte[] receiveText() throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        for (byte[] line = receiveOctets(); !isDot(line); line = receiveOctets()) {
            int from = line.length > 0 && line[0] == '.' ? 1 : 0;
            text.write(line, from, line.length - from);
            text.write('\r');
            text.write('\n');
        }
        return text.toByteArray();
    }

    private static boolean isDot(byte[] line) {
        return line.length == 1 && line[0] == '.';
    }

    /** One line without its CRLF. A lone CR or LF is part of the line. */
    private byte[] receiveOctets() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int before = 0;
        for (int octet = in.read(); octet >= 0; octet = in.read()) {
            if (octet == '\n' && before == '\r') {
                byte[] octets = line.toByteArray();
                return Arrays.copyOf(octets, octets.length - 1);
            }
            if (line.size() >= LINE_OCTETS_MAX) {
                throw new IOException("the server's line is too long");
            }
            line.write(octet);
            before = octet;
        }
        throw new EOFException("the server closed the connection");
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
