package mailstead.pop3.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import mailstead.mail.Event;
import mailstead.mail.Reason;
import mailstead.mail.Refusal;
import mailstead.testkit.transcript.MemoryClient;
import mailstead.testkit.transcript.Pacing;
import org.junit.jupiter.api.Test;

/** What holds for every conversation. */
final class Pop3SessionTest {

    private static final List<String> LINES =
            List.of(
                    "USER tevie",
                    "PASS milk",
                    "PASS water",
                    "USER golde",
                    "STAT",
                    "LIST",
                    "LIST 1",
                    "UIDL",
                    "UIDL 2",
                    "RETR 1",
                    "RETR 2",
                    "RETR 9",
                    "TOP 1 1",
                    "TOP 3 0",
                    "DELE 1",
                    "DELE 2",
                    "RSET",
                    "NOOP",
                    "CAPA",
                    "LANG",
                    "LANG *",
                    "LANG xx",
                    "UTF8",
                    "AUTH",
                    "AUTH PLAIN =",
                    "AUTH XYZZY",
                    "",
                    "nonsense",
                    "RETR one",
                    "AUTH PLAIN AHRldmllAG1pbGs=");

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String text(byte[] octets) {
        return new String(octets, StandardCharsets.ISO_8859_1);
    }

    private static Pop3World world() {
        Pop3World world = new Pop3World();
        world.mail.put("tevie", octets("A: 1\r\n\r\n.x\r\n"));
        world.mail.put("tevie", octets("A: 2\r\n\r\n..\r\n.\r\n"));
        world.mail.put("tevie", octets("A: 3\r\n\r\n" + "line\r\n".repeat(30_000)));
        return world;
    }

    private static String random(Random random) {
        StringBuilder lines = new StringBuilder();
        if (random.nextBoolean()) {
            lines.append("USER tevie\r\nPASS milk\r\n");
        }
        for (int count = random.nextInt(25); count > 0; count--) {
            lines.append(LINES.get(random.nextInt(LINES.size()))).append("\r\n");
        }
        return lines.append("QUIT\r\n").toString();
    }

    private static String replies(String said, Pacing pacing, boolean oneByOne) {
        Pop3World world = world();
        world.stage().setPacing(pacing);
        MemoryClient client = world.stage().connect(false);
        StringBuilder replies = new StringBuilder();
        for (String line : oneByOne ? said.split("(?<=\n)") : new String[] {said}) {
            client.send(octets(line));
            replies.append(text(client.readAll()));
        }
        client.close();
        assertThat(world.events.events(Event.Bug.class)).isEmpty();
        return replies + "left " + world.mail.messages("tevie").size();
    }

    @Test
    void anyCutAndAnyPipeliningGivesTheSameReplies() {
        Random random = new Random(2449);
        for (int round = 0; round < 150; round++) {
            String said = random(random);
            String expected = replies(said, Pacing.WHOLE, true);
            assertThat(replies(said, Pacing.WHOLE, false)).as(said).isEqualTo(expected);
            assertThat(replies(said, Pacing.SINGLE, false)).as(said).isEqualTo(expected);
            assertThat(replies(said, Pacing.random(random, 9), false)).as(said).isEqualTo(expected);
        }
    }

    @Test
    void anyLineIsAnsweredInAnyState() {
        for (String before : List.of("", "USER tevie\r\n", "USER tevie\r\nPASS milk\r\n")) {
            for (String line : LINES) {
                MemoryClient client = world().stage().connect(false);
                client.send(octets(before));
                client.readAll();
                client.send(octets(line + "\r\n"));
                assertThat(text(client.readAll()))
                        .as(before + line)
                        .matches("(?s)(\\+|\\+OK|-ERR) .*\r\n");
                client.close();
            }
        }
    }

    @Test
    void noOctetsMakeABug() {
        Random random = new Random(5034);
        for (int round = 0; round < 300; round++) {
            byte[] noise = new byte[random.nextInt(400)];
            random.nextBytes(noise);
            for (int i = random.nextInt(40); i < noise.length; i += 1 + random.nextInt(40)) {
                noise[i] = '\n';
            }
            Pop3World world = world();
            MemoryClient client = world.stage().connect(false);
            if (random.nextBoolean()) {
                client.send(octets("USER tevie\r\nPASS milk\r\n"));
            }
            client.send(noise);
            client.close();
            assertThat(world.events.events(Event.Bug.class)).isEmpty();
            assertThat(world.mail.messages("tevie")).hasSize(3);
        }
    }

