package mailstead.node.bench;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * A line-by-line client that costs as little as it can, so that the load does not measure itself.
 */
final class Client implements Closeable {

    private static final int TIMEOUT_MILLIS = 60_000;

    private final Socket socket;
    private final BufferedInputStream in;
    private final OutputStream out;

    Client(int port) throws IOException {
        socket = new Socket();
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.connect(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
        in = new BufferedInputStream(socket.getInputStream(), 32 * 1024);
        out = socket.getOutputStream();
    }

    void send(byte[] octets) throws IOException {
        out.write(octets);
    }

    void send(String text) throws IOException {
        send(text.getBytes(StandardCharsets.US_ASCII));
    }

    String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("closed after " + line);
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    /** A whole SMTP reply; fails unless its last line starts with {@code code}. */
    void expectReply(String code) throws IOException {
        String line = line();
        while (line.length() > 3 && line.charAt(3) == '-') {
            line = line();
        }
        if (!line.startsWith(code)) {
            throw new IOException("expected " + code + ", got: " + line);
        }
    }

    void expectOk() throws IOException {
        String line = line();
        if (!line.startsWith("+OK")) {
            throw new IOException("expected +OK, got: " + line);
        }
    }

    /** Reads a multi-line response up to its dot; returns how many octets it had. */
    long skipMultiLine() throws IOException {
        long octets = 0;
        int lineLength = 0;
        boolean onlyDot = false;
        while (true) {
            int c = in.read();
            if (c < 0) {
                throw new EOFException("closed inside a response");
            }
            octets++;
            if (c == '\n') {
                if (onlyDot && lineLength == 1) {
                    return octets;
                }
                lineLength = 0;
                onlyDot = false;
            } else if (c != '\r') {
                onlyDot = lineLength == 0 && c == '.';
                lineLength++;
            }
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
