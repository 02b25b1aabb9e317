package mailstead.maildir;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import mailstead.mail.folder.Change;
import mailstead.mail.folder.Flags;
import mailstead.mail.folder.FolderState;
import mailstead.mail.folder.Message;
import mailstead.mail.folder.NumberSet;
import mailstead.spi.MailFolder;
import mailstead.testkit.fs.FaultyFileSystem;
import mailstead.testkit.fs.FaultyFileSystem.Call;
import mailstead.testkit.fs.MemoryFileSystem;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How many calls on files each thing costs, warm: what DESIGN.md allows, and no more. */
class FolderCallsTest {

    private FaultyFileSystem files;
    private StoreFixture fixture;
    private MailFolder inbox;

    @BeforeEach
    void start() throws Exception {
        MemoryFileSystem memory = new MemoryFileSystem();
        memory.mkdir("/v1", 0755);
        files = new FaultyFileSystem(memory);
        fixture = new StoreFixture(files, "/v1");
        inbox = Folders.open(fixture.store(), "INBOX");
        for (int i = 0; i < 20; i++) {
            Folders.deliver(fixture.store(), Folders.message(i));
        }
        inbox.refresh(Duration.ZERO);
        inbox.watch(() -> {}).close();
        fixture.awaitRest();
        Folders.flag(inbox, NumberSet.of(1), Flags.of(Flags.System.FLAGGED));
        inbox.refresh(Duration.ZERO);
        fixture.awaitRest();
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    private interface Work {
        void run() throws Exception;
    }

    private List<String> calls(Work work) throws Exception {
        files.set(FaultyFileSystem.Fault.NONE);
        work.run();
        List<String> calls = files.calls().stream().map(Call::name).toList();
        fixture.awaitRest();
        return calls;
    }

    /** Where INBOX is need not be asked each time. */
    @Test
    void selectingInboxAgain() throws Exception {
        var folders = fixture.store().folders().of(Folders.ACCOUNT);
        folders.tree();
        Work work =
                () -> {
                    folders.known();
                    inbox.refresh(Duration.ZERO);
                };
        assertThat(calls(work)).containsExactly("list", "list", "list");
        fixture.advance(Duration.ofMinutes(1));
        assertThat(calls(work)).as("once a minute").filteredOn("list"::equals).hasSize(4);
    }

    /** Nodes remove nothing from it without a log. */
    @Test
    void selectingAnotherFolderAgain() throws Exception {
        Folders.create(fixture.store(), "Work");
        MailFolder other = Folders.open(fixture.store(), "Work");
        Message message = Folders.add(other, Folders.message(1), Flags.NONE);
        Folders.add(other, Folders.message(2), Flags.NONE);
        other.refresh(Duration.ZERO);
        fixture.awaitRest();
        var folders = fixture.store().folders().of(Folders.ACCOUNT);
        Work work =
                () -> {
                    folders.tree();
                    other.refresh(Duration.ZERO);
                };
        assertThat(calls(work)).containsExactly("list", "list", "list");
        fixture.advance(Duration.ofMinutes(1));
        assertThat(calls(work)).as("once a minute").filteredOn("list"::equals).hasSize(4);
        Folders.expunge(other, NumberSet.of(message.uid()));
        assertThat(other.refresh(Duration.ZERO).size()).isEqualTo(1);
    }

    @Test
    void onePollOfAQuietFolder() throws Exception {
        fixture.advance(Duration.ofSeconds(5));
        assertThat(calls(() -> inbox.refresh(Duration.ofSeconds(1))))
                .containsExactly("list", "list");
    }

    @Test
    void flagsOfAnyNumberOfMessages() throws Exception {
        List<String> calls =
                calls(() -> Folders.flag(inbox, NumberSet.ALL, Flags.of(Flags.System.SEEN)));
        assertThat(calls).hasSizeLessThanOrEqualTo(9);
    }

    @Test
    void bodies() throws Exception {
        FolderState state = inbox.known();
        assertThat(
                        calls(() -> {
                            try (InputStream in = inbox.read(state.get(3), 0)) {
                                in.readAllBytes();
                            }
                        }))
                .containsExactly("open", "read", "close");
    }

    @Test
    void oneMessageAdded() throws Exception {
        List<String> calls =
                calls(() -> {
                    MailFolder.Upload upload = inbox.upload();
                    byte[] octets = "a\r\n".getBytes(StandardCharsets.US_ASCII);
                    upload.write(octets, 0, octets.length);
                    inbox.add(
                            List.of(new MailFolder.Addition(upload, Flags.NONE, Optional.empty())));
                });
        assertThat(calls).as("%s", calls).startsWith("create", "write", "sync", "close");
        assertThat(calls).endsWith("rename", "syncFolder").hasSizeLessThanOrEqualTo(15);
    }

    @Test
    void aLongMessageInPartsCostsWhatIsRead() throws Exception {
        byte[] octets = "0123456789\r\n".repeat(200_000).getBytes(StandardCharsets.US_ASCII);
        Folders.deliver(fixture.store(), octets);
        Message message = inbox.refresh(Duration.ZERO).get(20);
        fixture.awaitRest();
        int part = 50_000;
        int parts = octets.length / part;
        List<String> calls =
                calls(() -> {
                    for (int i = 0; i < parts; i++) {
                        try (InputStream in = inbox.read(message, (long) i * part)) {
                            assertThat(in.readNBytes(part))
                                    .isEqualTo(
                                            Arrays.copyOfRange(octets, i * part, (i + 1) * part));
                        }
                    }
                });
        long reads = calls.stream().filter("read"::equals).count();
        assertThat(reads).isLessThanOrEqualTo(3L * parts);
    }

    @Test
    void treesAskedForAgain() throws Exception {
        var folders = fixture.store().folders().of(Folders.ACCOUNT);
        folders.tree();
        assertThat(calls(folders::tree)).containsExactly("list");
    }

    @Test
    void theTreeAsItIsKnown() throws Exception {
        var folders = fixture.store().folders().of(Folders.ACCOUNT);
        folders.tree();
        assertThat(calls(folders::known)).isEmpty();
        fixture.advance(Duration.ofMinutes(2));
        assertThat(calls(folders::known)).endsWith("list");
    }

    @Test
    void expunging() throws Exception {
        List<String> calls =
                calls(() -> inbox.change(_ -> List.of(new Change.Expunged(NumberSet.of(2, 3)))));
        assertThat(calls).endsWith("unlink", "unlink").hasSizeLessThanOrEqualTo(11);
    }
}
