package mailstead.node.bench;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/**
 * A client that costs as little as it can, so that the load does not measure itself: it shares the
 * machine with the server. Confined to its thread; an interrupt ends it.
 */
final class Client implements Closeable {

    private static final int BUFFER_OCTETS = 64 * 1024;

    private final SocketChannel channel;
    private final byte[] input = new byte[BUFFER_OCTETS];
    private final ByteBuffer transfer;
    private int start;
    private int end;

    /**
     * @param transfer a direct buffer that this client may use while it lives
     */
    Client(int port, ByteBuffer transfer) throws IOException {
        this.transfer = transfer;
        channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    }

    /** A buffer for {@link #Client}, to be used by one client after another. */
    static ByteBuffer newTransfer() {
        return ByteBuffer.allocateDirect(BUFFER_OCTETS);
    }

    void send(byte[] octets) throws IOException {
        for (int sent = 0; sent < octets.length; ) {
            int count = Math.min(octets.length - sent, transfer.capacity());
            transfer.clear().put(octets, sent, count).flip();
            while (transfer.hasRemaining()) {
                channel.write(transfer);
            }
            sent += count;
        }
    }

    void send(String text) throws IOException {
        send(text.getBytes(StandardCharsets.US_ASCII));
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
        while (true) {
            int feed = feed();
            int length = feed + 1 - start;
            boolean isLast = length == 3 && input[start] == '.';
            start = feed + 1;
            octets += length;
            if (isLast) {
                return octets;
            }
        }
    }

    /**
     * Reads IMAP responses, literals included, up to the one that ends the command; fails unless
     * that is OK. Returns how many octets the literals had.
     */
    long expectCompletion(String tag) throws IOException {
        long octets = 0;
        while (true) {
            String line = line();
            int brace = line.endsWith("}") ? line.lastIndexOf('{') : -1;
            if (brace >= 0) {
                int count = Integer.parseInt(line.substring(brace + 1, line.length() - 1));
                skip(count);
                octets += count;
            } else if (line.startsWith(tag)) {
                if (!line.startsWith("OK", tag.length() + 1)) {
                    throw new IOException("expected OK, got: " + line);
                }
                return octets;
            }
        }
    }

    private void skip(int count) throws IOException {
        int left = count;
        while (left > end - start) {
            left -= end - start;
            start = end;
            fill();
        }
        start += left;
    }

    /** The next line, without its end. */
    String line() throws IOException {
        int feed = feed();
        int last = feed > start && input[feed - 1] == '\r' ? feed - 1 : feed;
        String line = new String(input, start, last - start, StandardCharsets.ISO_8859_1);
        start = feed + 1;
        return line;
    }

    /** Where the present line ends; the whole of it is held then. */
    private int feed() throws IOException {
        int i = start;
        while (true) {
            for (; i < end; i++) {
                if (input[i] == '\n') {
                    return i;
                }
            }
            i -= start;
            fill();
            i += start;
        }
    }

    private void fill() throws IOException {
        System.arraycopy(input, start, input, 0, end - start);
        end -= start;
        start = 0;
        int count = channel.read(transfer.clear().limit(input.length - end));
        if (count <= 0) {
            throw new EOFException("closed, or a line too long");
        }
        transfer.flip().get(input, end, count);
        end += count;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
