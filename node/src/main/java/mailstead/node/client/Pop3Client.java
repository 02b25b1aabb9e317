package mailstead.node.client;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;

/** Collects mail by POP3 (RFC 1939), one command after the other. Confined to one thread. */
public final class Pop3Client implements Closeable {

    private final LineSocket line;

    /**
     * Connects and reads the greeting.
     *
     * @param limit of each wait
     */
    public Pop3Client(InetSocketAddress server, Duration limit) throws IOException {
        line = new LineSocket(server, limit);
        try {
            expectOk(line.receive());
        } catch (IOException e) {
            line.close();
            throw e;
        }
    }

    /** STLS (RFC 2595 section 4). */
    public void startTls(SSLContext trust, String serverName) throws IOException {
        command("STLS");
        line.startTls(trust, serverName);
    }

    public void logIn(String name, String password) throws IOException {
        command("USER " + name);
        command("PASS " + password);
    }

    /** The unique ids of all messages in order (UIDL). */
    public List<String> uniqueIds() throws IOException {
        command("UIDL");
        List<String> ids = new ArrayList<>();
        String text = new String(line.receiveText(), StandardCharsets.US_ASCII);
        text.lines().forEach(entry -> ids.add(entry.substring(entry.indexOf(' ') + 1)));
        return ids;
    }

    /**
     * @param number from 1
     */
    public byte[] retrieve(int number) throws IOException {
        command("RETR " + number);
        return line.receiveText();
    }

    /** Takes effect at {@link #quit}. */
    public void delete(int number) throws IOException {
        command("DELE " + number);
    }

    public void quit() throws IOException {
        command("QUIT");
        line.close();
    }

    /** Sends a command and gives its reply's first line, which must be {@code +OK}. */
    public String command(String text) throws IOException {
        line.send(text);
        return expectOk(line.receive());
    }

    @Override
    public void close() throws IOException {
        line.close();
    }

    private static String expectOk(String reply) throws UnexpectedReply {
        if (!reply.startsWith("+OK")) {
            throw new UnexpectedReply("+OK", reply);
        }
        return reply;
    }
}
