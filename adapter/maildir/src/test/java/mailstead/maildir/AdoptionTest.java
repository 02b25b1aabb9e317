package mailstead.maildir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import mailstead.fs.Errno;
import mailstead.fs.FileFailure;
import mailstead.fs.LinuxFileSystem;
import mailstead.mail.Event;
import mailstead.mail.MailException;
import mailstead.mail.folder.Change;
import mailstead.mail.folder.Flags;
import mailstead.mail.folder.FolderState;
import mailstead.mail.folder.FolderTree;
import mailstead.mail.folder.Message;
import mailstead.mail.folder.NumberSet;
import mailstead.spi.Account;
import mailstead.spi.AccountFolders;
import mailstead.spi.Home;
import mailstead.spi.MailFolder;
import mailstead.spi.Maildrop;
import mailstead.spi.Quota;
import mailstead.spi.Status;
import mailstead.testkit.fs.FaultyFileSystem;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Maildirs that other servers left become ours, and stay theirs. */
class AdoptionTest {

    private static final Instant DATE = Instant.ofEpochSecond(1_577_872_800);

    @TempDir Path top;

    private StoreFixture node;
    private Account account;
    private Path home;

    @BeforeEach
    void start() throws IOException {
        node = new StoreFixture(new LinuxFileSystem(), top.toString());
        account =
                new Account(
                        "tevie",
                        "c-1",
                        List.of(),
                        List.of(),
                        new Home("v1", "homes/tevie"),
                        Optional.empty(),
                        Quota.NONE,
                        Set.of(),
                        Status.ACTIVE,
                        Status.ACTIVE,
                        Map.of());
        home = top.resolve(account.home().path());
        maildir(home);
    }

    @AfterEach
    void stop() {
        node.close();
    }

    private static void maildir(Path folder) throws IOException {
        for (String name : List.of("cur", "new", "tmp")) {
            Files.createDirectories(folder.resolve(name));
        }
    }

    private static void message(Path folder, String name) throws IOException {
        Path file = folder.resolve(name);
        Files.writeString(file, "Subject: " + name.length() + "\n\nx\n");
        Files.setLastModifiedTime(file, FileTime.from(DATE));
    }

    private MailFolder folder(String name) throws Exception {
        FolderTree tree = node.store().folders().of(account).tree();
        return node.store()
                .folders()
                .of(account)
                .folder(tree.folder(name).orElseThrow().mailboxId());
    }

    private FolderState state(String name) throws Exception {
        return folder(name).refresh(Duration.ZERO);
    }

    private List<Event.FolderAdopted> adoptions() {
        return node.events().stream()
                .filter(Event.FolderAdopted.class::isInstance)
                .map(Event.FolderAdopted.class::cast)
                .toList();
    }

