package mailstead.node.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import mailstead.directory.ldap.LdapSettings;
import mailstead.directory.ldap.Mapping;
import mailstead.directory.ldap.Preset;
import mailstead.directory.ldap.Term;
import mailstead.mail.DomainName;
import mailstead.spi.Volume;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LdapConfigTest {

    private static final String HEAD =
            """
            data: data
            roles: [mx]
            listeners: {mx: {address: "127.0.0.1:0", tls: none}}
            directory:
              kind: ldap
            """;

    private static final String WHOLE =
            HEAD
                    + """
                      ldap:
                        servers: [ldap://ldap-1.example.net, "ldaps://[2001:db8::1]:1636"]
                        ca: /etc/ssl/ldap.pem
                        bind-dn: cn=mail,dc=isp,dc=example
                        password-file: secret
                        base: dc=isp,dc=example
                        domains: [x.example, Bücher.example]
                        volumes:
                          mail1: {folder: /mail1/, marker: id-1}
                          mail2: {folder: /srv/mail2, marker: id-2, weight: 0}
                        password-check: hash
                        decoy: cn=decoy,dc=isp,dc=example
                        deadline: 8s
                        fresh: 0s
                        preset: qmail-ldap
                        map:
                          quota: none
                          changed: none
                          maildir-base: /mail1/store
                          status-values: [on=active, "off=suspended"]
                          login-filter: "(&(objectClass=qmailUser)(uid={login}))"
                    """;

    @TempDir private Path folder;

    private NodeConfig loaded(String text) throws Exception {
        return NodeConfig.load(Files.writeString(folder.resolve("node.yaml"), text));
    }

    private List<String> problems(String text) {
        BrokenConfiguration broken =
                catchThrowableOfType(BrokenConfiguration.class, () -> loaded(text));
        assertThat(broken).as(text).isNotNull();
        return broken.problems().stream().map(BrokenConfiguration.Problem::toString).toList();
    }

    @Test
    void aLifeboatAndItsPublisherAreRead() throws Exception {
        NodeConfig config =
                loaded(
                        WHOLE
                                + "  lifeboat: {folder: copies, keys: publisher.pub, old: 3h}\n"
                                + "publisher: {folder: copies, key: publisher.key}\n");
        DirectoryConfig.Copy copy =
                ((DirectoryConfig.Ldap) config.directory()).lifeboat().orElseThrow();
        assertThat(copy.source())
                .isEqualTo(new DirectoryConfig.CopySource.Folder(folder.resolve("copies")));
        assertThat(copy.old()).isEqualTo(Duration.ofHours(3));
        assertThat(config.publisher()).isPresent();
        assertThat(loaded(Rendering.of(config))).isEqualTo(config);
        assertThat(problems(WHOLE + "  lifeboat: {folder: copies}\n"))
                .anyMatch(problem -> problem.contains("'directory.lifeboat.keys' is missing"));
    }

    @Test
    void allOfItIsRead() throws Exception {
        NodeConfig config = loaded(WHOLE);
        assertThat(config.directory())
                .isEqualTo(
                        new DirectoryConfig.Ldap(
                                List.of(
                                        new LdapSettings.Server(
                                                "ldap-1.example.net",
                                                389,
                                                LdapSettings.Security.STARTTLS),
                                        new LdapSettings.Server(
                                                "2001:db8::1", 1636, LdapSettings.Security.LDAPS)),
                                Optional.of(Path.of("/etc/ssl/ldap.pem")),
                                Optional.of("cn=mail,dc=isp,dc=example"),
                                Optional.of(folder.resolve("secret")),
                                "dc=isp,dc=example",
                                "dc=isp,dc=example",
                                new Mapping(
                                        Optional.of(Preset.QMAIL_LDAP),
                                        Map.of(
                                                Term.QUOTA, List.of("none"),
                                                Term.CHANGED, List.of("none"),
                                                Term.MAILDIR_BASE, List.of("/mail1/store"),
                                                Term.STATUS_VALUES,
                                                        List.of("on=active", "off=suspended"))),
                                Set.of(
                                        DomainName.parse("x.example").orElseThrow(),
                                        DomainName.parse("bücher.example").orElseThrow()),
                                List.of(
                                        new Volume("mail1", "/mail1", "id-1", 100),
                                        new Volume("mail2", "/srv/mail2", "id-2", 0)),
                                LdapSettings.PasswordCheck.HASH,
                                Optional.of("cn=decoy,dc=isp,dc=example"),
                                Duration.ofSeconds(8),
                                8,
                                Duration.ZERO,
                                10_000,
                                Optional.empty()));
        assertThat(loaded(Rendering.of(config))).isEqualTo(config);
    }

    @Test
    void eachMistakeIsToldWithItsLine() {
        assertThat(problems(HEAD)).containsExactly("line 5: key 'directory.ldap' is missing");
        assertThat(
                        problems(
                                HEAD
                                        + """
                                          file: x
                                          ldap:
                                            servers: ldap://a.example
                                            bind-dn: cn=x
                                            preset: dovecot
                                            map: {login-filter: "(uid={login}"}
                                        """))
                .containsExactly(
                        "line 6: 'directory.file' is of no use: 'directory.kind' is ldap",
                        "line 8: key 'directory.ldap.base' is missing",
                        "line 8: key 'directory.ldap.volumes' is missing",
                        "line 8: key 'directory.ldap.ca' is missing; without TLS: 'start-tls: false'",
                        "line 8: 'directory.ldap.bind-dn' and 'directory.ldap.password-file' need each other",
                        "line 11: 'directory.ldap.map': login-filter '(uid={login}': no search filter (RFC 4515)");
        assertThat(
                        problems(
                                HEAD
                                        + """
                                          ldap:
                                            servers: [http://a.example, "ldap://a.example/dc=x", ldap://]
                                            start-tls: false
                                            base: dc=x
                                            volumes: {mail1: {folder: mail1}}
                                            preset: exchange
                                            map: {logn: uid}
                                        """))
                .satisfiesExactly(
                        first ->
                                assertThat(first)
                                        .startsWith("line 7: 'directory.ldap.servers' must"),
                        second -> assertThat(second).startsWith("line 7: "),
                        third -> assertThat(third).startsWith("line 7: "),
                        empty -> assertThat(empty).contains("line 7: ", "must name at least one"),
                        path -> assertThat(path).contains("line 10: ", "an absolute path"),
                        marker -> assertThat(marker).contains("line 10: ", "marker", "is missing"),
                        volumes -> assertThat(volumes).contains("line 10: ", "at least one"),
                        preset ->
                                assertThat(preset)
                                        .contains(
                                                "line 11: ", "inetLocalMailRecipient, qmail-ldap"),
                        map -> assertThat(map).contains("line 12: ", "did you mean 'login'"),
                        mapping ->
                                assertThat(mapping)
                                        .contains("line 12: ", "login-filter is missing"));
    }

    @Test
    void somethingMustTellTheDomains() {
        assertThat(problems(WHOLE.replaceFirst("(?m)^.*domains:.*\\n", "")))
                .containsExactly(
                        "line 7: there must be 'directory.ldap.domains', or 'map.domain-filter' and 'map.domain'");
    }

    @Test
    void nothingIsAddedToIt() {
        assertThat(problems("first-volume: v\n" + WHOLE))
                .containsExactly(
                        "line 1: 'first-volume' is of no use: nothing can be added to this kind of directory");
    }
}