    @Test
    void eachFailingCallOfTheStoreIsTemporaryAndLosesNothing() {
        String said =
                "USER tevie\r\nPASS milk\r\nRETR 1\r\nTOP 3 1\r\nDELE 1\r\nDELE 2\r\nQUIT\r\n";
        Pop3World sound = world();
        MemoryClient first = sound.stage().connect(false);
        first.send(octets(said));
        first.close();
        assertThat(sound.mail.messages("tevie")).hasSize(1);
        int calls = sound.store.calls();
        assertThat(calls).isGreaterThan(6);
        for (int failing = 0; failing < calls; failing++) {
            Pop3World world = world();
            world.store.failCall(failing);
            MemoryClient client = world.stage().connect(false);
            client.send(octets(said));
            String replies = text(client.readAll());
            client.close();
            boolean told = replies.contains("-ERR [SYS/TEMP]");
            boolean cut = !replies.endsWith("left\r\n") && !replies.endsWith("removed\r\n");
            assertThat(told || cut).as(failing + ": " + replies).isTrue();
            boolean done = replies.endsWith("messages left\r\n") && failing > 0;
            assertThat(world.mail.messages("tevie"))
                    .as(failing + ": " + replies)
                    .hasSize(done ? 1 : 3);
            assertThat(world.events.events(Event.Bug.class)).isEmpty();
        }
    }

    @Test
    void aMessageThatBreaksMidwayIsCutWithoutTheDot() {
        Pop3World world = world();
        world.store.breakAfter(70_000);
        MemoryClient client = world.stage().connect(false);
        client.send(octets("USER tevie\r\nPASS milk\r\nDELE 1\r\nRETR 3\r\nQUIT\r\n"));
        String replies = text(client.readAll());
        assertThat(client.hasEnded()).isTrue();
        assertThat(replies)
                .contains("+OK 180008 octets\r\nA: 3\r\n\r\nline\r\n")
                .doesNotContain("\r\n.\r\n");
        assertThat(world.mail.messages("tevie")).hasSize(3);
        assertThat(world.events.events(Event.Trouble.class)).hasSize(1);
        client.close();
    }

    @Test
    void listsAHundredThousandMessages() {
        Pop3World world = new Pop3World();
        for (int i = 0; i < 100_000; i++) {
            world.mail.put("tevie", octets("A: 1\r\n\r\n"));
        }
        MemoryClient client = world.stage().connect(false);
        client.send(octets("USER tevie\r\nPASS milk\r\nLIST\r\nUIDL\r\nQUIT\r\n"));
        assertThat(text(client.readAll()).lines().count()).isEqualTo(3 + 2 * 100_002 + 1);
        client.close();
    }

    @Test
    void theLogNamesTheCustomerOfWhoIsRefusedAndTheClientHearsNothingOfIt() {
        Pop3World world = world();
        MemoryClient client = world.stage().connect(false);
        String wrong = hear(client, "USER tevie\r\nPASS wrong\r\n");
        assertThat(wrong).endsWith(hear(client, "USER nobody\r\nPASS wrong\r\n"));
        hear(client, "AUTH PLAIN AHRldmllAHdyb25n\r\n"); // tevie, wrong
        client.close();
        world.accounts.refuse(Reason.ACCOUNT_SUSPENDED);
        client = world.stage().connect(false);
        hear(client, "USER tevie\r\nPASS milk\r\n");
        world.accounts.refuse(Reason.CREDENTIALS_WRONG);
        world.mail.down(true);
        hear(client, "USER tevie\r\nPASS milk\r\n");
        world.accounts.setDown(true);
        hear(client, "USER tevie\r\nPASS milk\r\n");
        client.close();
        assertThat(world.events.events(Event.LoginFailed.class))
                .extracting(Event.LoginFailed::refusal)
                .containsExactly(
                        Refusal.of(Reason.CREDENTIALS_WRONG, "c-1"),
                        Refusal.of(Reason.CREDENTIALS_WRONG),
                        Refusal.of(Reason.CREDENTIALS_WRONG, "c-1"),
                        Refusal.of(Reason.ACCOUNT_SUSPENDED, "c-1"),
                        Refusal.of(Reason.STORAGE_UNAVAILABLE, "c-1"),
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
        Pop3World world = world();
        MemoryClient client = world.stage().connect(false);
        client.send(
                octets(
                        "USER tevie\r\nPASS wrong-secret\r\nAUTH PLAIN AHRldmllAG1pbGs=\r\nNOOP\r\nQUIT\r\n"));
        client.close();
        assertThat(client.connection().tapped())
                .contains("NOOP", "good-bye")
                .doesNotContain("wrong-secret", "AHRldmllAG1pbGs=");
        assertThat(world.events.events().toString()).doesNotContain("milk", "wrong-secret");
    }
}
