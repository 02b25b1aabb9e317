package mailstead.node.bench;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * An IMAP client that has logged in, says one command after the other and throws away what it is
 * told. Confined to one thread.
 */
final class ImapTalk implements AutoCloseable {

    private static final int TIMEOUT_MILLIS = 600_000;
    private static final int LINE_START_MAX = 100;

    private final Socket socket;
    private final InputStream in;
    private int lastTag;

    ImapTalk(int port, int account) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        in = new BufferedInputStream(socket.getInputStream(), 64 * 1024);
        line();
        say("LOGIN user%d \"%s\"".formatted(account, Pop3Bench.PASSWORD));
    }

    /** Fails unless the answer is OK. Content that looks like lines of IMAP would mislead it. */
    void say(String command) throws IOException {
        String tag = "a" + ++lastTag;
        socket.getOutputStream()
                .write((tag + " " + command + "\r\n").getBytes(StandardCharsets.US_ASCII));
        String line = line();
        while (!line.startsWith(tag + " ")) {
            line = line();
        }
        if (!line.startsWith(tag + " OK")) {
            throw new IOException(command + ": " + line);
        }
    }

    /** The beginning of the next line. */
    private String line() throws IOException {
        StringBuilder start = new StringBuilder();
        for (int octet = in.read(); octet != '\n'; octet = in.read()) {
            if (octet < 0) {
                throw new EOFException("closed by the server");
            }
            if (start.length() < LINE_START_MAX) {
                start.append((char) octet);
            }
        }
        return start.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
