package mailstead.checks.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Programs that people use, in front of a real node. {@code ./mailstead test} installs them; one
 * that is missing is named.
 */
@Timeout(60)
final class RealClientsTest {

    @TempDir private static Path folder;
    private static TestCluster cluster;
    private static RunningNode node;
    private static Programs programs;
    private static int accounts;

    @BeforeAll
    static void start() throws Exception {
        cluster = new TestCluster(folder);
        node = cluster.start("all-1", "mx", "lmtp", "pop3");
        programs = new Programs(folder, node::log);
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @Test
    void swaksDeliversOverStartTls() throws Exception {
        assumeTrue(
                programs.run("swaks", "--support").contains("TLS supported"),
                "left out: swaks speaks no TLS without the package libnet-ssleay-perl");
        String user = newUser();
        String output =
                programs.run(
                        "swaks",
                        "--server",
                        "127.0.0.1:" + node.port("mx"),
                        "--tls",
                        "--helo",
                        "client.example",
                        "--from",
                        "sender@elsewhere.example",
                        "--to",
                        user + "@cluster.example",
                        "--body",
                        "by swaks");
        assertThat(output).contains("TLS started").contains("~> .").containsPattern("<~ +250");
        assertThat(collected(user)).contains("by swaks").contains("with ESMTPS");
    }

    @Test
    void swaksDeliversByLmtp() throws Exception {
        String user = newUser();
        programs.run(
                "swaks",
                "--protocol",
                "LMTP",
                "--server",
                "127.0.0.1:" + node.port("lmtp"),
                "--helo",
                "client.example",
                "--from",
                "sender@elsewhere.example",
                "--to",
                user + "@cluster.example",
                "--body",
                "by lmtp");
        assertThat(collected(user)).contains("by lmtp").contains("with LMTP");
    }

    @Test
    void curlSendsAndCollects() throws Exception {
        String user = newUser();
        Path message =
                Files.writeString(
                        folder.resolve("curl.eml"), "Subject: curl\r\n\r\n.dot\r\nby curl\r\n");
        programs.run(
                "curl",
                "-sS",
                "smtp://127.0.0.1:" + node.port("mx"),
                "--mail-from",
                "sender@elsewhere.example",
                "--mail-rcpt",
                user + "@cluster.example",
                "-T",
                message.toString());
        String pop3 = "pop3://127.0.0.1:" + node.port("pop3");
        assertThat(
                        programs.run(
                                "curl",
                                "-sS",
                                "--ssl-reqd",
                                "-k",
                                "-u",
                                user + ":" + TestCluster.PASSWORD,
                                pop3 + "/1"))
                .contains(".dot\r\nby curl");
        assertThat(programs.run("curl", "-sS", "-u", user + ":" + TestCluster.PASSWORD, pop3))
                .startsWith("1 ");
    }

    @Test
    void msmtpSends() throws Exception {
        String user = newUser();
        Path message =
                Files.writeString(folder.resolve("msmtp.eml"), "Subject: msmtp\n\nby msmtp\n");
        programs.runWithInput(
                message,
                "msmtp",
                "--host=127.0.0.1",
                "--port=" + node.port("mx"),
                "--tls=on",
                "--tls-starttls=on",
                "--tls-certcheck=off",
                "--from=sender@elsewhere.example",
                user + "@cluster.example");
        assertThat(collected(user)).contains("by msmtp");
    }

    @Test
    void mpopCollectsOverStls() throws Exception {
        String user = newUser();
        deliver(user, "for mpop");
        Path mailbox = Files.createDirectories(folder.resolve("mpop-" + user));
        for (String part : List.of("tmp", "new", "cur")) {
            Files.createDirectories(mailbox.resolve(part));
        }
        Path settings =
                programs.ownerOnly(
                        "mpoprc",
                        """
                        account default
                        host 127.0.0.1
                        port %d
                        user %s
                        password %s
                        tls on
                        tls_starttls on
                        tls_certcheck off
                        uidls_file %s
                        delivery maildir %s
                        """
                                .formatted(
                                        node.port("pop3"),
                                        user,
                                        TestCluster.PASSWORD,
                                        folder.resolve("mpop-uidls"),
                                        mailbox));
        programs.run("mpop", "--file=" + settings);
        assertThat(onlyFile(mailbox.resolve("new"))).contains("for mpop");
        assertThat(maildirFiles(user)).as("mpop deletes what it has collected").isEmpty();
    }

    @Test
    void fetchmailCollectsAndDeletes() throws Exception {
        String user = newUser();
        deliver(user, "for fetchmail");
        Path target = folder.resolve("fetchmail-" + user);
        Path script =
                Files.writeString(
                        folder.resolve("take-" + user), "#!/bin/sh\ncat > '" + target + "'\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
        Path settings =
                programs.ownerOnly(
                        "fetchmailrc",
                        """
                        poll 127.0.0.1 service %d protocol pop3 uidl
                          user "%s" password "%s" nokeep sslproto "" mda "%s"
                        """
                                .formatted(node.port("pop3"), user, TestCluster.PASSWORD, script));
        programs.run(
                "fetchmail",
                "-f",
                settings.toString(),
                "--idfile",
                folder.resolve("fetchids").toString(),
                "--pidfile",
                folder.resolve("fetchmail.pid").toString(),
                "--nosyslog");
        assertThat(Files.readString(target)).contains("for fetchmail");
        assertThat(maildirFiles(user)).isEmpty();
    }

    @Test
    void pythonSendsAndCollects() throws Exception {
        String user = newUser();
        Path script =
                Files.writeString(
                        folder.resolve("client.py"),
                        """
                        import poplib, smtplib, ssl, sys
                        smtp_port, pop3_port, user, password = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3], sys.argv[4]
                        trusting = ssl.create_default_context()
                        trusting.check_hostname = False
                        trusting.verify_mode = ssl.CERT_NONE
                        with smtplib.SMTP("127.0.0.1", smtp_port) as smtp:
                            smtp.starttls(context=trusting)
                            smtp.sendmail("sender@elsewhere.example", [user + "@cluster.example"],
                                          "Subject: python\\r\\n\\r\\n.by python\\r\\n")
                            try:
                                smtp.sendmail("sender@elsewhere.example", ["nobody@cluster.example"], "x")
                                sys.exit("an unknown recipient was accepted")
                            except smtplib.SMTPRecipientsRefused as refused:
                                assert refused.recipients["nobody@cluster.example"][0] == 550, refused.recipients
                        pop3 = poplib.POP3("127.0.0.1", pop3_port)
                        assert "STLS" in pop3.capa(), pop3.capa()
                        pop3.stls(trusting)
                        pop3.user(user)
                        pop3.pass_(password)
                        assert pop3.stat()[0] == 1
                        lines = pop3.retr(1)[1]
                        assert b".by python" in lines, lines
                        assert len(pop3.uidl()[1]) == 1
                        pop3.dele(1)
                        pop3.quit()
                        print("python is content")
                        """);
        assertThat(
                        programs.run(
                                "python3",
                                script.toString(),
                                "" + node.port("mx"),
                                "" + node.port("pop3"),
                                user,
                                TestCluster.PASSWORD))
                .contains("python is content");
        assertThat(maildirFiles(user)).isEmpty();
    }

    private static synchronized String newUser() throws Exception {
        String user = "user" + accounts++;
        cluster.addAccount(user, "mail2", "u/" + user);
        return user;
    }

    private static void deliver(String user, String text) throws IOException {
        try (Smtp smtp = Smtp.ehlo(node.port("mx"))) {
            String content =
                    "From: sender@elsewhere.example\r\nSubject: test\r\n\r\n" + text + "\r\n";
            assertThat(
                            smtp.send(
                                    user + "@cluster.example",
                                    content.getBytes(java.nio.charset.StandardCharsets.US_ASCII)))
                    .startsWith("250");
        }
    }

    private static String collected(String user) throws IOException {
        try (Pop3 session = Pop3.login(node.port("pop3"), user, TestCluster.PASSWORD)) {
            return new String(session.retrieve(1), java.nio.charset.StandardCharsets.UTF_8);
        }
    }

    private static List<Path> maildirFiles(String user) throws IOException {
        try (Stream<Path> all = Files.walk(cluster.home("mail2", "u/" + user))) {
            return all.filter(Files::isRegularFile).toList();
        }
    }

    private static String onlyFile(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return Files.readString(files.toList().getFirst());
        }
    }
}
