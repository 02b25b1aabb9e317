package mailstead.imap.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import mailstead.mail.Event;
import mailstead.mail.Reason;
import mailstead.mail.Refusal;
import mailstead.testkit.transcript.MemoryClient;
import mailstead.testkit.transcript.Pacing;
import org.junit.jupiter.api.Test;

/** What holds for every conversation. */
final class ImapSessionTest {

    private static final String LOGIN = "l LOGIN tevie milk\r\n";
    private static final String SELECT = "s SELECT INBOX\r\n";

    /** One command each, some with a literal or a second line. */
    private static final List<String> COMMANDS =
            List.of(
                    "CAPABILITY",
                    "NOOP",
                    "ID NIL",
                    "LOGIN tevie milk",
                    "LOGIN tevie {4+}\r\nmilk",
                    "LOGIN tevie water",
                    "AUTHENTICATE PLAIN AHRldmllAG1pbGs=",
                    "AUTHENTICATE XYZZY",
                    "ENABLE CONDSTORE",
                    "ENABLE QRESYNC",
                    "ENABLE IMAP4rev2 UTF8=ACCEPT",
                    "SELECT INBOX",
                    "EXAMINE INBOX",
                    "SELECT Nowhere",
                    "CREATE Work/Deep",
                    "DELETE Work",
                    "RENAME Work Job",
                    "SUBSCRIBE Work",
                    "UNSUBSCRIBE Work",
                    "LIST \"\" *",
                    "LIST (SUBSCRIBED RECURSIVEMATCH) \"\" % RETURN (STATUS (MESSAGES))",
                    "LSUB \"\" *",
                    "NAMESPACE",
                    "STATUS INBOX (MESSAGES UNSEEN SIZE)",
                    "APPEND INBOX (\\Seen) {8+}\r\nA: 1\r\n\r\n",
                    "APPEND Work {8+}\r\nA: 1\r\n\r\n",
                    "APPEND INBOX CATENATE (URL \"/INBOX/;UID=1\")",
                    "IDLE\r\nDONE",
                    "IDLE\r\nnonsense",
                    "GETQUOTAROOT INBOX",
                    "GETACL INBOX",
                    "MYRIGHTS INBOX",
                    "SETACL INBOX golde lr",
                    "GETMETADATA INBOX /private/comment",
                    "SETMETADATA INBOX (/private/comment x)",
                    "CLOSE",
                    "UNSELECT",
                    "CHECK",
                    "EXPUNGE",
                    "UID EXPUNGE 1:*",
                    "FETCH 1:2 (UID FLAGS ENVELOPE BODYSTRUCTURE)",
                    "FETCH 1 BODY[]",
                    "UID FETCH 1:* (BODY.PEEK[HEADER] RFC822.SIZE)",
                    "UID FETCH 1:4294967295 FLAGS",
                    "FETCH 9 FLAGS",
                    "STORE 1 +FLAGS (\\Deleted $Work)",
                    "UID STORE 2:* -FLAGS.SILENT \\Deleted",
                    "STORE 1 FLAGS ()",
                    "SEARCH ALL",
                    "UID SEARCH RETURN (MIN COUNT SAVE) SUBJECT 1",
                    "SEARCH $",
                    "SORT (SUBJECT) UTF-8 ALL",
                    "UID THREAD REFERENCES UTF-8 ALL",
                    "ESEARCH IN (personal) ALL",
                    "COPY 1 Work",
                    "UID COPY 1:* INBOX",
                    "MOVE 1 INBOX",
                    "UID REPLACE 1 INBOX {8+}\r\nA: 9\r\n\r\n",
                    "UNAUTHENTICATE",
                    "NONSENSE",
                    "FETCH one FLAGS",
                    "UID",
                    "");

    /** Behind these nothing may be pipelined, or others must be told of it. */
    private static final List<String> ALONE =
            List.of("STARTTLS", "COMPRESS DEFLATE", "NOTIFY SET (selected NONE)", "NOTIFY NONE");

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String text(byte[] octets) {
        return new String(octets, StandardCharsets.ISO_8859_1);
    }

    private static ImapWorld world() {
        ImapWorld world = new ImapWorld();
        for (int i = 1; i <= 3; i++) {
            world.server.deliver("tevie", octets("Subject: " + i + "\r\n\r\nx\r\n"));
        }
        return world;
    }

