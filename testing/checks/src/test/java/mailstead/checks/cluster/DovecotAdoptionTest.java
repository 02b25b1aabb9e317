package mailstead.checks.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import mailstead.fs.LinuxFileSystem;
import mailstead.fs.MountedVolume;
import mailstead.fs.VolumeThreads;
import mailstead.mail.folder.Flags;
import mailstead.mail.folder.FolderState;
import mailstead.mail.folder.FolderTree;
import mailstead.mail.folder.Message;
import mailstead.maildir.MaildirStore;
import mailstead.maildir.Volumes;
import mailstead.maildir.adoption.HomeReport;
import mailstead.spi.Account;
import mailstead.spi.AccountFolders;
import mailstead.spi.Home;
import mailstead.spi.Maildrop;
import mailstead.spi.Quota;
import mailstead.spi.Status;
import mailstead.spi.Volume;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A Maildir that a real Dovecot has used: what its clients were told before, ours are told after,
 * and nothing of Dovecot's is touched.
 */
@Timeout(120)
final class DovecotAdoptionTest {

    private static final String PROGRAM = "/usr/sbin/dovecot";
    private static final String UNPRIVILEGED = "65534";
    private static final Pattern FETCHED =
            Pattern.compile(
                    "\\* \\d+ FETCH \\(UID (\\d+) FLAGS \\(([^)]*)\\) INTERNALDATE \"([^\"]*)\" RFC822.SIZE (\\d+)\\)");
    private static final Map<String, String> FOLDERS =
            Map.of(
                    "INBOX",
                    "INBOX",
                    "Sent",
                    "Sent",
                    "Work.Deep.Sub",
                    "Work/Deep/Sub",
                    "Caf&AOk-",
                    "Caf\u00e9");

    @TempDir private Path folder;

    /** What a client knows of a message. */
    private record Told(Flags flags, Instant date, long octets) {}

    /** What a client knows of a folder. */
    private record ToldFolder(long uidValidity, long uidNext, Map<Long, Told> messages) {}

    @Test
    void clientsOfDovecotNoticeNothing() throws Exception {
        assumeTrue(
                Files.isExecutable(Path.of(PROGRAM))
                        && Files.exists(Path.of("/usr/lib/dovecot/pop3")),
                "left out: dovecot-imapd and dovecot-pop3d are not installed");
        assumeTrue(
                "root".equals(System.getProperty("user.name")),
                "left out: Dovecot starts as root only");
        Map<String, ToldFolder> before = new LinkedHashMap<>();
        List<String> uidls;
        try (Server server = new Server()) {
            server.await();
            try (Imap imap = new Imap(server.imap)) {
                use(imap);
                for (String name : FOLDERS.keySet()) {
                    before.put(name, imap.look(name));
                }
            }
            uidls = uidls(server.pop3);
        }
        assertThat(before.values()).anyMatch(its -> its.messages().size() > 10);
        Map<Path, String> files = dovecotFiles();
        assertThat(files).isNotEmpty();
        try (Volumes volumes =
                new Volumes(
                        () -> List.of(new Volume("v1", folder.toString(), "id-1", 1)),
                        new LinuxFileSystem(),
                        VolumeThreads.Limits.DEFAULT,
                        System::nanoTime)) {
            MountedVolume.initialise(new LinuxFileSystem(), folder.toString(), "id-1");
            MaildirStore store =
                    new MaildirStore(
                            volumes,
                            "mx-1",
                            Instant::now,
                            System::nanoTime,
                            new Random(1),
                            _ -> {});
            HomeReport report = store.survey(account());
            assertThat(dovecotFiles()).as("a report changes nothing").isEqualTo(files);
            for (HomeReport.FolderReport said : report.folders()) {
                ToldFolder was =
                        before.entrySet().stream()
                                .filter(its -> said.name().equals(FOLDERS.get(its.getKey())))
                                .findFirst()
                                .orElseThrow()
                                .getValue();
                assertThat(said.uidValidity()).as(said.name()).hasValue(was.uidValidity());
                assertThat(said.uidNext()).as(said.name()).isEqualTo(was.uidNext());
                assertThat(said.kept()).as(said.name()).isEqualTo(was.messages().size());
                assertThat(said.left()).as(said.name()).isEmpty();
            }
            assertThat(report.folders()).hasSize(FOLDERS.size());
            assertThat(report.folders().getFirst().pop3Ids()).isEqualTo(uidls.size());
            assertThat(store.open(account()).entries())
                    .extracting(Maildrop.Entry::uid)
                    .containsExactlyInAnyOrderElementsOf(uidls);
            AccountFolders folders = store.folders().of(account());
            FolderTree tree = folders.tree();
            assertThat(tree.folders().keySet())
                    .containsExactlyInAnyOrderElementsOf(FOLDERS.values());
            assertThat(tree.subscriptions())
                    .containsExactlyInAnyOrder("INBOX", "Work/Deep/Sub", "Caf\u00e9");
            for (Map.Entry<String, String> name : FOLDERS.entrySet()) {
                String mailboxId = tree.folder(name.getValue()).orElseThrow().mailboxId();
                FolderState state = folders.folder(mailboxId).refresh(Duration.ZERO);
                assertThat(told(state)).as(name.getKey()).isEqualTo(before.get(name.getKey()));
            }
            assertThat(store.open(account()).entries())
                    .extracting(Maildrop.Entry::uid)
                    .containsExactlyInAnyOrderElementsOf(uidls);
        }
        assertThat(dovecotFiles()).isEqualTo(files);
    }

