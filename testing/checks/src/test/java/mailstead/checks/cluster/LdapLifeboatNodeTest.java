package mailstead.checks.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import mailstead.directory.copy.SigningKey;
import mailstead.testkit.ldap.SlapdServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two nodes whose users are in slapd, each with a lifeboat that it publishes itself, while slapd is
 * killed: mail comes in at both, and where passwords are checked by their hashes nobody sees an
 * error; where only the server can check them, log-ins are told to try again.
 */
@Timeout(180)
final class LdapLifeboatNodeTest {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final byte[] MESSAGE =
            "Subject: one\r\n\r\nx\r\n".getBytes(StandardCharsets.UTF_8);

    @TempDir private Path folder;

    @Test
    void nobodyWhoExistsSeesAnError() throws Exception {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path volume = Files.createDirectories(folder.resolve("mail1"));
        Files.writeString(volume.resolve(".mailstead-volume"), "id-of-mail1\n");
        SigningKey.Pair pair = SigningKey.Pair.generate();
        Files.writeString(folder.resolve("publisher.pem"), pair.secret() + pair.open());
        Files.writeString(folder.resolve("publisher.pub"), pair.open());
        Files.writeString(folder.resolve("readers-password"), "read me\n");
        SlapdServer.Content content =
                SlapdServer.Content.of(ldif(volume))
                        .withDatabase(
                                "access to attrs=userPassword by dn.exact=\"cn=reader,dc=isp,dc=example\" read by anonymous auth by * none",
                                "access to * by dn.exact=\"cn=reader,dc=isp,dc=example\" read by * none");
        try (SlapdServer server = SlapdServer.start(content)) {
            Path first = configure("n1", server, "hash");
            Path second = configure("n2", server, "bind");
            StringWriter said = new StringWriter();
            assertThat(Answers.toCommand("directory publish", first, said)).as("%s", said).isZero();
            try (RunningNode hashes = RunningNode.start(first, folder.resolve("n1.log"), "256m");
                    RunningNode binds =
                            RunningNode.start(second, folder.resolve("n2.log"), "256m")) {
                Await.until("copied", SOON, () -> count(hashes, "event=copy-taken") > 0);
                Await.until("copied", SOON, () -> count(binds, "event=copy-taken") > 0);
                assertThat(Answers.toRecipient(binds, "nobody@cluster.example")).startsWith("550");

                server.kill();
                Await.until(
                        "boarded",
                        SOON,
                        () ->
                                Answers.toRecipient(hashes, "tevie@cluster.example")
                                                .startsWith("250")
                                        && count(hashes, "event=lifeboat-boarded") == 1);
                for (RunningNode node : List.of(hashes, binds)) {
                    serveWithoutTheServer(node);
                }
                assertThat(Answers.toPassword(hashes, "tevie", TestCluster.PASSWORD))
                        .startsWith("+OK 4 ");
                assertThat(Answers.toPassword(binds, "tevie", TestCluster.PASSWORD))
                        .startsWith("-ERR [SYS/TEMP]");
                assertThat(Answers.toCommand("directory status", second, said)).isEqualTo(75);
                assertThat(said.toString()).contains("copies");

                server.restart();
                for (RunningNode node : List.of(hashes, binds)) {
                    Await.until(
                            "nobody is nobody again",
                            SOON,
                            () ->
                                    Answers.toRecipient(node, "nobody@cluster.example")
                                                    .startsWith("550")
                                            && count(node, "event=lifeboat-left") == 1);
                }
                Await.until(
                        "the server checks passwords again",
                        SOON,
                        () ->
                                Answers.toPassword(binds, "tevie", TestCluster.PASSWORD)
                                        .startsWith("+OK 4 "));
                for (RunningNode node : List.of(hashes, binds)) {
                    assertThat(count(node, "event=lifeboat-boarded")).as("one alarm").isOne();
                    assertThat(node.stop()).isZero();
                    assertThat(node.log())
                            .doesNotContain("event=bug")
                            .doesNotContain("event=copy-old")
                            .doesNotContain("tradition");
                }
            }
        }
    }

    private static void serveWithoutTheServer(RunningNode node) throws IOException {
        for (String recipient : new String[] {"tevie", "dairy"}) {
            try (Smtp smtp = Smtp.ehlo(node.port("mx"))) {
                assertThat(smtp.send(recipient + "@cluster.example", MESSAGE)).startsWith("250");
            }
        }
        assertThat(Answers.toRecipient(node, "nobody@cluster.example")).startsWith("451 4.4.3");
        assertThat(Answers.toPassword(node, "tevie", "wrong")).startsWith("-ERR [SYS/TEMP]");
        assertThat(Answers.toPassword(node, "nobody", "any")).startsWith("-ERR [SYS/TEMP]");
    }

    private static long count(RunningNode node, String event) {
        return node.log().lines().filter(line -> line.contains(event)).count();
    }

    private Path configure(String name, SlapdServer server, String check) throws IOException {
        return Files.writeString(
                folder.resolve(name + ".yaml"),
                """
                name: %1$s.cluster.example
                roles: [mx, pop3]
                data: %1$s
                directory:
                  kind: ldap
                  ldap:
                    servers: ldap://127.0.0.1:%2$d
                    start-tls: false
                    bind-dn: cn=reader,dc=isp,dc=example
                    password-file: readers-password
                    base: dc=isp,dc=example
                    domains: [cluster.example]
                    volumes:
                      mail1: {folder: %3$s, marker: id-of-mail1}
                    preset: inetLocalMailRecipient
                    map: {home: labeledURI, uid: none, gid: none}
                    password-check: %4$s
                  lifeboat: {folder: copies-%1$s, keys: publisher.pub, interval: 1s, old: 3h}
                publisher: {folder: copies-%1$s, key: publisher.pem, interval: 1s}
                listeners:
                  mx: {address: '127.0.0.1:0', tls: none}
                  pop3: {address: '127.0.0.1:0', tls: none}
                """
                        .formatted(name, server.port(), folder.resolve("mail1"), check));
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
        mailLocalAddress: tevie@cluster.example
        labeledURI: %s/tevie
        userPassword: tradition

        dn: cn=dairy,dc=isp,dc=example
        objectClass: nisMailAlias
        cn: dairy
        rfc822MailMember: tevie
        """
                .formatted(volume);
    }
}
