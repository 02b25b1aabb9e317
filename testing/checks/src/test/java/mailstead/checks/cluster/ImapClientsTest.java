package mailstead.checks.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import mailstead.node.client.ImapClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Mail programs that people use, in front of two real nodes over one mailbox. {@code ./mailstead
 * test} installs them; one that is missing is named.
 */
@Timeout(180)
final class ImapClientsTest {

    private static final Duration WAIT = Duration.ofSeconds(30);
    private static final Pattern SUBJECT = Pattern.compile("(?im)^Subject: (.*?)\r?$");

    @TempDir private static Path folder;
    private static TestCluster cluster;
    private static RunningNode one;
    private static RunningNode two;
    private static Programs programs;
    private static int accounts;

    @BeforeAll
    static void start() throws Exception {
        cluster = new TestCluster(folder);
        one = cluster.start("imap-1", "lmtp", "imap");
        two = cluster.start("imap-2", "lmtp", "imap");
        programs = new Programs(folder, () -> one.log() + two.log());
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    // ---- mbsync

    @Test
    void mbsyncKeepsBothSidesTheSame() throws Exception {
        String user = newUser();
        int count = 1000;
        deliver(user, one, 0, count);
        mbsync(user, one);
        Path inbox = local(user).resolve("INBOX");
        assertThat(localState(inbox)).hasSize(count);

        // Changes on this side: read ones, new ones, a folder.
        List<Path> files = messages(inbox);
        for (int i = 0; i < 100; i++) {
            Path file = files.get(i);
            String name = file.getFileName().toString();
            Files.move(file, inbox.resolve("cur").resolve(name.replaceAll(":2,.*$", "") + ":2,S"));
        }
        for (int i = 0; i < 50; i++) {
            write(inbox.resolve("cur").resolve("local" + i + ".here:2,FS"), "local " + i);
        }
        Path drafts = local(user).resolve("Drafts");
        for (String part : List.of("tmp", "new", "cur")) {
            Files.createDirectories(drafts.resolve(part));
        }
        write(drafts.resolve("cur/d1.here:2,D"), "draft");

        // And on the other side, through the other node.
        try (ImapClient imap = logIn(two, user)) {
            imap.command("SELECT INBOX");
            imap.command("STORE 201:300 +FLAGS (\\Flagged)");
            imap.command("STORE 301:350 +FLAGS (\\Deleted)");
            imap.command("EXPUNGE");
            imap.append("INBOX", "(\\Answered)", message("from afar"));
        }
        mbsync(user, two);
        mbsync(user, one);
        Map<String, String> here = localState(inbox);
        assertThat(here).hasSize(count + 50 - 50 + 1);
        for (RunningNode node : List.of(one, two)) {
            assertThat(remoteState(node, user, "INBOX")).isEqualTo(here);
            assertThat(remoteState(node, user, "Drafts")).containsOnlyKeys("draft");
        }
        assertThat(here.values().stream().filter(flags -> flags.contains("S")).count())
                .isEqualTo(150);
        assertThat(here.values().stream().filter(flags -> flags.contains("F")).count())
                .isEqualTo(150);
    }

    private static void mbsync(String user, RunningNode node) throws Exception {
        Files.createDirectories(local(user));
        Path settings =
                programs.ownerOnly(
                        "mbsyncrc-" + user,
                        """
                        IMAPStore remote
                        Host 127.0.0.1
                        Port %d
                        User %s
                        Pass %s
                        SSLType None
                        AuthMechs LOGIN

                        MaildirStore local
                        Path %s/
                        Inbox %s/INBOX
                        SubFolders Verbatim

                        Channel both
                        Far :remote:
                        Near :local:
                        Patterns *
                        Create Both
                        Expunge Both
                        SyncState *
                        """
                                .formatted(
                                        node.port("imap"),
                                        user,
                                        TestCluster.PASSWORD,
                                        local(user),
                                        local(user)));
        programs.run("mbsync", "-c", settings.toString(), "-a");
    }

    private static Path local(String user) {
        return folder.resolve("local-" + user);
    }

    private static void write(Path file, String subject) throws IOException {
        Files.write(
                file,
                new String(message(subject), StandardCharsets.US_ASCII)
                        .replace("\r\n", "\n")
                        .getBytes(StandardCharsets.US_ASCII));
    }

    /** Flags as Maildir letters, by subject. */
    private static Map<String, String> localState(Path maildir) throws IOException {
        Map<String, String> state = new TreeMap<>();
        for (Path file : messages(maildir)) {
            Matcher subject = SUBJECT.matcher(Files.readString(file));
            assertThat(subject.find()).isTrue();
            String name = file.getFileName().toString();
            int info = name.indexOf(":2,");
            state.put(subject.group(1), info < 0 ? "" : name.substring(info + 3));
        }
        return state;
    }

    private static List<Path> messages(Path maildir) throws IOException {
        List<Path> files = new ArrayList<>();
        for (String part : List.of("new", "cur")) {
            try (Stream<Path> all = Files.list(maildir.resolve(part))) {
                all.sorted().forEach(files::add);
            }
        }
        return files;
    }

    private static Map<String, String> remoteState(RunningNode node, String user, String name)
            throws IOException {
        Map<String, String> state = new TreeMap<>();
        try (ImapClient imap = logIn(node, user)) {
            imap.command("SELECT \"" + name + "\"");
            String wanted = "FETCH 1:* (FLAGS BODY.PEEK[HEADER.FIELDS (SUBJECT)])";
            for (ImapClient.Response response : imap.command(wanted).all("FETCH")) {
                Matcher subject =
                        SUBJECT.matcher(
                                new String(
                                        response.literals().getFirst(), StandardCharsets.US_ASCII));
                assertThat(subject.find()).isTrue();
                StringBuilder letters = new StringBuilder();
                for (String flag : List.of("Draft", "Flagged", "Answered", "Seen", "Deleted")) {
                    if (response.text().contains("\\" + flag)) {
                        letters.append(
                                flag.equals("Answered")
                                        ? 'R'
                                        : flag.equals("Deleted") ? 'T' : flag.charAt(0));
                    }
                }
                state.put(subject.group(1), letters.toString());
            }
        }
        return state;
    }

    // ---- the others

    @Test
    void curlListsReadsSearchesAndAppends() throws Exception {
        String user = newUser();
        deliver(user, one, 0, 3);
        String base = "imap://127.0.0.1:" + one.port("imap") + "/";
        assertThat(curl(user, base)).contains("INBOX");
        StringBuilder all = new StringBuilder();
        for (int i = 1; i <= 3; i++) {
            all.append(curl(user, base + "INBOX;MAILINDEX=" + i));
        }
        assertThat(all).contains("number 0", "number 1", "number 2");
        assertThat(curl(user, base + "INBOX?SUBJECT%20%22number%202%22"))
                .containsPattern("SEARCH [123]\r\n");
        Path file = folder.resolve("curl-message");
        Files.write(file, message("by curl"));
        curl(user, "-T", file.toString(), base + "INBOX");
        assertThat(curl(user, "imap://127.0.0.1:" + two.port("imap") + "/INBOX;MAILINDEX=4"))
                .contains("by curl");
        assertThat(curl(user, base + "INBOX", "-X", "STORE 1 +FLAGS \\Flagged"))
                .contains("\\Flagged");
        assertThat(curl(user, "--ssl-reqd", "--insecure", base + "INBOX", "-X", "NOOP")).isEmpty();
    }

    private static String curl(String user, String... words) throws Exception {
        List<String> command = new ArrayList<>(List.of("curl", "-sS", "--max-time", "30"));
        command.addAll(List.of("-u", user + ":" + TestCluster.PASSWORD));
        command.addAll(List.of(words));
        return programs.run(command.toArray(String[]::new));
    }

    @Test
    void muttMovesMessagesToANewFolder() throws Exception {
        String user = newUser();
        deliver(user, one, 0, 5);
        String base =
                "imap://%s:%s@127.0.0.1:%d/"
                        .formatted(user, TestCluster.PASSWORD, one.port("imap"));
        Path settings =
                programs.ownerOnly(
                        "muttrc",
                        """
                        set folder=%s spoolfile=%sINBOX
                        set ssl_starttls=no ssl_force_tls=no
                        set confirmappend=no confirmcreate=no delete=yes quit=yes move=no
                        set wait_key=no record="" mail_check=1 sleep_time=0
                        """
                                .formatted(base, base));
        programs.run(
                "script",
                "-qec",
                "mutt -F "
                        + settings
                        + " -e 'push \"<tag-pattern>number [13]<enter><tag-prefix><save-message>=Kept"
                        + "<enter><sync-mailbox><quit>\"'",
                "/dev/null");
        assertThat(remoteState(two, user, "Kept").keySet())
                .containsExactlyInAnyOrder("number 1", "number 3");
        assertThat(remoteState(two, user, "INBOX").keySet())
                .containsExactlyInAnyOrder("number 0", "number 2", "number 4");
    }

    @Test
    void pythonDoesAllItCan() throws Exception {
        String user = newUser();
        deliver(user, one, 0, 4);
        assertThat(python(user, one, "alone")).contains("python is content");
    }

    /** Two programs at once on different nodes, on one mailbox. */
    @Test
    void twoProgramsShareAMailbox() throws Exception {
        String user = newUser();
        deliver(user, one, 0, 4);
        try (ExecutorService both = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<String>> tasks =
                    List.of(() -> python(user, one, "left"), () -> python(user, two, "right"));
            for (Future<String> task : both.invokeAll(tasks)) {
                assertThat(task.get()).contains("python is content");
            }
        }
        assertThat(remoteState(one, user, "INBOX")).isEqualTo(remoteState(two, user, "INBOX"));
        assertThat(remoteState(one, user, "INBOX")).hasSize(4);
    }

    private static String python(String user, RunningNode node, String name) throws Exception {
        Path script =
                Files.writeString(
                        folder.resolve("imap-" + name + ".py"),
                        """
                        import imaplib, ssl, sys, time
                        port, user, password, name = int(sys.argv[1]), sys.argv[2], sys.argv[3], sys.argv[4]
                        trusting = ssl.create_default_context()
                        trusting.check_hostname = False
                        trusting.verify_mode = ssl.CERT_NONE
                        def ok(answer):
                            assert answer[0] == "OK", answer
                            return answer[1]
                        imap = imaplib.IMAP4("127.0.0.1", port)
                        assert "IMAP4REV1" in imap.capabilities, imap.capabilities
                        ok(imap.starttls(trusting))
                        ok(imap.login(user, password))
                        ok(imap.create('"Own/%s"' % name))
                        ok(imap.subscribe('"Own/%s"' % name))
                        assert any(b"Own/" in line for line in ok(imap.list())), imap.list()
                        assert int(ok(imap.select("INBOX"))[0]) >= 4
                        for turn in range(20):
                            text = b"Subject: %s %d\\r\\n\\r\\nbody\\r\\n" % (name.encode(), turn)
                            ok(imap.append("INBOX", "(\\\\Seen)", imaplib.Time2Internaldate(time.time()), text))
                            found = ok(imap.uid("SEARCH", None, 'SUBJECT "%s %d"' % (name, turn)))[0].split()
                            assert len(found) == 1, found
                            # Others' changes may be told between.
                            body = [part[1] for part in ok(imap.uid("FETCH", found[0], "(FLAGS BODY.PEEK[])"))
                                    if isinstance(part, tuple)][0]
                            assert body == text, body
                            ok(imap.uid("STORE", found[0], "+FLAGS", "(%s%d)" % (name, turn)))
                            ok(imap.uid("COPY", found[0], '"Own/%s"' % name))
                            ok(imap.uid("STORE", found[0], "+FLAGS", "(\\\\Deleted)"))
                            ok(imap.uid("EXPUNGE", found[0]))
                        ok(imap.close())
                        assert int(ok(imap.select('"Own/%s"' % name))[0]) == 20
                        found = ok(imap.search(None, "KEYWORD", "%s7" % name))[0].split()
                        assert len(found) == 1, found
                        ok(imap.sort("REVERSE SUBJECT", "UTF-8", "ALL"))
                        ok(imap.thread("REFERENCES", "UTF-8", "ALL"))
                        ok(imap.store("1:*", "+FLAGS", "\\\\Deleted"))
                        assert len(ok(imap.expunge())) == 20
                        ok(imap.unselect())
                        ok(imap.delete('"Own/%s"' % name))
                        imap.logout()
                        print("python is content")
                        """);
        return programs.run(
                "python3",
                script.toString(),
                "" + node.port("imap"),
                user,
                TestCluster.PASSWORD,
                name);
    }

    // ---- words of these tests

    private static synchronized String newUser() throws Exception {
        String user = "user" + accounts++;
        cluster.addAccount(user, "mail2", "u/" + user);
        return user;
    }

    private static byte[] message(String subject) {
        return ("From: sender@elsewhere.example\r\nSubject: " + subject + "\r\n\r\nbody\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static void deliver(String user, RunningNode node, int first, int count)
            throws IOException {
        try (Smtp lmtp = Smtp.lhlo(node.port("lmtp"))) {
            for (int i = first; i < first + count; i++) {
                assertThat(lmtp.send(user + "@cluster.example", message("number " + i)))
                        .startsWith("250");
            }
        }
    }

    private static ImapClient logIn(RunningNode node, String user) throws IOException {
        ImapClient imap =
                new ImapClient(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), node.port("imap")),
                        WAIT);
        imap.logIn(user, TestCluster.PASSWORD);
        return imap;
    }
}
