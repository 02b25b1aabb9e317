package mailstead.maildir;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import mailstead.fs.FileSystem;
import mailstead.mail.folder.Change;
import mailstead.mail.folder.Flags;
import mailstead.mail.folder.NumberSet;
import mailstead.spi.MailFolder;
import mailstead.testkit.fs.FaultyFileSystem;
import mailstead.testkit.fs.MemoryFileSystem;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** On a file system that tells whether names have changed, nothing is listed in vain. */
class SteadyFolderTest {

    private static final String HOME = "/v1/" + Folders.ACCOUNT.home().path();

    private FaultyFileSystem files;
    private StoreFixture fixture;
    private MailFolder inbox;

    @BeforeEach
    void start() throws Exception {
        MemoryFileSystem memory = new MemoryFileSystem();
        memory.tellChanges();
        memory.mkdir("/v1", 0755);
        files = new FaultyFileSystem(memory);
        fixture = new StoreFixture(files, "/v1");
        inbox = Folders.open(fixture.store(), "INBOX");
        for (int i = 0; i < 5; i++) {
            Folders.deliver(fixture.store(), Folders.message(i));
        }
        inbox.refresh(Duration.ZERO);
        inbox.watch(() -> {}).close();
        fixture.awaitRest();
        fixture.advance(Duration.ofSeconds(2));
        inbox.refresh(Duration.ZERO);
        inbox.refresh(Duration.ZERO);
        fixture.awaitRest();
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    private List<String> listings() throws Exception {
        files.set(FaultyFileSystem.Fault.NONE);
        inbox.refresh(Duration.ZERO);
        List<String> listings =
                files.calls().stream()
                        .filter(call -> call.name().equals("list"))
                        .map(call -> call.path().substring(call.path().lastIndexOf('/') + 1))
                        .toList();
        fixture.awaitRest();
        return listings;
    }

    private void append() throws Exception {
        MailFolder.Upload upload = inbox.upload();
        byte[] octets = "a\r\n".getBytes(StandardCharsets.US_ASCII);
        upload.write(octets, 0, octets.length);
        inbox.add(List.of(new MailFolder.Addition(upload, Flags.NONE, Optional.empty())));
    }

    @Test
    void nothingIsListedWhereNothingHasChanged() throws Exception {
        assertThat(listings()).isEmpty();
    }

    @Test
    void changesOfOurOwnNeedNoListingOfTheFiles() throws Exception {
        append();
        assertThat(listings()).hasSize(1).doesNotContain("new", "cur");
        assertThat(inbox.known().size()).isEqualTo(6);
        inbox.change(_ -> List.of(new Change.Expunged(NumberSet.of(2))));
        append();
        assertThat(listings()).hasSize(1).doesNotContain("new", "cur");
        assertThat(inbox.known().uids()).isEqualTo(NumberSet.of(1).plus(NumberSet.range(3, 7)));
        fixture.advance(Duration.ofSeconds(1));
        assertThat(listings()).containsExactly("cur");
        assertThat(listings()).isEmpty();
        assertThat(inbox.known().size()).isEqualTo(6);
    }

    @Test
    void whatOthersDoIsSeenAtOnce() throws Exception {
        Folders.deliver(fixture.store(), Folders.message(9));
        assertThat(listings()).contains("new");
        assertThat(inbox.known().size()).isEqualTo(6);
        fixture.awaitRest();
        listings();
        put("cur/1800000000.other.example:2,S");
        assertThat(listings()).contains("cur");
        assertThat(inbox.known().size()).isEqualTo(7);
        listings();
        for (FileSystem.Entry entry : files.list(HOME + "/cur")) {
            files.unlink(HOME + "/cur/" + entry.name());
        }
        for (FileSystem.Entry entry : files.list(HOME + "/new")) {
            files.unlink(HOME + "/new/" + entry.name());
        }
        listings();
        assertThat(inbox.known().size()).isZero();
    }

    @Test
    void othersAreSeenBesideChangesOfOurOwn() throws Exception {
        append();
        put("cur/1800000000.other.example:2,S");
        append();
        assertThat(listings()).contains("cur");
        assertThat(inbox.known().size()).isEqualTo(8);
    }

    private void put(String name) throws Exception {
        try (FileSystem.File file = files.create(HOME + "/" + name, 0600)) {
            file.write(new byte[] {'a', '\n'}, 0, 2);
        }
    }
}
