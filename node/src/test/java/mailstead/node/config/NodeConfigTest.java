package mailstead.node.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import mailstead.mail.ByteSize;
import mailstead.smtp.codec.Leniency;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class NodeConfigTest {

    private static final String GOOD =
            """
            name: mx-1.cluster.example
            roles: [mx, pop3]
            data: data
            directory: {kind: sqlite, file: /srv/directory.sqlite}
            volumes:
              mail1: /mnt/mail1
            tls:
              certificates:
                - {certificate: mx.pem, key: mx.key}
            listeners:
              mx:
                address: ["192.0.2.1:25", "[2001:db8::1]:25"]
                proxy-from: 10.0.0.0/8
                session: 2h
                leniencies: [loose-dots, hello-name]
                deny: [192.0.2.128/25, "2001:db8:1::/48"]
              pop3:
                - address: "*:110"
                - address: "*:995"
                  tls: implicit
                  idle: 15m
            routing: {delimiters: "+-", suspended: refuse}
            smtp: {message-size: 25MiB}
            pop3:
              login-delay: 30s
              expire: 60
            passwords: {upgrade: false, remember: 0s, crypt: true}
            log: {format: json}
            """;

    @TempDir private Path folder;

    @Test
    void aWholeFileIsRead() throws Exception {
        Path file = Files.writeString(folder.resolve("node.yaml"), GOOD);
        NodeConfig config = NodeConfig.load(file);

        assertThat(config.name()).isEqualTo("mx-1.cluster.example");
        assertThat(config.roles()).isEqualTo(Set.of(Role.MX, Role.POP3));
        assertThat(config.data()).isEqualTo(folder.resolve("data"));
        assertThat(config.temporary()).isEqualTo(folder.resolve("data/temporary"));
        assertThat(config.directory())
                .isEqualTo(new DirectoryConfig.Sqlite(Path.of("/srv/directory.sqlite")));
        assertThat(config.volumes()).containsEntry("mail1", Path.of("/mnt/mail1"));
        assertThat(config.tls().certificates())
                .containsExactly(
                        new TlsConfig.CertificateFiles(
                                folder.resolve("mx.pem"), folder.resolve("mx.key")));
        ListenerConfig mx = listeners(config, Role.MX).getFirst();
        assertThat(mx.addresses()).hasSize(2);
        assertThat(mx.proxyFrom()).containsExactly("10.0.0.0/8");
        assertThat(mx.tls()).isEqualTo(ListenerConfig.Tls.STARTTLS);
        assertThat(mx.session()).hasValue(Duration.ofHours(2));
        assertThat(mx.leniencies())
                .containsExactlyInAnyOrder(Leniency.LOOSE_DOTS, Leniency.HELLO_NAME);
        assertThat(config.routing())
                .isEqualTo(new RoutingConfig("+-", RoutingConfig.Suspended.REFUSE, 100));
        assertThat(listeners(config, Role.POP3)).hasSize(2);
        assertThat(listeners(config, Role.POP3).get(1).idle()).isEqualTo(Duration.ofMinutes(15));
        assertThat(config.smtp().messageSize()).isEqualTo(ByteSize.ofMebibytes(25));
        assertThat(config.pop3().expireDays()).hasValue(60);
        assertThat(config.passwords()).isEqualTo(new PasswordConfig(false, Duration.ZERO, true));
        assertThat(config.log().format()).isEqualTo(LogConfig.Format.JSON);
        assertThat(config.drain()).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void whatIsShownGivesTheSameAgain() throws Exception {
        NodeConfig config = NodeConfig.load(Files.writeString(folder.resolve("a.yaml"), GOOD));
        NodeConfig again =
                NodeConfig.load(Files.writeString(folder.resolve("b.yaml"), Rendering.of(config)));
        assertThat(again).isEqualTo(config);

        NodeConfig single = NodeConfig.single(folder);
        assertThat(
                        NodeConfig.load(
                                Files.writeString(folder.resolve("c.yaml"), Rendering.of(single))))
                .isEqualTo(single);
    }

    private static final String CENTRAL =
            """
            data: data
            roles: [mx]
            listeners: {mx: {address: "127.0.0.1:0", tls: none}}
            directory:
              kind: postgresql
              servers: [db-1.example.net, "192.0.2.1:5433", "[2001:db8::1]:5434", "[::1]"]
              user: mx
              password-file: secret
              ca: /etc/ssl/db.pem
              certificate: mx.pem
              key: mx.der
              deadline: 2s
              stale: 0s
            """;

    @Test
    void aDirectoryInPostgresqlIsRead() throws Exception {
        NodeConfig config = NodeConfig.load(Files.writeString(folder.resolve("a.yaml"), CENTRAL));
        assertThat(config.directory())
                .isEqualTo(
                        new DirectoryConfig.Postgresql(
                                List.of(
                                        InetSocketAddress.createUnresolved(
                                                "db-1.example.net", 5432),
                                        InetSocketAddress.createUnresolved("192.0.2.1", 5433),
                                        InetSocketAddress.createUnresolved(
                                                "2001:db8:0:0:0:0:0:1", 5434),
                                        InetSocketAddress.createUnresolved(
                                                "0:0:0:0:0:0:0:1", 5432)),
                                "mailstead",
                                "mx",
                                Optional.of(folder.resolve("secret")),
                                new DirectoryConfig.Tls(
                                        DirectoryConfig.Verification.VERIFY_FULL,
                                        Optional.of(Path.of("/etc/ssl/db.pem")),
                                        Optional.of(folder.resolve("mx.pem")),
                                        Optional.of(folder.resolve("mx.der"))),
                                Duration.ofSeconds(2),
                                8,
                                100_000,
                                Duration.ZERO,
                                Optional.empty()));
        NodeConfig again =
                NodeConfig.load(Files.writeString(folder.resolve("b.yaml"), Rendering.of(config)));
        assertThat(again).isEqualTo(config);
    }

    private static final String HEAD =
            """
            data: data
            roles: [mx]
            listeners: {mx: {address: "127.0.0.1:0", tls: none}}
            """;

    private NodeConfig loaded(String text) throws Exception {
        return NodeConfig.load(Files.writeString(folder.resolve("node.yaml"), text));
    }

    @Test
    void aCopyOfTheDirectoryIsRead() throws Exception {
        NodeConfig config =
                loaded(
                        HEAD
                                + """
                                directory:
                                  kind: distributed
                                  copy:
                                    url: "https://publisher.example.net:8443/directory"
                                    keys: publisher.pub
                                    token-file: token
                                    pin: 47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=
                                    interval: 10s
                                """);
        assertThat(config.directory())
                .isEqualTo(
                        new DirectoryConfig.Distributed(
                                new DirectoryConfig.Copy(
                                        new DirectoryConfig.CopySource.Https(
                                                URI.create(
                                                        "https://publisher.example.net:8443/directory"),
                                                Optional.of(folder.resolve("token")),
                                                Optional.empty(),
                                                Optional.of(
                                                        "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=")),
                                        folder.resolve("publisher.pub"),
                                        Optional.empty(),
                                        Duration.ofSeconds(10),
                                        Duration.ofMinutes(10),
                                        ByteSize.ofMebibytes(64 * 1024))));
        assertThat(loaded(Rendering.of(config))).isEqualTo(config);
        NodeConfig boat =
                loaded(
                        CENTRAL
                                + "  lifeboat: {folder: /mail1/directory, keys: k, local: l, size: 1GiB}\n");
        assertThat(((DirectoryConfig.Postgresql) boat.directory()).lifeboat())
                .hasValueSatisfying(copy ->
                        assertThat(copy.source())
                                .isEqualTo(
                                        new DirectoryConfig.CopySource.Folder(
                                                Path.of("/mail1/directory"))));
        assertThat(loaded(Rendering.of(boat))).isEqualTo(boat);
    }

    @Test
    void aPublisherIsRead() throws Exception {
        NodeConfig config =
                loaded(
                        HEAD
                                + """
                                directory: {file: d.sqlite}
                                tls: {self-signed: true}
                                publisher:
                                  folder: copies
                                  key: publisher.key
                                  generation: 2h
                                  address: 192.0.2.1:8443
                                  token-file: token
                                """);
        assertThat(config.publisher())
                .contains(
                        new PublisherConfig(
                                folder.resolve("copies"),
                                folder.resolve("publisher.key"),
                                Duration.ofSeconds(5),
                                Duration.ofHours(2),
                                Optional.of(
                                        new PublisherConfig.Service(
                                                new InetSocketAddress("192.0.2.1", 8443),
                                                folder.resolve("token")))));
        assertThat(loaded(Rendering.of(config))).isEqualTo(config);
        assertThat(loaded(HEAD + "directory: {file: d}\n").publisher()).isEmpty();
    }

    @Test
    void aPublisherNeedsWhatItSays() {
        assertThat(
                        problems(
                                HEAD
                                        + """
                                        directory: {file: d.sqlite}
                                        publisher:
                                          address: 192.0.2.1:8443
                                        """))
                .containsExactly(
                        "line 6: key 'publisher.folder' is missing",
                        "line 6: key 'publisher.key' is missing",
                        "line 6: 'publisher.address' and 'publisher.token-file' need each other",
                        "line 6: HTTPS needs a certificate: 'tls.certificates' or 'tls.self-signed: true'");
        assertThat(
                        problems(
                                HEAD
                                        + """
                                        directory: {kind: distributed, copy: {folder: f, keys: k}}
                                        publisher: {folder: c, key: k}
                                        """))
                .containsExactly(
                        "line 5: 'publisher' needs the centre of the directory, not a copy of it");
    }

    @Test
    void aCopyNeedsOneSource() {
        assertThat(
                        problems(
                                HEAD
                                        + """
                                        first-volume: v
                                        directory:
                                          kind: distributed
                                          file: x
                                          copy: {ca: c, old: 5s}
                                        """))
                .containsExactly(
                        "line 4: 'first-volume' is of no use: nothing can be added to this kind of directory",
                        "line 7: 'directory.file' is of no use: 'directory.kind' is distributed",
                        "line 8: key 'directory.copy.keys' is missing",
                        "line 8: there must be one of 'directory.copy.url' and 'directory.copy.folder'",
                        "line 8: 'directory.copy.ca' is of no use without 'directory.copy.url'",
                        "line 8: 'directory.copy.old' must be longer than 'directory.copy.interval'");
        assertThat(problems(HEAD + "directory: {kind: distributed}\n"))
                .containsExactly("line 4: key 'directory.copy' is missing");
        assertThat(
                        problems(
                                HEAD
                                        + "directory: {kind: distributed, copy: {url: \"http://x/\", keys: k}}\n"))
                .singleElement()
                .asString()
                .contains("https://");
    }

    @Test
    void keysOfAnotherKindOfDirectoryAreOfNoUse() {
        assertThat(
                        problems(
                                """
                                data: /srv
                                roles: [mx]
                                listeners: {mx: {address: "*:25", tls: none}}
                                directory:
                                  kind: postgresql
                                  file: d
                                  certificate: c
                                """))
                .containsExactly(
                        "line 5: key 'directory.servers' is missing",
                        "line 5: key 'directory.ca' is missing",
                        "line 5: 'directory.certificate' and 'directory.key' need each other",
                        "line 6: 'directory.file' is of no use: 'directory.kind' is postgresql");
        assertThat(
                        problems(
                                """
                                data: /srv
                                roles: [mx]
                                listeners: {mx: {address: "*:25", tls: none}}
                                directory: {file: d, stale: 1h}
                                """))
                .containsExactly(
                        "line 4: 'directory.stale' is of no use: 'directory.kind' is sqlite");
        assertThat(
                        problems(
                                """
                                data: /srv
                                roles: [mx]
                                listeners: {mx: {address: "*:25", tls: none}}
                                directory: {kind: postgresql, servers: [], tls: disable}
                                """))
                .containsExactly("line 4: 'directory.servers' must name at least one");
    }

    @Test
    void everyErrorIsToldAtOnceWithItsLine() {
        assertThat(
                        problems(
                                """
                                roles: [mx, pop]
                                data: /srv
                                directroy: {file: d}
                                directory:
                                  file: d
                                  file: e
                                listeners:
                                  mx: {address: "192.0.2.1", idle: 5}
                                smtp:
                                  message-size: 25MB
                                  recipients: 12
                                log: quiet
                                """))
                .containsExactly(
                        "line 1: 'roles' must be one of mx, lmtp, pop3, imap, admin, not 'pop'",
                        "line 3: unknown key 'directroy'; did you mean 'directory'?",
                        "line 6: key 'directory.file' stands here again; first on line 5",
                        "line 8: 'listeners.mx.address' must be an address and port such as 192.0.2.1:25, [::1]:25"
                                + " or *:25, not '192.0.2.1': the port is missing",
                        "line 8: 'listeners.mx.idle' must be a duration such as 30s, from 1s to 1d, not '5':"
                                + " the unit is missing",
                        "line 8: TLS needs a certificate: 'tls.certificates' or 'tls.self-signed: true', or"
                                + " 'tls: none' for this listener",
                        "line 10: 'smtp.message-size' must be a size such as 25MiB, not '25MB'",
                        "line 11: 'smtp.recipients' must be a whole number from 100 to 100000, not '12'",
                        "line 12: 'log' must be a mapping of keys to values");
    }

    @Test
    void rolesAndListenersMustAgree() {
        assertThat(
                        problems(
                                """
                                data: /srv
                                directory: {file: d}
                                roles: [mx, pop3]
                                listeners:
                                  mx: {address: "*:25", tls: none}
                                  lmtp: {address: "*:25", tls: none}
                                """))
                .containsExactly(
                        "line 3: role 'pop3' needs a listener: 'listeners.pop3'",
                        "line 6: 'listeners.lmtp' is of no use: 'roles' does not name 'lmtp'",
                        "line 6: address 0.0.0.0 port 25 is used already on line 5");
    }

    @Test
    void theProvisioningApiIsForFewAndInSecret() throws Exception {
        String file =
                """
                data: /srv
                directory: {file: d}
                roles: [admin]
                tls: {self-signed: true}
                listeners:
                  admin:
                    - {address: "%s"%s}
                """;
        assertThat(problems(file.formatted("192.0.2.1:8443", "")))
                .containsExactly(
                        "line 7: the provisioning API needs a private address, or 'allow' with the networks that may reach it");
        assertThat(problems(file.formatted("10.0.0.1:8080", ", tls: none")))
                .containsExactly(
                        "line 7: tokens would go over the network in the clear: 'tls: none' is for loopback only");
        assertThat(problems(file.formatted("127.0.0.1:8080", ", tls: starttls")))
                .containsExactly("line 7: HTTP has no STARTTLS: 'implicit' or 'none'");
        assertThat(problems(file.formatted("127.0.0.1:8080", ", tap: true"))).hasSize(1);
        for (String good :
                List.of(
                        file.formatted("192.0.2.1:8443", ", allow: 192.0.2.0/24"),
                        file.formatted("[fd00::1]:8443", ""),
                        file.formatted("127.0.0.1:8080", ", tls: none, idle: 5s"))) {
            NodeConfig config =
                    NodeConfig.load(Files.writeString(folder.resolve("admin.yaml"), good));
            assertThat(
                            NodeConfig.load(
                                    Files.writeString(
                                            folder.resolve("again.yaml"), Rendering.of(config))))
                    .isEqualTo(config);
        }
    }

    @Test
    void whatIsMissingIsTold() {
        assertThat(problems("roles: []\n"))
                .containsExactly(
                        "line 1: key 'data' is missing",
                        "line 1: key 'directory' is missing",
                        "line 1: key 'directory.file' is missing",
                        "line 1: 'roles' must name at least one role");
    }

    @ParameterizedTest
    @MethodSource("errors")
    void eachKindOfError(String text, String told) {
        assertThat(String.join("\n", problems(text))).contains(told);
    }

    static List<Arguments> errors() {
        return List.of(
                Arguments.of("a: [1", "not YAML"),
                Arguments.of("a: 1\n\tb: 2", "not YAML"),
                Arguments.of("a: 1\n---\nb: 2", "line 3: only one document is expected"),
                Arguments.of("just words", "must be a mapping"),
                Arguments.of("data: &x /srv\ndirectory: *x", "line 2: aliases are not supported"),
                Arguments.of("data: {a: b}", "line 1: 'data' must be a path"),
                Arguments.of(
                        "name: not a name", "line 1: 'name' must be a host name, not 'not a name'"),
                Arguments.of("name: \"a\\u001b[2Jb\"", "not 'a?[2Jb'"),
                Arguments.of("drain: 99d", "from 0s to 1h, not '99d'"),
                Arguments.of(
                        "listeners: {mx: {address: '*:25', allow: 10.0.0.0/33}}",
                        "must be a network"),
                Arguments.of("listeners: {mx: {address: '::1:25'}}", "stands in brackets"),
                Arguments.of(
                        "listeners: {mx: {address: '*:25', leniencies: [all]}}",
                        "'listeners.mx.leniencies' must be one of space-before-path, "),
                Arguments.of(
                        "listeners: {pop3: {address: '*:110', leniencies: []}}",
                        "unknown key 'listeners.pop3.leniencies'"),
                Arguments.of(
                        "directory: {servers: '::1'}",
                        "'directory.servers' must be a server such as"),
                Arguments.of(
                        "directory: {servers: 'db:99999'}",
                        "'directory.servers' must be a server such as"),
                Arguments.of("directory: {user: 'a b'}", "1 to 63 of A-Z a-z 0-9 _ . -"),
                Arguments.of("routing: {delimiters: '@'}", "some of the characters"),
                Arguments.of(
                        "listeners: {mx: {tls: none}}",
                        "line 1: key 'listeners.mx.address' is missing"),
                Arguments.of(
                        "listeners: {mx: {address: []}}",
                        "line 1: 'listeners.mx.address' must name at least one"),
                Arguments.of(
                        "tls: {self-signed: yes}",
                        "'tls.self-signed' must be true or false, not 'yes'"),
                Arguments.of(
                        "tls: {certificates: [{certificate: a.pem}]}",
                        "key 'tls.certificates.key' is missing"),
                Arguments.of(
                        "volumes: {mail1: /a, mail1: /b}", "key 'volumes.mail1' stands here again"),
                Arguments.of(
                        "wholly-different: 1",
                        "unknown key 'wholly-different'; valid here: name, roles, data"));
    }

    @Test
    void noTextMakesTheReaderFail() {
        List<String> pieces =
                List.of(
                        "data",
                        ":",
                        " ",
                        "\n",
                        "- ",
                        "{",
                        "}",
                        "[",
                        "]",
                        "\"",
                        "'",
                        "&a",
                        "*a",
                        "!!x",
                        "|",
                        "%",
                        "\t",
                        "\u0000",
                        "listeners: {mx: ");
        java.util.Random random = new java.util.Random(7);
        for (int i = 0; i < 3000; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(12); n >= 0; n--) {
                text.append(pieces.get(random.nextInt(pieces.size())));
            }
            assertThat(problems(text.toString())).as(text.toString()).isNotEmpty();
        }
        assertThat(problems("a: ".repeat(1) + "[".repeat(5000))).isNotEmpty();
    }

    /**
     * Pins every key, its kind and its default: {@code ./mailstead config reference} writes the
     * page.
     */
    @Test
    void theReferenceIsTheDocumentedOne() throws Exception {
        Path page = Path.of("..", "docs", "operate", "configuration.md");
        assertThat(Reference.page()).isEqualTo(Files.readString(page));
    }

    private static List<ListenerConfig> listeners(NodeConfig config, Role role) {
        return config.listeners().getOrDefault(role, List.of());
    }

    private static List<String> problems(String text) {
        BrokenConfiguration broken =
                catchThrowableOfType(
                        BrokenConfiguration.class,
                        () -> new ConfigLoader(Path.of("/etc/mailstead")).read(text));
        assertThat(broken).as(text).isNotNull();
        return broken.problems().stream().map(Object::toString).toList();
    }

    @Test
    void tellsWhatIsNotYamlAndWhere() {
        BrokenConfiguration broken =
                catchThrowableOfType(
                        BrokenConfiguration.class,
                        () ->
                                NodeConfig.load(
                                        Files.writeString(
                                                folder.resolve("tab.yaml"),
                                                "roles: [mx]\n\tdata: x\n")));
        assertThat(broken.problems().getFirst().toString())
                .startsWith("line 2: not YAML: found character '\\t(TAB)'");
    }

    @Test
    void aFileThatCannotBeReadIsNamed() throws Exception {
        for (Path file :
                List.of(
                        folder,
                        folder.resolve("none.yaml"),
                        Files.write(folder.resolve("x.yaml"), new byte[] {(byte) 0xff}))) {
            assertThatExceptionOfType(UnreadableConfiguration.class)
                    .isThrownBy(() -> NodeConfig.load(file))
                    .withMessageContaining(file.toString());
        }
    }
}
