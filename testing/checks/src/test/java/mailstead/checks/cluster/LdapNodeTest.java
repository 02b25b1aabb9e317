package mailstead.checks.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import mailstead.testkit.SelfSignedCertificate;
import mailstead.testkit.ldap.SlapdServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A node whose users are in a real slapd that shows no hashes: mail comes in and is collected with
 * passwords that the server checks, and when the server dies nobody hears that somebody does not
 * exist or has a wrong password.
 */
@Timeout(180)
final class LdapNodeTest {

    private static final Duration SOON = Duration.ofSeconds(40);
    private static final byte[] MESSAGE =
            "Subject: one\r\n\r\nx\r\n".getBytes(StandardCharsets.UTF_8);

    @TempDir private Path folder;

    @Test
    void usersInLdapAreServed() throws Exception {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        SelfSignedCertificate.make(folder, "ldap", "IP:127.0.0.1");
        Path volume = Files.createDirectories(folder.resolve("mail1"));
        Files.writeString(volume.resolve(".mailstead-volume"), "id-of-mail1\n");
        SlapdServer.Content content =
                SlapdServer.Content.of(ldif(volume))
                        .withTls(folder.resolve("ldap.crt"), folder.resolve("ldap.key"))
                        .withDatabase(
                                "access to attrs=userPassword by anonymous auth by * none",
                                "access to * by dn.exact=\"cn=reader,dc=isp,dc=example\" read by * none");
        try (SlapdServer server = SlapdServer.start(content)) {
            configure(server);
            assertThat(run("directory status")).contains("ldaps://127.0.0.1:" + server.tlsPort());
            assertThat(run("directory find TEVIE@cluster.example"))
                    .contains("tevie", "mail1:tevie/Maildir", "4711");
            assertThat(run("directory find dairy@cluster.example"))
                    .contains("tevie@cluster.example");
            StringWriter said = new StringWriter();
            assertThat(execute("directory find nobody", said)).isEqualTo(1);
            assertThat(execute("account set tevie --suspend", said)).isEqualTo(1);
            assertThat(execute("directory prepare", said)).isEqualTo(1);
            assertThat(said.toString()).contains("in LDAP, which is only read here");
            try (RunningNode node =
                    RunningNode.start(
                            folder.resolve("n1.yaml"), folder.resolve("n1.log"), "256m")) {
                serve(node);
                loseAndRegain(server, node);
                assertThat(node.stop()).isZero();
                assertThat(node.log()).doesNotContain("event=bug").doesNotContain("tradition");
            }
        }
    }

    private static void serve(RunningNode node) throws IOException {
        for (String recipient : new String[] {"tevie", "dairy", "anything-else"}) {
            try (Smtp smtp = Smtp.ehlo(node.port("mx"))) {
                assertThat(smtp.send(recipient + "@cluster.example", MESSAGE)).startsWith("250");
            }
        }
        assertThat(Answers.toRecipient(node, "nobody@other.example")).startsWith("550");
        assertThat(Answers.toRecipient(node, "tevie@nowhere.example")).startsWith("5");
        try (Pop3 session = Pop3.login(node.port("pop3"), "tevie", TestCluster.PASSWORD)) {
            assertThat(session.uidl()).hasSize(3);
        }
        try (LineClient imap = new LineClient(node.port("imap"))) {
            assertThat(imap.line()).startsWith("* OK");
            imap.send("a LOGIN tevie@cluster.example " + TestCluster.PASSWORD + "\r\n");
            assertThat(imap.line()).startsWith("a OK");
        }
        assertThat(Answers.toPassword(node, "tevie", "wrong")).startsWith("-ERR [AUTH]");
        assertThat(Answers.toPassword(node, "nobody", TestCluster.PASSWORD))
                .startsWith("-ERR [AUTH]");
        assertThat(Answers.toPassword(node, "golde", TestCluster.PASSWORD))
                .as("suspended by an attribute")
                .contains("suspended");
    }

