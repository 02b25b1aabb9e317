package mailstead.checks.cluster;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * A client that says exactly what a test tells it to. Confined to one thread; every wait is
 * bounded.
 */
final class LineClient implements Closeable {

    private static final int TIMEOUT_MILLIS = 30_000;

    private final Socket socket = new Socket();
    private final BufferedInputStream in;
    private final OutputStream out;

    LineClient(int port) throws IOException {
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.connect(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
        in = new BufferedInputStream(socket.getInputStream(), 32 * 1024);
        out = socket.getOutputStream();
    }

    void send(byte[] octets) throws IOException {
        out.write(octets);
        out.flush();
    }

    void send(String text) throws IOException {
        send(text.getBytes(StandardCharsets.UTF_8));
    }

    String line() throws IOException {
        return new String(lineOctets(), StandardCharsets.UTF_8);
    }

    private byte[] lineOctets() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(80);
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("closed after: " + line.toString(StandardCharsets.UTF_8));
            }
            line.write(c);
        }
        byte[] octets = line.toByteArray();
        int length =
                octets.length > 0 && octets[octets.length - 1] == '\r'
                        ? octets.length - 1
                        : octets.length;
        return java.util.Arrays.copyOf(octets, length);
    }

    /** A whole SMTP reply; the last line is returned. */
    String reply() throws IOException {
        String line = line();
        while (line.length() > 3 && line.charAt(3) == '-') {
            line = line();
        }
        return line;
    }

    String expectReply(String code) throws IOException {
        String line = reply();
        if (!line.startsWith(code)) {
            throw new IOException("expected " + code + ", got: " + line);
        }
        return line;
    }

    String expectOk() throws IOException {
        String line = line();
        if (!line.startsWith("+OK")) {
            throw new IOException("expected +OK, got: " + line);
        }
        return line;
    }

    /** A multi-line POP3 response without its dots (RFC 1939 section 3): CRLF after each line. */
    byte[] multiLine() throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        while (true) {
            byte[] line = lineOctets();
            if (line.length == 1 && line[0] == '.') {
                return all.toByteArray();
            }
            int start = line.length > 0 && line[0] == '.' ? 1 : 0;
            all.write(line, start, line.length - start);
            all.write('\r');
            all.write('\n');
        }
    }

    /** Ends the connection with a reset instead of a goodbye (RFC 9293 section 3.10.5). */
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