    private static Account account() {
        return new Account(
                "u",
                "c-1",
                List.of(),
                List.of(),
                new Home("v1", "mail/u"),
                Optional.empty(),
                Quota.NONE,
                Set.of(),
                Status.ACTIVE,
                Status.ACTIVE,
                Map.of());
    }

    private static ToldFolder told(FolderState state) {
        Map<Long, Told> messages = new LinkedHashMap<>();
        for (Message message : state) {
            messages.put(
                    message.uid(),
                    new Told(message.flags(), message.internalDate(), message.size().orElse(-1)));
        }
        return new ToldFolder(state.uidValidity(), state.uidNext(), messages);
    }

    private Map<Path, String> dovecotFiles() throws IOException {
        Map<Path, String> files = new LinkedHashMap<>();
        try (Stream<Path> all = Files.walk(folder.resolve("mail"))) {
            for (Path file : all.filter(Files::isRegularFile).sorted().toList()) {
                if (!file.toString().contains("/mailstead.")) {
                    files.put(file, Files.readString(file, StandardCharsets.ISO_8859_1));
                }
            }
        }
        return files;
    }

    /** What people do to mail, the same every time. */
    private static void use(Imap imap) throws IOException {
        Random random = new Random(11);
        for (String name : FOLDERS.keySet()) {
            if (!name.equals("INBOX")) {
                imap.command("CREATE " + name);
            }
        }
        for (String name : List.of("INBOX", "Work.Deep.Sub", "Caf&AOk-")) {
            imap.command("SUBSCRIBE " + name);
        }
        for (int i = 0; i < 60; i++) {
            String name = List.of("INBOX", "INBOX", "Sent", "Work.Deep.Sub").get(random.nextInt(4));
            String message =
                    "Subject: %d\r\n\r\n%s\r\n".formatted(i, "x".repeat(random.nextInt(99)));
            imap.command(
                    "APPEND %s (%s) \"%02d-Feb-2021 10:%02d:00 +0100\" {%d+}\r\n%s"
                            .formatted(
                                    name, flags(random), 1 + i % 28, i, message.length(), message));
        }
        for (int i = 0; i < 60; i++) {
            String name = List.of("INBOX", "Sent", "Work.Deep.Sub").get(random.nextInt(3));
            imap.command("SELECT " + name);
            String sign = List.of("+", "-", "").get(random.nextInt(3));
            imap.command(
                    "STORE %d:%d %sFLAGS (%s)"
                            .formatted(
                                    1 + random.nextInt(4),
                                    4 + random.nextInt(3),
                                    sign,
                                    flags(random)));
            if (random.nextInt(5) == 0) {
                imap.command("STORE 2 +FLAGS (\\Deleted)");
                imap.command("EXPUNGE");
            } else if (random.nextInt(5) == 0) {
                imap.command("COPY 1:2 INBOX");
            }
        }
        imap.command("CLOSE");
    }

    private static String flags(Random random) {
        List<String> flags = new ArrayList<>();
        for (String flag :
                List.of(
                        "\\Seen",
                        "\\Answered",
                        "\\Flagged",
                        "\\Draft",
                        "$Label1",
                        "NonJunk",
                        "$Forwarded",
                        "work")) {
            if (random.nextInt(4) == 0) {
                flags.add(flag);
            }
        }
        return String.join(" ", flags);
    }

    private static List<String> uidls(int port) throws IOException {
        try (LineClient client = new LineClient(port)) {
            client.expectOk();
            for (String line : List.of("USER u", "PASS p", "UIDL")) {
                client.send(line + "\r\n");
                client.expectOk();
            }
            List<String> uidls =
                    new String(client.multiLine(), StandardCharsets.US_ASCII)
                            .lines()
                            .map(line -> line.substring(line.indexOf(' ') + 1))
                            .toList();
            client.send("QUIT\r\n");
            client.expectOk();
            return uidls;
        }
    }

    /** A client of IMAP. Confined to one thread. */
    private static final class Imap implements AutoCloseable {

        private static final DateTimeFormatter DATE =
                DateTimeFormatter.ofPattern("d-MMM-yyyy HH:mm:ss Z", Locale.ROOT);

