package mailstead.maildir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import mailstead.fs.LinuxFileSystem;
import mailstead.mail.Reason;
import mailstead.mail.TemporaryFailure;
import mailstead.maildir.files.Mailbox;
import mailstead.maildir.files.StaleFiles;
import mailstead.spi.MailStore;
import mailstead.spi.Maildrop;
import mailstead.testkit.contract.MailStoreContract;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract on a real disk, and what is special about Maildirs there. */
class MaildirStoreTest extends MailStoreContract {

    @TempDir Path top;

    private StoreFixture fixture;

    @BeforeEach
    void start() throws IOException {
        fixture = new StoreFixture(new LinuxFileSystem(), top.toString());
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    @Override
    protected MailStore store() {
        return fixture.store();
    }

    private Path home() {
        return top.resolve("12/34/tevie");
    }

    private void adopt(String folder, String name, String content) throws IOException {
        for (String each : List.of("tmp", "new", "cur")) {
            Files.createDirectories(home().resolve(each));
        }
        Files.writeString(home().resolve(folder).resolve(name), content);
    }

    private List<String> names(String folder) throws IOException {
        try (Stream<Path> files = Files.list(home().resolve(folder))) {
            return files.map(path -> path.getFileName().toString()).toList();
        }
    }

    @Test
    void aCanonicalMessageIsStoredWithLf() throws Exception {
        deliver(MailStore.Mode.ALL, ascii("a\r\nbc\r\n"), account("tevie"));
        assertThat(names("new")).singleElement().asString().endsWith(",S=5,W=7");
        assertThat(names("tmp")).isEmpty();
        assertThat(Files.readString(home().resolve("new").resolve(names("new").getFirst())))
                .isEqualTo("a\nbc\n");
    }

    @Test
    void aMessageThatCannotBeConvertedBackIsStoredAsItCame() throws Exception {
        deliver(MailStore.Mode.ALL, ascii("a\r\nbc\n"), account("tevie"));
        assertThat(names("new")).singleElement().asString().endsWith(",S=6,W=6");
    }

    @Test
    void messagesOfOtherSoftwareComeOutWithCrlfAndTheAnnouncedSize() throws Exception {
        adopt("cur", "1700000001.M1P2.host:2,S", "lf\nonly\n");
        adopt("cur", "1700000002.M1P2V3I4.host,S=9:2,", "mix\r\ned\n\r\n");
        adopt("new", "1700000003.123.host", "crlf\r\n");
        adopt("cur", "1700000004.M5.host,S=4,W=6:2,RS", "x\ny\n");
        Maildrop drop = store().open(account("tevie"));
        List<String> texts = new ArrayList<>();
        for (Maildrop.Entry entry : drop.entries()) {
            byte[] octets = bytes(drop.read(entry));
            assertThat(octets.length).isEqualTo((int) entry.octets());
            texts.add(new String(octets, java.nio.charset.StandardCharsets.US_ASCII));
        }
        assertThat(texts)
                .containsExactly("lf\r\nonly\r\n", "mix\r\ned\r\n\r\n", "crlf\r\n", "x\r\ny\r\n");
        assertThat(drop.entries().stream().map(Maildrop.Entry::uid))
                .containsExactly(
                        "1700000001.M1P2.host",
                        "1700000002.M1P2V3I4.host",
                        "1700000003.123.host",
                        "1700000004.M5.host");
    }

    @Test
    void impossibleAndDoubledUniqueIdsAreReplacedByStableOnes() throws Exception {
        String longName = "1700000001." + "x".repeat(80);
        adopt("cur", longName + ":2,", "a\n");
        adopt("cur", "1700000002.with space", "b\n");
        adopt("cur", "1700000003.é", "c\n");
        adopt("cur", "1700000004.same,S=2:2,", "d\n");
        adopt("cur", "1700000004.same,S=3:2,", "ee\n");
        adopt("cur", ".hidden", "no\n");
        Files.createDirectories(home().resolve("cur/folder"));
        List<String> uids =
                store().open(account("tevie")).entries().stream().map(Maildrop.Entry::uid).toList();
        assertThat(uids)
                .hasSize(5)
                .doesNotHaveDuplicates()
                .allMatch(uid -> uid.matches("[!-~]{1,70}"));
        assertThat(store().open(account("tevie")).entries().stream().map(Maildrop.Entry::uid))
                .isEqualTo(uids);
    }

    @Test
    void aMessageIsFoundWhereAnotherSessionMovedIt() throws Exception {
        deliver(MailStore.Mode.ALL, ascii("hello\r\n"), account("tevie"));
        Maildrop drop = store().open(account("tevie"));
        Maildrop.Entry entry = drop.entries().getFirst();
        String name = names("new").getFirst();
        Files.move(
                home().resolve("new").resolve(name), home().resolve("cur").resolve(name + ":2,S"));
        assertThat(bytes(drop.read(entry))).isEqualTo(ascii("hello\r\n"));
        Files.move(
                home().resolve("cur").resolve(name + ":2,S"),
                home().resolve("cur").resolve(name + ":2,RS"));
        drop.remove(drop.entries());
        assertThat(names("cur")).isEmpty();
    }

    @Test
    void theQuotaCountsSubFoldersAndForeignNames() throws Exception {
        adopt("cur", "1.a:2,", "0123456789");
        Files.createDirectories(home().resolve(".Sent/cur"));
        Files.writeString(home().resolve(".Sent/cur/2.b,S=30:2,"), "x");
        var quota =
                new mailstead.spi.Quota(
                        java.util.OptionalLong.of(50), java.util.OptionalLong.empty());
        assertThat(
                        deliver(MailStore.Mode.ALL, ascii("0123456789"), account("tevie", quota))
                                .getFirst())
                .isInstanceOf(MailStore.Result.Stored.class);
        assertThat(
                        reason(
                                deliver(MailStore.Mode.ALL, ascii("1"), account("tevie", quota))
                                        .getFirst()))
                .isEqualTo(mailstead.mail.Reason.MAILBOX_FULL);
    }

    @Test
    void staleFilesGoByTheServersClockAndYoungOnesStay() throws Exception {
        adopt("tmp", "old", "x");
        adopt("tmp", "young", "x");
        java.time.Instant now = Files.getLastModifiedTime(home().resolve("tmp")).toInstant();
        setAge(home().resolve("tmp/old"), now.minus(StaleFiles.AGE).minusSeconds(60));
        setAge(home().resolve("tmp/young"), now.minus(StaleFiles.AGE).plusSeconds(60));
        Mailbox mailbox = fixture.mailbox("12/34/tevie");
        int removed =
                mailbox.volume()
                        .threads()
                        .call(() -> mailbox.run(() -> StaleFiles.collect(mailbox)));
        assertThat(removed).isEqualTo(1);
        assertThat(names("tmp")).containsExactly("young");
    }

    private static void setAge(Path file, java.time.Instant time) throws IOException {
        Files.setLastModifiedTime(file, java.nio.file.attribute.FileTime.from(time));
    }

    @Test
    void anEmptyMountPointIsNeverWrittenTo() throws Exception {
        Files.delete(top.resolve(".mailstead-volume"));
        fixture.close();
        fixture = new StoreFixture(new LinuxFileSystem(), top.toString(), false);
        assertThat(reason(deliver(MailStore.Mode.ALL, ascii("x\r\n"), account("tevie")).getFirst()))
                .isEqualTo(mailstead.mail.Reason.STORAGE_UNAVAILABLE);
        assertThat(deliver(MailStore.Mode.ALL, ascii("x\r\n"), account("tevie"))).hasSize(1);
        try (Stream<Path> left = Files.list(top)) {
            assertThat(left).isEmpty();
        }
        assertThat(fixture.events()).hasSize(1);
    }

    @Test
    void aVolumeUnmountedUnderUsIsNoticedBeforeAnythingIsCreated() throws Exception {
        deliver(MailStore.Mode.ALL, ascii("x\r\n"), account("tevie"));
        Files.move(top.resolve("12"), top.resolve("away"));
        Files.delete(top.resolve(".mailstead-volume"));
        assertThat(reason(deliver(MailStore.Mode.ALL, ascii("x\r\n"), account("tevie")).getFirst()))
                .isEqualTo(mailstead.mail.Reason.STORAGE_UNAVAILABLE);
        assertThat(top.resolve("12")).doesNotExist();
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> store().open(account("tevie")))
                .isInstanceOf(mailstead.mail.TemporaryFailure.class);
    }