    private void loseAndRegain(SlapdServer server, RunningNode node) throws IOException {
        server.kill();
        // what was found is used for another moment
        Await.until(
                "doubt",
                SOON,
                () -> Answers.toRecipient(node, "tevie@cluster.example").startsWith("451 4.4.3"));
        for (int i = 0; i < 5; i++) {
            assertThat(Answers.toRecipient(node, "nobody@other.example")).startsWith("451 4.4.3");
            assertThat(Answers.toPassword(node, "tevie", "wrong")).startsWith("-ERR [SYS/TEMP]");
            assertThat(Answers.toPassword(node, "nobody", "any")).startsWith("-ERR [SYS/TEMP]");
        }
        assertThat(execute("directory status", new StringWriter())).isEqualTo(75);
        Await.until("it is told", SOON, () -> node.log().contains("event=directory-lost"));
        server.restart();
        Await.until(
                "nobody is nobody again",
                SOON,
                () -> Answers.toRecipient(node, "nobody@other.example").startsWith("550"));
        Await.until(
                "tevie is served again",
                SOON,
                () -> Answers.toPassword(node, "tevie", TestCluster.PASSWORD).startsWith("+OK"));
        Await.until("it is told", SOON, () -> node.log().contains("event=directory-regained"));
    }

    private static String ldif(Path volume) {
        return """
        dn: dc=isp,dc=example
        objectClass: dcObject
        objectClass: organization
        dc: isp
        o: An ISP

        dn: cn=reader,dc=isp,dc=example
        objectClass: person
        cn: reader
        sn: reader
        userPassword: read me

        dn: uid=tevie,dc=isp,dc=example
        objectClass: inetOrgPerson
        objectClass: inetLocalMailRecipient
        uid: tevie
        cn: Tevie
        sn: Milkman
        employeeNumber: 4711
        employeeType: paid
        mailLocalAddress: tevie@cluster.example
        mailLocalAddress: @cluster.example
        labeledURI: %1$s/tevie
        userPassword: tradition

        dn: uid=golde,dc=isp,dc=example
        objectClass: inetOrgPerson
        objectClass: inetLocalMailRecipient
        uid: golde
        cn: Golde
        sn: Milkman
        employeeType: unpaid
        mailLocalAddress: golde@cluster.example
        labeledURI: %1$s/golde
        userPassword: tradition

        dn: cn=dairy,dc=isp,dc=example
        objectClass: nisMailAlias
        cn: dairy
        rfc822MailMember: tevie
        """
                .formatted(volume);
    }

    private void configure(SlapdServer server) throws IOException {
        Files.writeString(folder.resolve("readers-password"), "read me\n");
        Files.writeString(
                folder.resolve("n1.yaml"),
                """
                name: n1.cluster.example
                roles: [mx, pop3, imap]
                data: n1
                directory:
                  kind: ldap
                  ldap:
                    servers: ldaps://127.0.0.1:%d
                    ca: ldap.crt
                    bind-dn: cn=reader,dc=isp,dc=example
                    password-file: readers-password
                    base: dc=isp,dc=example
                    deadline: 60s
                    domains: [cluster.example, other.example]
                    volumes:
                      mail1: {folder: %s, marker: id-of-mail1}
                    preset: inetLocalMailRecipient
                    map:
                      home: labeledURI
                      uid: none
                      gid: none
                      customer: employeeNumber
                      status: employeeType
                      status-values: [paid=active, unpaid=suspended]
                listeners:
                  mx: {address: '127.0.0.1:0', tls: none}
                  pop3: {address: '127.0.0.1:0', tls: none}
                  imap: {address: '127.0.0.1:0', tls: none}
                """
                        .formatted(server.tlsPort(), folder.resolve("mail1")));
    }

    private String run(String line) {
        StringWriter out = new StringWriter();
        int status = execute(line, out);
        assertThat(status).as(line + ": " + out).isZero();
        return out.toString();
    }

    private int execute(String line, StringWriter out) {
        return Answers.toCommand(line, folder.resolve("n1.yaml"), out);
    }
}
