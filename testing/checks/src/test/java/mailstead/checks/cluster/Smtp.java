package mailstead.checks.cluster;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** An SMTP or LMTP client for tests (RFC 5321, RFC 2033). */
final class Smtp implements Closeable {

    private final LineClient client;

    private Smtp(LineClient client) {
        this.client = client;
    }

    static Smtp ehlo(int port) throws IOException {
        return greet(port, "EHLO");
    }

    static Smtp lhlo(int port) throws IOException {
        return greet(port, "LHLO");
    }

    private static Smtp greet(int port, String verb) throws IOException {
        LineClient client = new LineClient(port);
        client.expectReply("220");
        client.send(verb + " client.example\r\n");
        client.expectReply("250");
        return new Smtp(client);
    }

    /**
     * Sends one message; returns the reply after its end. {@code content} has CRLF line ends and
     * ends in one.
     */
    String send(String recipient, byte[] content) throws IOException {
        begin(recipient);
        client.send(withDots(content));
        return client.reply();
    }

    /** Up to and with the 354. */
    void begin(String recipient) throws IOException {
        client.send(
                "MAIL FROM:<sender@elsewhere.example> BODY=8BITMIME\r\nRCPT TO:<"
                        + recipient
                        + ">\r\nDATA\r\n");
        client.expectReply("250");
        client.expectReply("250");
        client.expectReply("354");
    }

    LineClient client() {
        return client;
    }

    /** RFC 5321 section 4.5.2. */
    static byte[] withDots(byte[] content) {
        ByteArrayOutputStream stuffed = new ByteArrayOutputStream(content.length + 16);
        boolean lineStart = true;
        for (byte octet : content) {
            if (lineStart && octet == '.') {
                stuffed.write('.');
            }
            stuffed.write(octet);
            lineStart = octet == '\n';
        }
        stuffed.writeBytes(".\r\n".getBytes(StandardCharsets.US_ASCII));
        return stuffed.toByteArray();
    }

    @Override
    public void close() throws IOException {
        client.close();
    }
}
