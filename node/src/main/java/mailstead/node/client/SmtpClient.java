package mailstead.node.client;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;

/** Delivers mail by SMTP (RFC 5321), one command after the other. Confined to one thread. */
public final class SmtpClient implements Closeable {

    private final LineSocket line;
    private final String helloName;

    /**
     * @param lines without the code; the last line decides
     */
    public record Reply(int code, List<String> lines) {

        public boolean isPositive() {
            return code < 400;
        }

        @Override
        public String toString() {
            return code + " " + String.join(" / ", lines);
        }
    }

    /**
     * Connects, reads the greeting and says EHLO.
     *
     * @param limit of each wait
     */
    public SmtpClient(InetSocketAddress server, String helloName, Duration limit)
            throws IOException {
        this.helloName = helloName;
        this.line = new LineSocket(server, limit);
        try {
            expect(reply(), 220);
            expect(command("EHLO " + helloName), 250);
        } catch (IOException e) {
            line.close();
            throw e;
        }
    }

    /** STARTTLS (RFC 3207) and EHLO again. */
    public void startTls(SSLContext trust, String serverName) throws IOException {
        expect(command("STARTTLS"), 220);
        line.startTls(trust, serverName);
        expect(command("EHLO " + helloName), 250);
    }

    /** Sends one message and gives the reply to its last octet, which must be 250. */
    public Reply deliver(String sender, String recipient, byte[] message) throws IOException {
        expect(mailFrom(sender), 250);
        expect(rcptTo(recipient), 250);
        expect(command("DATA"), 354);
        line.sendText(message);
        return expect(reply(), 250);
    }

    public Reply mailFrom(String sender) throws IOException {
        return command("MAIL FROM:<" + sender + ">");
    }

    public Reply rcptTo(String recipient) throws IOException {
        return command("RCPT TO:<" + recipient + ">");
    }

    public void quit() throws IOException {
        expect(command("QUIT"), 221);
        line.close();
    }

    public Reply command(String text) throws IOException {
        line.send(text);
        return reply();
    }

    @Override
    public void close() throws IOException {
        line.close();
    }

    private Reply reply() throws IOException {
        List<String> lines = new ArrayList<>();
        while (true) {
            String text = line.receive();
            if (!text.matches("(?s)[2-5][0-9][0-9]([ -].*)?")) {
                throw new UnexpectedReply("an SMTP reply", text);
            }
            lines.add(text.length() > 4 ? text.substring(4) : "");
            if (text.length() == 3 || text.charAt(3) == ' ') {
                return new Reply(Integer.parseInt(text.substring(0, 3)), List.copyOf(lines));
            }
        }
    }

    private static Reply expect(Reply reply, int code) throws UnexpectedReply {
        if (reply.code() != code) {
            throw new UnexpectedReply(Integer.toString(code), reply.toString());
        }
        return reply;
    }
}
