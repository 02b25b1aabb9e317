package mailstead.checks.cluster;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import mailstead.node.Main;

/** What a node's ports and the command say to one thing each. */
final class Answers {

    private Answers() {}

    /** To {@code RCPT}, from a client that begins anew. */
    static String toRecipient(RunningNode node, String address) {
        try (LineClient client = new LineClient(node.port("mx"))) {
            client.expectReply("220");
            client.send("EHLO client.example\r\n");
            client.expectReply("250");
            client.send("MAIL FROM:<>\r\n");
            client.expectReply("250");
            client.send("RCPT TO:<" + address + ">\r\n");
            return client.reply();
        } catch (IOException failure) {
            throw new AssertionError(failure);
        }
    }

    /** To {@code PASS} of POP3. */
    static String toPassword(RunningNode node, String name, String password) {
        try (LineClient client = new LineClient(node.port("pop3"))) {
            client.expectOk();
            client.send("USER " + name + "\r\nPASS " + password + "\r\n");
            client.expectOk();
            return client.line();
        } catch (IOException failure) {
            throw new AssertionError(failure);
        }
    }

    /**
     * Runs a command in this process.
     *
     * @param line without {@code --config}; words have no spaces in them
     * @param out gets all that it writes
     * @return the exit status
     */
    static int toCommand(String line, Path configuration, StringWriter out) {
        PrintWriter writer = new PrintWriter(out, true);
        return Main.commandLine()
                .setOut(writer)
                .setErr(writer)
                .execute((line + " --config " + configuration).split(" ", -1));
    }
}
