package mailstead.maildir;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import mailstead.fs.LinuxFileSystem;
import mailstead.mail.folder.FolderState;
import mailstead.mail.folder.FolderTree;
import mailstead.maildir.adoption.HomeReport;
import mailstead.maildir.adoption.HomeReport.FolderReport;
import mailstead.maildir.adoption.HomeReport.Format;
import mailstead.spi.AccountFolders;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said before a home is taken over is what comes of it, and saying it changes nothing. */
class SurveyTest {

    @TempDir Path top;

    private StoreFixture node;
    private Path home;

    @BeforeEach
    void start() throws IOException {
        node = new StoreFixture(new LinuxFileSystem(), top.toString());
        home = top.resolve(Folders.ACCOUNT.home().path());
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
        Files.writeString(folder.resolve(name), "Subject: " + name.length() + "\n\nx\n");
    }

    private Map<String, String> files() throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(home)) {
            for (Path file : all.toList()) {
                boolean isFile = Files.isRegularFile(file);
                files.put(
                        home.relativize(file).toString(),
                        isFile ? Files.readString(file, StandardCharsets.ISO_8859_1) : "");
            }
        }
        return files;
    }

    /** Surveys, takes over, and compares. */
    private HomeReport surveyAndAdopt() throws Exception {
        Map<String, String> before = files();
        HomeReport report = node.store().survey(Folders.ACCOUNT);
        assertThat(files()).as("nothing is changed").isEqualTo(before);
        assertThat(node.events()).isEmpty();
        assertThat(report.isOurs()).isFalse();
        AccountFolders folders = node.store().folders().of(Folders.ACCOUNT);
        FolderTree tree = folders.tree();
        assertThat(report.folders())
                .extracting(FolderReport::name)
                .containsExactlyInAnyOrderElementsOf(tree.folders().keySet());
        assertThat(report.subscriptions())
                .containsExactlyInAnyOrderElementsOf(tree.subscriptions());
        for (FolderReport folder : report.folders()) {
            FolderTree.Node is = tree.folder(folder.name()).orElseThrow();
            assertThat(is.directory()).isEqualTo(folder.directory());
            FolderState state = folders.folder(is.mailboxId()).refresh(Duration.ZERO);
            assertThat(folder.messages()).as(folder.name()).isEqualTo(state.size());
            assertThat(folder.uidNext()).as(folder.name()).isEqualTo(state.uidNext());
            assertThat(folder.keywords()).containsExactlyElementsOf(state.keywords());
            folder.uidValidity()
                    .ifPresent(number -> assertThat(state.uidValidity()).isEqualTo(number));
        }
        HomeReport after = node.store().survey(Folders.ACCOUNT);
        assertThat(after.isOurs()).isTrue();
        assertThat(after.folders()).extracting(FolderReport::format).containsOnly(Format.MAILSTEAD);
        return report;
    }

    private static FolderReport only(HomeReport report, String name) {
        return report.folders().stream()
                .filter(folder -> folder.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void dovecot() throws Exception {
        message(home, "cur/1000.a,S=15,W=18:2,FSac");
        message(home, "cur/1001.b:2,");
        message(home, "new/1003.d");
        Files.writeString(
                home.resolve("dovecot-uidlist"),
                "3 V1795557812 N7 Gf2e1\n3 :1000.a,S=15\n5 :1001.b:2,S\n6 :1002.c\nbroken\n");
        Files.writeString(home.resolve("dovecot-keywords"), "0 $Junk\n1 b\n2 work\n");
        Files.writeString(home.resolve("subscriptions"), "V\t2\n\nINBOX\nWork\tSub\nCaf&AOk-\n");
        Files.writeString(home.resolve("maildirsize"), "0S\n");
        Files.createDirectories(home.resolve("sieve"));
        maildir(home.resolve("Other"));
        Path sub = home.resolve(".Work.Sub");
        maildir(sub);
        message(sub, "cur/1010.x:2,R");
        message(sub, "cur/1011.y:2,R");
        Files.writeString(sub.resolve("dovecot-acl"), "anyone lr\n");
        Files.writeString(
                sub.resolve("dovecot-uidlist"), "3 V1795557813 N1\n1 :1010.x\n1 :1011.y\n");
        HomeReport report = surveyAndAdopt();
        FolderReport inbox = report.folders().getFirst();
        assertThat(inbox.format()).isEqualTo(Format.DOVECOT);
        assertThat(inbox.uidValidity()).hasValue(1_795_557_812L);
        assertThat(inbox.kept()).isEqualTo(2);
        assertThat(inbox.pop3Ids()).isEqualTo(2);
        assertThat(inbox.keywords()).containsExactly("$Junk", "work");
        assertThat(inbox.left())
                .containsExactly(
                        "1 lines of UIDs or keywords: they cannot be read, or stand twice");
        FolderReport work = only(report, "Work/Sub");
        assertThat(work.isRenumbered()).isTrue();
        assertThat(work.uidValidity()).isEmpty();
        assertThat(work.kept()).isZero();
        assertThat(work.left())
                .contains(
                        "UIDs: the list gives one of them to two messages",
                        "dovecot-acl: rights: set them anew");
        assertThat(report.left())
                .containsExactly(
                        "Other: a folder in another layout than Maildir++",
                        "maildirsize: the quota: it is the directory's",
                        "sieve: Sieve scripts");
    }

    @Test
    void courier() throws Exception {
        message(home, "cur/1000.a:2,S");
        message(home, "cur/1001.b,S=15:2,");
        message(home, "cur/1002.c:2,");
        Files.writeString(
                home.resolve("courierimapuiddb"), "1 1100000000 9\n4 1000.a\n8 1001.b,S=15\n");
        Path keywords = Files.createDirectory(home.resolve("courierimapkeywords"));
        Files.writeString(keywords.resolve(":list"), "$Label1\nwork\n\n1000.a:0 1\n");
        Files.writeString(home.resolve("courierimapsubscribed"), "INBOX\nINBOX.Work.Sub\n");
        Files.writeString(home.resolve("courierpop3dsizelist"), "/3 3 77\n1000.a:2,S 17 1:77:0\n");
        FolderReport inbox = surveyAndAdopt().folders().getFirst();
        assertThat(inbox.format()).isEqualTo(Format.COURIER);
        assertThat(inbox.uidValidity()).hasValue(1_100_000_000L);
        assertThat(inbox.kept()).isEqualTo(2);
        assertThat(inbox.pop3Ids()).isEqualTo(1);
        assertThat(inbox.left()).isEmpty();
    }

    @Test
    void qmail() throws Exception {
        message(home, "cur/1001.b:2,S");
        message(home, "new/1000.a");
        Files.write(home.resolve("new/1002.c"), new byte[] {0x1f, (byte) 0x8b, 8, 0});
        Files.createSymbolicLink(home.resolve("cur/1003.d"), Path.of("1001.b:2,S"));
        FolderReport inbox = surveyAndAdopt().folders().getFirst();
        assertThat(inbox.format()).isEqualTo(Format.PLAIN);
        assertThat(inbox.uidValidity()).isEmpty();
        assertThat(inbox.kept()).isZero();
        assertThat(inbox.messages()).isEqualTo(3);
        assertThat(inbox.left()).hasSize(2);
    }

    /** The one way to give a UID twice is told. */
    @Test
    void aHomeWhoseLogWasRemovedIsNotLikeANewOne() throws Exception {
        message(home, "cur/1000.a:2,S");
        Files.writeString(home.resolve("dovecot-uidlist"), "3 V1795557812 N7\n3 :1000.a\n");
        Folders.deliver(node.store(), Folders.message(1));
        assertThat(node.store().survey(Folders.ACCOUNT).folders().getFirst().left())
                .hasSize(1)
                .first()
                .asString()
                .startsWith("1 messages came through Mailstead");
    }
}