    private static String random(Random random) {
        StringBuilder lines = new StringBuilder();
        if (random.nextInt(8) > 0) {
            lines.append(LOGIN);
            if (random.nextInt(4) > 0) {
                lines.append(SELECT);
            }
        }
        for (int count = random.nextInt(18); count > 0; count--) {
            lines.append(count)
                    .append(' ')
                    .append(COMMANDS.get(random.nextInt(COMMANDS.size())))
                    .append("\r\n");
        }
        return lines.append("z LOGOUT\r\n").toString();
    }

    private static String replies(String said, Pacing pacing, boolean lineByLine) {
        ImapWorld world = world();
        world.stage().setPacing(pacing);
        MemoryClient client = world.stage().connect(false);
        StringBuilder replies = new StringBuilder();
        for (String line : lineByLine ? said.split("(?<=\n)") : new String[] {said}) {
            client.send(octets(line));
            replies.append(text(client.readAll()));
        }
        client.close();
        assertThat(world.events.events(Event.Bug.class)).as(said).isEmpty();
        return replies.toString();
    }

    @Test
    void anyCutAndAnyPipeliningGivesTheSameReplies() {
        Random random = new Random(9051);
        for (int round = 0; round < 150; round++) {
            String said = random(random);
            String expected = replies(said, Pacing.WHOLE, true);
            assertThat(replies(said, Pacing.WHOLE, false)).as(said).isEqualTo(expected);
            assertThat(replies(said, Pacing.SINGLE, false)).as(said).isEqualTo(expected);
            assertThat(replies(said, Pacing.random(random, 9), false)).as(said).isEqualTo(expected);
        }
    }

    @Test
    void anyCommandIsAnsweredInAnyState() {
        for (String before :
                List.of(
                        "",
                        LOGIN,
                        LOGIN + SELECT,
                        LOGIN + "s EXAMINE INBOX\r\n",
                        LOGIN + "e ENABLE IMAP4rev2\r\n" + SELECT,
                        LOGIN + "e ENABLE UIDONLY QRESYNC\r\n" + SELECT,
                        LOGIN + "n NOTIFY SET (selected NONE)\r\n" + SELECT)) {
            for (String command : Stream.concat(COMMANDS.stream(), ALONE.stream()).toList()) {
                MemoryClient client = world().stage().connect(false);
                client.send(octets(before));
                client.readAll();
                client.send(octets("x " + command + "\r\n"));
                String answer = text(client.readAll());
                assertThat(answer.lines().toList())
                        .as(before + command + " gave " + answer)
                        .anyMatch(line -> line.matches("(x|\\*) (OK|NO|BAD) .*"));
                client.close();
            }
        }
    }

    @Test
    void noOctetsMakeABug() {
        Random random = new Random(3501);
        for (int round = 0; round < 300; round++) {
            byte[] noise = new byte[random.nextInt(400)];
            random.nextBytes(noise);
            for (int i = random.nextInt(40); i < noise.length; i += 1 + random.nextInt(40)) {
                noise[i] = (byte) "\n(){}\"* 1:".charAt(random.nextInt(10));
            }
            ImapWorld world = world();
            MemoryClient client = world.stage().connect(false);
            if (random.nextBoolean()) {
                client.send(octets(LOGIN + SELECT));
            }
            client.send(noise);
            client.close();
            assertThat(world.events.events(Event.Bug.class)).isEmpty();
        }
    }

    /** Commands with something struck out, doubled, or from another command. */
    @Test
    void noCommandThatIsAlmostRightMakesABug() {
        Random random = new Random(4466);
        for (int round = 0; round < 2_000; round++) {
            StringBuilder line = new StringBuilder(COMMANDS.get(random.nextInt(COMMANDS.size())));
            String other = COMMANDS.get(random.nextInt(COMMANDS.size()));
            int at = random.nextInt(line.length() + 1);
            switch (random.nextInt(3)) {
                case 0 -> line.delete(at, Math.min(line.length(), at + 1 + random.nextInt(4)));
                case 1 -> line.insert(at, line.substring(at));
                default -> line.replace(at, line.length(), other);
            }
            ImapWorld world = world();
            MemoryClient client = world.stage().connect(false);
            client.send(octets(LOGIN + SELECT + "x " + line + "\r\n\r\ny NOOP\r\n"));
            client.close();
            assertThat(world.events.events(Event.Bug.class)).as(line.toString()).isEmpty();
        }
    }