        private final LineClient client;

        Imap(int port) throws IOException {
            client = new LineClient(port);
            client.line();
            command("LOGIN u p");
        }

        /** The untagged lines. */
        List<String> command(String text) throws IOException {
            client.send("a " + text + "\r\n");
            List<String> lines = new ArrayList<>();
            while (true) {
                String line = client.line();
                if (line.startsWith("a ")) {
                    assertThat(line).as(text).startsWith("a OK");
                    return lines;
                }
                lines.add(line);
            }
        }

        ToldFolder look(String name) throws IOException {
            String status = String.join("", command("STATUS " + name + " (UIDVALIDITY UIDNEXT)"));
            command("EXAMINE " + name);
            Map<Long, Told> messages = new LinkedHashMap<>();
            for (String line : command("UID FETCH 1:* (UID FLAGS INTERNALDATE RFC822.SIZE)")) {
                Matcher matcher = FETCHED.matcher(line);
                if (matcher.matches()) {
                    messages.put(
                            Long.parseLong(matcher.group(1)),
                            new Told(
                                    flags(matcher.group(2)),
                                    OffsetDateTime.parse(matcher.group(3).strip(), DATE)
                                            .toInstant(),
                                    Long.parseLong(matcher.group(4))));
                }
            }
            return new ToldFolder(
                    number(status, "UIDVALIDITY"), number(status, "UIDNEXT"), messages);
        }

        private static Flags flags(String text) {
            Set<Flags.System> system = EnumSet.noneOf(Flags.System.class);
            List<String> words = new ArrayList<>();
            for (String word : text.split(" ", -1)) {
                Optional<Flags.System> flag = Flags.System.parse(word);
                flag.ifPresent(system::add);
                if (flag.isEmpty() && !word.isEmpty() && !word.equals("\\Recent")) {
                    words.add(word);
                }
            }
            return Flags.of(system, words);
        }

        private static long number(String text, String label) {
            Matcher matcher = Pattern.compile(label + " (\\d+)").matcher(text);
            assertThat(matcher.find()).as(text).isTrue();
            return Long.parseLong(matcher.group(1));
        }

        @Override
        public void close() throws IOException {
            client.close();
        }
    }

    /** Dovecot, out of the box but for its ports and folders. */
    private final class Server implements AutoCloseable {

        private final int imap = freePort();
        private final int pop3 = freePort();
        private final Process master;

        Server() throws Exception {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
            Path run = Files.createDirectory(folder.resolve("run"));
            Path mail = Files.createDirectory(folder.resolve("mail"));
            Files.createDirectory(mail.resolve("u"));
            run("chown", "-R", UNPRIVILEGED + ":" + UNPRIVILEGED, mail.toString());
            Path users = Files.writeString(folder.resolve("users"), "u:{PLAIN}p::::::\n");
            String config =
                    """
                    base_dir = %1$s
                    state_dir = %1$s
                    listen = 127.0.0.1
                    protocols = imap pop3
                    ssl = no
                    disable_plaintext_auth = no
                    log_path = %2$s
                    mail_location = maildir:%3$s/%%u
                    first_valid_uid = 1
                    passdb {
                      driver = passwd-file
                      args = %4$s
                    }
                    userdb {
                      driver = static
                      args = uid=%7$s gid=%7$s home=%3$s/%%u
                    }
                    service imap-login {
                      inet_listener imap {
                        port = %5$d
                      }
                      inet_listener imaps {
                        port = 0
                      }
                    }
                    service pop3-login {
                      inet_listener pop3 {
                        port = %6$d
                      }
                      inet_listener pop3s {
                        port = 0
                      }
                    }
                    """
                            .formatted(
                                    run,
                                    folder.resolve("log"),
                                    mail,
                                    users,
                                    imap,
                                    pop3,
                                    UNPRIVILEGED);
            Path file = Files.writeString(folder.resolve("dovecot.conf"), config);
            master =
                    new ProcessBuilder(PROGRAM, "-F", "-c", file.toString())
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
        }

        void await() {
            Await.until("Dovecot greets", Duration.ofSeconds(30), this::isGreeting);
        }

        private boolean isGreeting() {
            try (LineClient one = new LineClient(imap);
                    LineClient other = new LineClient(pop3)) {
                return one.line().startsWith("* OK") && other.line().startsWith("+OK");
            } catch (IOException _) {
                return false;
            }
        }

        private static int freePort() throws IOException {
            try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            }
        }

        private static void run(String... command) throws IOException, InterruptedException {
            Process process =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).as(command[0]).isTrue();
            assertThat(process.exitValue()).as(command[0]).isZero();
        }

        @Override
        public void close() throws Exception {
            master.destroy();
            assertThat(master.waitFor(30, TimeUnit.SECONDS)).as("Dovecot ends").isTrue();
        }
    }
}