    @Test
    void aFolderThatSomebodyRemovedIsMadeAgain() throws Exception {
        for (String missing : List.of("tmp", "new", "cur")) {
            deliver(MailStore.Mode.ALL, ascii("a\r\n"), account("tevie"));
            try (Stream<Path> files = Files.list(home().resolve(missing))) {
                for (Path each : files.toList()) {
                    Files.delete(each);
                }
            }
            Files.delete(home().resolve(missing));
            assertThat(deliver(MailStore.Mode.ALL, ascii("b\r\n"), account("tevie")))
                    .as(missing)
                    .singleElement()
                    .isInstanceOf(MailStore.Result.Stored.class);
            assertThat(names("tmp")).as(missing).isEmpty();
        }
        assertThat(store().open(account("tevie")).entries()).isNotEmpty();
    }

    /** Clients that leave mail on the server forget what they have seen when a mailbox is empty. */
    @Test
    void aMailboxInWhoseWaySomethingLiesIsAwayAndNotEmpty() throws Exception {
        deliver(MailStore.Mode.ALL, ascii("a\r\n"), account("tevie"));
        Path aside = top.resolve("aside");
        for (Path place : List.of(home(), home().getParent(), home().resolve("new"))) {
            Files.move(place, aside);
            Files.writeString(place, "no folder");
            assertAway();
            Files.delete(place);
            Files.createSymbolicLink(place, top.resolve("not-mounted"));
            assertAway();
            Files.delete(place);
            Files.createSymbolicLink(place, aside);
            assertThat(store().open(account("tevie")).entries()).hasSize(1);
            Files.delete(place);
            Files.move(aside, place);
        }
        assertThat(names("tmp")).isEmpty();
        assertThat(names("new")).hasSize(1);
    }

    private void assertAway() {
        assertThatExceptionOfType(TemporaryFailure.class)
                .isThrownBy(() -> store().open(account("tevie")))
                .satisfies(failure ->
                        assertThat(failure.reason()).isEqualTo(Reason.STORAGE_UNAVAILABLE));
        assertThat(deliver(MailStore.Mode.ALL, ascii("b\r\n"), account("tevie")))
                .singleElement()
                .isInstanceOf(MailStore.Result.Failed.class);
    }
}