    @Test
    void eachFailingCallOfTheStoreIsTemporary() {
        String said =
                LOGIN
                        + SELECT
                        + "1 FETCH 1:3 (FLAGS ENVELOPE BODY.PEEK[TEXT])\r\n"
                        + "2 STORE 1 +FLAGS \\Deleted\r\n"
                        + "3 EXPUNGE\r\n"
                        + "4 APPEND INBOX {8+}\r\nA: 1\r\n\r\n\r\n"
                        + "5 CREATE Work\r\n"
                        + "6 COPY 1 Work\r\n"
                        + "7 STATUS Work (MESSAGES)\r\n"
                        + "8 SEARCH BODY x\r\n"
                        + "9 LIST \"\" *\r\n"
                        + "z LOGOUT\r\n";
        ImapWorld sound = world();
        MemoryClient first = sound.stage().connect(false);
        first.send(octets(said));
        assertThat(text(first.readAll())).doesNotContain(" NO ", " BAD ");
        first.close();
        int calls = sound.store("a").calls();
        assertThat(calls).isGreaterThan(20);
        for (int failing = 0; failing < calls; failing++) {
            ImapWorld world = world();
            world.store("a").failCall(failing);
            MemoryClient client = world.stage().connect(false);
            client.send(octets(said));
            String replies = text(client.readAll());
            client.close();
            assertThat(world.events.events(Event.Bug.class)).as(replies).isEmpty();
            for (String line : replies.lines().toList()) {
                if (line.matches(". NO .*")) {
                    // What follows from a failure is told as what it is.
                    assertThat(line)
                            .as(failing + ": " + replies)
                            .matches(". NO \\[(UNAVAILABLE|NONEXISTENT|TRYCREATE)\\] .*");
                }
            }
        }
    }

    @Test
    void aMessageThatBreaksMidwayIsCutShort() {
        ImapWorld world = new ImapWorld();
        world.server.deliver("tevie", octets("A: 1\r\n\r\n" + "line\r\n".repeat(30_000)));
        world.store("a").breakAfter(70_000);
        MemoryClient client = world.stage().connect(false);
        client.send(octets(LOGIN + SELECT + "1 FETCH 1 BODY.PEEK[]\r\n2 NOOP\r\n"));
        String replies = text(client.readAll());
        assertThat(client.hasEnded()).isTrue();
        assertThat(replies).contains("* 1 FETCH (BODY[] {180008}").doesNotContain("\r\n1 ", "2 OK");
        assertThat(world.events.events(Event.Trouble.class)).hasSize(1);
        client.close();
    }

    @Test
    void announcedLiteralsAreBounded() {
        for (String line :
                List.of(
                        "1 LOGIN {99999999999}",
                        "1 LOGIN {2000}",
                        "1 APPEND INBOX {99999999999}",
                        "1 SELECT {2000000}")) {
            MemoryClient client = world().stage().connect(false);
            client.send(octets(line + "\r\n"));
            assertThat(text(client.readAll())).as(line).contains("\r\n1 BAD ");
            client.send(octets("2 NOOP\r\n"));
            assertThat(text(client.readAll())).as(line).contains("2 OK ");
            client.close();
        }
        for (String line :
                List.of(
                        "1 LOGIN {99999999999+}",
                        "1 APPEND INBOX {99999999999+}",
                        "1 APPEND INBOX {9223372036854775807+}")) {
            MemoryClient client = world().stage().connect(false);
            client.send(octets(line + "\r\n"));
            assertThat(text(client.readAll())).as(line).contains("\r\n1 BAD ", "* BYE ");
            assertThat(client.hasEnded()).as(line).isTrue();
            client.close();
        }
    }

    @Test
    void aLiteralWithoutAnEndIsForgotten() {
        ImapWorld world = world();
        MemoryClient client = world.stage().connect(false);
        client.send(octets(LOGIN + "1 APPEND INBOX {1000000+}\r\n" + "x".repeat(500_000)));
        client.close();
        MemoryClient other = world.stage().connect(false);
        other.send(octets(LOGIN + "1 STATUS INBOX (MESSAGES)\r\n"));
        assertThat(text(other.readAll())).contains("(MESSAGES 3)");
        other.close();
        assertThat(world.events.events(Event.Bug.class)).isEmpty();
    }

