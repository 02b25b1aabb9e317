package mailstead.imap.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import mailstead.testkit.transcript.MemoryClient;
import org.junit.jupiter.api.Test;

/** NOTIFY in an account of many folders. */
final class NotifyTest {

    private static final int FOLDERS = 1_000;

    /** Polls in which each of so many folders has its turn, INBOX included. */
    private static final int ROUND = FOLDERS / Notifications.FOLDERS_AT_ONCE + 1;

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static String text(byte[] octets) {
        return new String(octets, StandardCharsets.US_ASCII);
    }

    private static MemoryClient watching(ImapWorld world, int folders) {
        MemoryClient client = world.stage().connect(false);
        String made =
                IntStream.range(0, folders)
                        .mapToObj(i -> "c CREATE F" + i + "\r\n")
                        .collect(Collectors.joining());
        client.send(octets("l LOGIN tevie milk\r\n" + made));
        client.readAll();
        client.send(octets("n NOTIFY SET STATUS (personal (MessageNew MessageExpunge))\r\n"));
        return client;
    }

    @Test
    void everyFolderHasItsTurn() {
        ImapWorld world = new ImapWorld();
        MemoryClient client = watching(world, FOLDERS);
        String begun = text(client.readAll());
        assertThat(begun.lines().filter(line -> line.startsWith("* STATUS "))).hasSize(FOLDERS + 1);
        assertThat(begun).contains("n OK ");
        for (int folder : new int[] {0, 1, FOLDERS / 2, FOLDERS - 1}) {
            world.server.deliver("tevie", "F" + folder, octets("Subject: x\r\n\r\n"));
        }
        StringBuilder told = new StringBuilder();
        for (int i = 0; i < ROUND; i++) {
            world.stage().advance(world.settings.newsWithin());
            told.append(text(client.readAll()));
        }
        assertThat(told.toString().lines())
                .filteredOn(line -> line.startsWith("* STATUS "))
                .hasSize(4)
                .allMatch(line -> line.contains("(MESSAGES 1 "));
    }

    @Test
    void tooManyFoldersAreRefused() {
        MemoryClient client = watching(new ImapWorld(), Notifications.FOLDERS_MAX);
        assertThat(text(client.readAll())).contains("n NO [NOTIFICATIONOVERFLOW");
    }
}
