package mailstead.checks.cluster;

import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A POP3 client for tests (RFC 1939). */
final class Pop3 implements Closeable {

    private final LineClient client;

    private Pop3(LineClient client) {
        this.client = client;
    }

    static Pop3 login(int port, String name, String password) throws IOException {
        LineClient client = new LineClient(port);
        client.expectOk();
        client.send("USER " + name + "\r\n");
        client.expectOk();
        client.send("PASS " + password + "\r\n");
        client.expectOk();
        return new Pop3(client);
    }

    /** The unique ids, by message number from 1. */
    List<String> uidl() throws IOException {
        client.send("UIDL\r\n");
        client.expectOk();
        List<String> ids = new ArrayList<>();
        new String(client.multiLine(), StandardCharsets.US_ASCII)
                .lines()
                .forEach(line -> ids.add(line.substring(line.indexOf(' ') + 1)));
        return ids;
    }

    byte[] retrieve(int number) throws IOException {
        client.send("RETR " + number + "\r\n");
        client.expectOk();
        return client.multiLine();
    }

    /** Whether the server gave it; false when another session has removed it. */
    boolean canRetrieve(int number) throws IOException {
        client.send("RETR " + number + "\r\n");
        if (!client.line().startsWith("+OK")) {
            return false;
        }
        client.multiLine();
        return true;
    }

    void delete(int number) throws IOException {
        client.send("DELE " + number + "\r\n");
        client.expectOk();
    }

    void quit() throws IOException {
        client.send("QUIT\r\n");
        client.expectOk();
        client.close();
    }

    LineClient client() {
        return client;
    }

    @Override
    public void close() throws IOException {
        client.close();
    }
}