    @Test
    void nestingAndLengthsAreBounded() {
        for (String line :
                List.of(
                        "SEARCH " + "(".repeat(60_000),
                        "SEARCH " + "NOT ".repeat(15_000) + "ALL",
                        "SEARCH " + "OR ".repeat(15_000) + "ALL ALL",
                        "FETCH " + "1,".repeat(30_000) + "1 FLAGS",
                        "FETCH 1 (" + "BODY[1] ".repeat(7_000) + ")",
                        "FETCH 1 BODY[" + "1.".repeat(30_000) + "1]",
                        "LIST \"\" \"" + "*a".repeat(10_000) + "\"",
                        "LIST \"\" (" + "* ".repeat(20_000) + "*)",
                        "STORE 1 FLAGS (" + "k1 ".repeat(20_000) + ")",
                        "CREATE \"" + "a/".repeat(20_000) + "\"",
                        "UID STORE 1:4294967295 +FLAGS.SILENT \\Seen",
                        "NOOP" + " ".repeat(70_000))) {
            ImapWorld world = world();
            MemoryClient client = world.stage().connect(false);
            client.send(octets(LOGIN + SELECT + "x " + line + "\r\n"));
            String answer = text(client.readAll());
            String start = line.substring(0, Math.min(30, line.length()));
            assertThat(answer).as(start).containsPattern("\r\n(x|\\*) (OK|NO|BAD) [^\r]*\r\n");
            assertThat(world.events.events(Event.Bug.class)).as(start).isEmpty();
            client.close();
        }
    }

    @Test
    void aFolderOfManyMessages() {
        ImapWorld world = new ImapWorld();
        int messages = 50_000;
        for (int i = 0; i < messages; i++) {
            world.server.deliver("tevie", octets("Subject: " + i + "\r\n\r\n"));
        }
        MemoryClient client = world.stage().connect(false);
        client.send(
                octets(
                        LOGIN
                                + SELECT
                                + "1 FETCH 1:* FLAGS\r\n"
                                + "2 STORE 1:* +FLAGS.SILENT \\Seen\r\n"
                                + "3 SEARCH RETURN (COUNT) SEEN\r\n"
                                + "4 STORE 2:* +FLAGS.SILENT \\Deleted\r\n"
                                + "5 EXPUNGE\r\n"
                                + "z LOGOUT\r\n"));
        List<String> replies = text(client.readAll()).lines().toList();
        assertThat(replies).filteredOn(line -> line.contains(" FETCH (FLAGS")).hasSize(messages);
        assertThat(replies).contains("* ESEARCH (TAG \"3\") COUNT " + messages);
        assertThat(replies).filteredOn(line -> line.endsWith(" EXPUNGE")).hasSize(messages - 1);
        client.close();
    }

    @Test
    void theLogNamesTheCustomerOfWhoIsRefusedAndTheClientHearsNothingOfIt() {
        ImapWorld world = world();
        MemoryClient client = world.stage().connect(false);
        String wrong = hear(client, "1 LOGIN tevie wrong\r\n");
        assertThat(wrong).endsWith(hear(client, "1 LOGIN nobody wrong\r\n"));
        hear(client, "2 AUTHENTICATE PLAIN AHRldmllAHdyb25n\r\n"); // tevie, wrong
        client.close();
        world.accounts.refuse(Reason.ACCOUNT_SUSPENDED);
        client = world.stage().connect(false);
        hear(client, "3 LOGIN tevie milk\r\n");
        hear(client, "4 AUTHENTICATE PLAIN AHRldmllAG1pbGs=\r\n");
        world.accounts.setDown(true);
        hear(client, "5 LOGIN tevie milk\r\n");
        client.close();
        assertThat(world.events.events(Event.LoginFailed.class))
                .extracting(Event.LoginFailed::refusal)
                .containsExactly(
                        Refusal.of(Reason.CREDENTIALS_WRONG, "c-1"),
                        Refusal.of(Reason.CREDENTIALS_WRONG),
                        Refusal.of(Reason.CREDENTIALS_WRONG, "c-1"),
                        Refusal.of(Reason.ACCOUNT_SUSPENDED, "c-1"),
                        Refusal.of(Reason.ACCOUNT_SUSPENDED, "c-1"),
                        Refusal.of(Reason.DIRECTORY_UNAVAILABLE));
    }

    private static String hear(MemoryClient client, String said) {
        client.send(octets(said));
        String heard = text(client.readAll());
        assertThat(heard).doesNotContain("c-1");
        return heard;
    }

    @Test
    void theTapSeesNoSecret() {
        ImapWorld world = world();
        MemoryClient client = world.stage().connect(false);
        client.send(
                octets(
                        "1 LOGIN tevie wrong-secret\r\n"
                                + "2 LOGIN tevie {14+}\r\nliteral-secret\r\n"
                                + "3 AUTHENTICATE PLAIN AHRldmllAG1pbGs=\r\n"
                                + "4 NOOP\r\n5 UNAUTHENTICATE\r\n6 LOGIN tevie later-secret\r\n"));
        client.close();
        assertThat(client.connection().tapped())
                .contains("4 NOOP")
                .doesNotContain("secret", "AHRldmllAG1pbGs=");
        assertThat(world.events.events().toString()).doesNotContain("milk", "secret");
    }
}