    private Map<String, String> foreignFiles() throws IOException {
        Map<String, String> files = new HashMap<>();
        try (Stream<Path> all = Files.walk(home)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                String name = home.relativize(file).toString();
                if (!name.contains("mailstead")) {
                    files.put(name, Files.readString(file, StandardCharsets.ISO_8859_1));
                }
            }
        }
        return files;
    }

    private void dovecot() throws IOException {
        message(home, "cur/1000.a,S=15,W=18:2,FSac");
        message(home, "cur/1001.b:2,");
        message(home, "new/1003.d");
        Files.writeString(
                home.resolve("dovecot-uidlist"),
                "3 V1795557812 N7 Gf2e1\n3 :1000.a,S=15,W=18\n5 W99 :1001.b:2,S\n6 :1002.c\n");
        Files.writeString(home.resolve("dovecot-keywords"), "0 $Junk\n1 b\n2 work\n");
        Files.writeString(home.resolve("subscriptions"), "V\t2\n\nINBOX\nWork\tSub\nCaf&AOk-\n");
        Path sub = home.resolve(".Work.Sub");
        maildir(sub);
        message(sub, "cur/1010.x:2,R");
        Files.writeString(sub.resolve("dovecot-uidlist"), "3 V1795557813 N1\n1 :1010.x\n");
    }

    @Test
    void dovecotsUidsFlagsKeywordsAndDatesStay() throws Exception {
        dovecot();
        Map<String, String> before = foreignFiles();
        FolderState inbox = state("INBOX");
        assertThat(inbox.uidValidity()).isEqualTo(1_795_557_812L);
        assertThat(inbox).extracting(Message::uid).containsExactly(3L, 5L, 7L);
        assertThat(inbox.uidNext()).isEqualTo(8);
        Message first = inbox.get(0);
        assertThat(first.flags())
                .isEqualTo(
                        Flags.of(Flags.System.FLAGGED, Flags.System.SEEN)
                                .plus(Flags.ofKeywords("$Junk", "work")));
        assertThat(first.internalDate()).isEqualTo(DATE);
        assertThat(first.size()).hasValue(18);
        assertThat(inbox.get(1).size()).hasValue(99);
        FolderState sub = state("Work/Sub");
        assertThat(sub.uidValidity()).isEqualTo(1_795_557_813L);
        assertThat(sub).extracting(Message::uid).containsExactly(1L);
        assertThat(sub.get(0).flags()).isEqualTo(Flags.of(Flags.System.ANSWERED));
        assertThat(node.store().folders().of(account).tree().subscriptions())
                .containsExactly("Caf\u00e9", "INBOX", "Work/Sub");
        assertThat(adoptions())
                .extracting(Event.FolderAdopted::messages, Event.FolderAdopted::others)
                .containsExactly(tuple(2, 1), tuple(1, 0));
        assertThat(foreignFiles()).isEqualTo(before);
    }

    /** What cannot be read now is not taken for what is not there. */
    @Test
    void aListThatCannotBeReadIsWaitedFor() throws Exception {
        dovecot();
        for (String name : List.of("dovecot-uidlist", "dovecot-keywords", "1000.a")) {
            FaultyFileSystem faulty = new FaultyFileSystem(new LinuxFileSystem());
            try (StoreFixture ill = new StoreFixture(faulty, top.toString())) {
                faulty.set(
                        new FaultyFileSystem.Fault() {
                            @Override
                            public void before(FaultyFileSystem.Call call) throws IOException {
                                if (call.path().contains("/" + name)) {
                                    throw new FileFailure(call.name(), call.path(), Errno.EIO);
                                }
                            }
                        });
                assertThatThrownBy(
                                () -> {
                                    AccountFolders folders = ill.store().folders().of(account);
                                    FolderTree tree = folders.tree();
                                    folders.folder(tree.folder("INBOX").orElseThrow().mailboxId())
                                            .refresh(Duration.ZERO);
                                })
                        .as(name)
                        .isInstanceOf(MailException.class);
            }
        }
        FolderState inbox = state("INBOX");
        assertThat(inbox.uidValidity()).isEqualTo(1_795_557_812L);
        assertThat(inbox).extracting(Message::uid).containsExactly(3L, 5L, 7L);
        assertThat(inbox.get(0).flags().hasKeyword("work")).isTrue();
    }

    /** A client that knows a modification sequence of the other server is told everything. */
    @Test
    void whoAsksWhatChangedIsToldAll() throws Exception {
        dovecot();
        FolderState inbox = state("INBOX");
        assertThat(inbox.changedSince(123_456))
                .extracting(Message::uid)
                .containsExactly(3L, 5L, 7L);
        assertThat(inbox.removedSince(123_456)).isEqualTo(NumberSet.of(1, 2, 4, 6));
    }

    @Test
    void anotherNodeAndALaterDayDoNotAdoptAgain() throws Exception {
        dovecot();
        FolderState inbox = state("INBOX");
        folder("INBOX").change(_ -> List.of(new Change.Expunged(NumberSet.of(7))));
        try (StoreFixture other = new StoreFixture(new LinuxFileSystem(), top.toString())) {
            FolderTree tree = other.store().folders().of(account).tree();
            FolderState there =
                    other.store()
                            .folders()
                            .of(account)
                            .folder(tree.folder("INBOX").orElseThrow().mailboxId())
                            .refresh(Duration.ZERO);
            assertThat(there.uidValidity()).isEqualTo(inbox.uidValidity());
            assertThat(there.uidNext()).isEqualTo(8);
            assertThat(there).extracting(Message::uid).containsExactly(3L, 5L);
            assertThat(other.events()).isEmpty();
        }
    }

    @Test
    void aContradictingListGivesWayToNewUids() throws Exception {
        dovecot();
        Files.writeString(
                home.resolve("dovecot-uidlist"), "3 V1795557812 N7\n3 :1000.a\n3 :1001.b\n");
        FolderState inbox = state("INBOX");
        assertThat(inbox.uidValidity()).isNotEqualTo(1_795_557_812L);
        assertThat(inbox).extracting(Message::uid).containsExactly(1L, 2L, 3L);
        assertThat(inbox.get(0).flags().hasKeyword("work")).isTrue();
        assertThat(adoptions().getFirst().isRenumbered()).isTrue();
    }

    @Test
    void couriersUidsAndKeywordsStay() throws Exception {
        message(home, "cur/1000.a:2,S");
        message(home, "cur/1001.b,S=15:2,");
        message(home, "cur/1002.c:2,");
        Files.writeString(
                home.resolve("courierimapuiddb"), "1 1100000000 9\n4 1000.a\n8 1001.b,S=15\n");
        Path keywords = Files.createDirectory(home.resolve("courierimapkeywords"));
        Files.writeString(
                keywords.resolve(":list"), "$Label1\nwork\n\n1000.a:0 1\n1001.b,S=15:1\n");
        Files.writeString(keywords.resolve(".1.1001.b,S=15"), "old\n");
        Files.writeString(keywords.resolve(".2.1001.b,S=15"), "newer\n$Label1\n");
        Files.writeString(home.resolve("courierimapsubscribed"), "INBOX\nINBOX.Work.Sub\n");
        Files.writeString(home.resolve("courierpop3dsizelist"), "/3 3 77\n1000.a:2,S 17 1:77:0\n");
        Map<String, String> before = foreignFiles();
        FolderState inbox = state("INBOX");
        assertThat(inbox.uidValidity()).isEqualTo(1_100_000_000L);
        assertThat(inbox).extracting(Message::uid).containsExactly(4L, 8L, 9L);
        assertThat(inbox.get(0).flags().keywords()).containsExactly("$Label1", "work");
        assertThat(inbox.get(0).flags().has(Flags.System.SEEN)).isTrue();
        assertThat(inbox.get(1).flags().keywords()).containsExactly("$Label1", "newer");
        assertThat(node.store().folders().of(account).tree().subscriptions())
                .containsExactly("INBOX", "Work/Sub");
        assertThat(node.store().open(account).entries())
                .extracting(Maildrop.Entry::uid)
                .containsExactly("UID1-77", "1001.b", "1002.c");
        assertThat(foreignFiles()).isEqualTo(before);
    }

    @Test
    void theNewerListCounts() throws Exception {
        dovecot();
        Path courier = home.resolve("courierimapuiddb");
        Files.writeString(courier, "1 1100000000 9\n8 1000.a\n");
        Files.setLastModifiedTime(courier, FileTime.from(DATE));
        assertThat(state("INBOX").uidValidity()).isEqualTo(1_795_557_812L);
        assertThat(adoptions().getFirst().server()).isEqualTo("dovecot");
    }

    @Test
    void pop3ClientsKnowDovecotsMessages() throws Exception {
        dovecot();
        List<String> uids =
                node.store().open(account).entries().stream().map(Maildrop.Entry::uid).toList();
        assertThat(uids).containsExactly("000000036b0609b4", "000000056b0609b4", "1003.d");
    }

    @Test
    void aPlainMaildirIsNumberedByDate() throws Exception {
        message(home, "cur/1001.b:2,S");
        message(home, "new/1000.a");
        FolderState inbox = state("INBOX");
        assertThat(inbox).extracting(Message::uid).containsExactly(1L, 2L);
        assertThat(inbox.get(1).flags()).isEqualTo(Flags.of(Flags.System.SEEN));
        assertThat(adoptions()).isEmpty();
    }
}
