package mailstead.directory.ldap;

import static java.nio.charset.StandardCharsets.UTF_8;
import static mailstead.directory.ldap.DoubtTest.assertDoubt;
import static mailstead.directory.ldap.LdapTown.address;
import static mailstead.directory.ldap.LdapTown.name;
import static mailstead.directory.ldap.LdapTown.route;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import mailstead.directory.ldap.LdapSettings.PasswordCheck;
import mailstead.directory.ldap.LdapSettings.Security;
import mailstead.directory.ldap.LdapSettings.Server;
import mailstead.mail.Event;
import mailstead.mail.MailException;
import mailstead.mail.Reason;
import mailstead.mail.TemporaryFailure;
import mailstead.spi.Directory.PasswordAnswer;
import mailstead.spi.DirectoryVerifier;
import mailstead.spi.Home;
import mailstead.spi.Volume;
import mailstead.testkit.RecordingSink;
import mailstead.testkit.SelfSignedCertificate;
import mailstead.testkit.ldap.SlapdServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Debian's slapd: its schema, its rights, its TLS, its password policy; killed and frozen. */
@Timeout(180)
final class SlapdTest {

    private static final String READER = "cn=reader," + SlapdServer.SUFFIX;
    private static final Duration SOON = Duration.ofSeconds(40);

    private static final String LDIF =
            """
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

            dn: cn=policy,dc=isp,dc=example
            objectClass: device
            objectClass: pwdPolicy
            cn: policy
            pwdAttribute: userPassword
            pwdLockout: TRUE
            pwdMaxFailure: 3
            pwdLockoutDuration: 3600

            dn: dc=x,dc=isp,dc=example
            objectClass: domain
            objectClass: domainRelatedObject
            dc: x
            associatedDomain: x.example

            dn: uid=tevie,dc=isp,dc=example
            objectClass: inetOrgPerson
            objectClass: posixAccount
            objectClass: inetLocalMailRecipient
            uid: tevie
            cn: Tevie
            sn: Milkman
            mailLocalAddress: tevie@x.example
            mailLocalAddress: @x.example
            homeDirectory: /mail1/x/tevie
            uidNumber: 5001
            gidNumber: 5000
            userPassword: tradition

            dn: uid=golde,dc=isp,dc=example
            objectClass: inetOrgPerson
            objectClass: posixAccount
            objectClass: inetLocalMailRecipient
            uid: golde
            cn: Golde
            sn: Milkman
            mailLocalAddress: golde@x.example
            homeDirectory: /mail1/x/golde
            uidNumber: 5002
            gidNumber: 5000
            userPassword: {SSHA}HYDJbGMVxs7A8S3GoFQbdkxd5J5vYWx0

            dn: cn=dairy,dc=isp,dc=example
            objectClass: nisMailAlias
            cn: dairy
            rfc822MailMember: tevie
            rfc822MailMember: golde@x.example
            """;

    @TempDir private static Path folder;

    private static SlapdServer server;
    private static SSLContext trust;

    private final RecordingSink events = new RecordingSink();
    private final List<LdapDirectory> open = new ArrayList<>();

    @BeforeAll
    static void start() throws Exception {
        Path certificate = certificate("server", "IP:127.0.0.1,DNS:ldap.example.net");
        server = SlapdServer.start(content(certificate));
        trust = trusting(certificate);
    }

    private static SlapdServer.Content content(Path certificate) {
        return SlapdServer.Content.of(LDIF)
                .withTls(certificate, folder.resolve("server.key"))
                .withDatabase(
                        "overlay ppolicy",
                        "ppolicy_default \"cn=policy," + SlapdServer.SUFFIX + "\"",
                        "ppolicy_use_lockout",
                        "access to attrs=userPassword by anonymous auth by dn.exact=\""
                                + READER
                                + "\" none by * none",
                        "access to * by dn.exact=\"" + READER + "\" read by * none");
    }

    @AfterAll
    static void stop() throws Exception {
        if (server != null) {
            server.close();
        }
    }

    @AfterEach
    void close() {
        open.forEach(LdapDirectory::close);
    }

    private static Path certificate(String name, String names) throws Exception {
        return SelfSignedCertificate.make(folder, name, names);
    }

    private static SSLContext trusting(Path certificate) throws Exception {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        try (InputStream in = Files.newInputStream(certificate)) {
            store.setCertificateEntry(
                    "ca", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory managers =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return context;
    }

    private LdapDirectory open(LdapSettings settings) {
        LdapDirectory directory = LdapDirectory.open(settings, Thread::startVirtualThread, events);
        open.add(directory);
        return directory;
    }

    private static Server at(SlapdServer slapd, Security security) {
        return new Server(
                slapd.host(),
                security == Security.LDAPS ? slapd.tlsPort() : slapd.port(),
                security);
    }

    private static LdapSettings settings(
            PasswordCheck check, Duration deadline, Server... servers) {
        return settings(check, deadline, READER, trust, servers);
    }

    private static LdapSettings settings(
            PasswordCheck check,
            Duration deadline,
            String reader,
            SSLContext trusted,
            Server... servers) {
        return new LdapSettings(
                List.of(servers),
                Optional.of(trusted),
                Optional.of(new LdapSettings.Login(reader, () -> "read me")),
                SlapdServer.SUFFIX,
                SlapdServer.SUFFIX,
                new Mapping(Optional.of(Preset.INET_LOCAL_MAIL_RECIPIENT), Map.of()),
                Set.of(),
                List.of(new Volume("mail1", "/mail1", "m1", 100)),
                check,
                Optional.empty(),
                deadline,
                4,
                Duration.ZERO,
                1000);
    }

    private static final Duration DEADLINE = Duration.ofSeconds(60);

    @Test
    void whatIsInItIsFound() throws Exception {
        for (Security security : Security.values()) {
            LdapDirectory directory =
                    open(settings(PasswordCheck.BIND, DEADLINE, at(server, security)));
            assertThat(directory.account("Tevie").orElseThrow().home())
                    .isEqualTo(new Home("mail1", "x/tevie/Maildir"));
            assertThat(directory.account("nobody")).isEmpty();
            assertThat(directory.account("t*")).isEmpty();
            assertThat(route(directory, "golde@x.example")).isEqualTo("golde");
            assertThat(route(directory, "dairy@x.example"))
                    .isEqualTo("-> [tevie@x.example, golde@x.example]");
            assertThat(route(directory, "nobody@x.example")).isEqualTo("nobody");
            assertThat(directory.domain(name("x.example")).orElseThrow().catchAll()).isPresent();
            assertThat(directory.domain(name("y.example"))).isEmpty();
        }
    }

    @Test
    void whoCannotBeTrustedIsNotAsked() throws Exception {
        SSLContext others = trusting(certificate("others", "IP:127.0.0.1"));
        for (Security security : List.of(Security.STARTTLS, Security.LDAPS)) {
            LdapDirectory directory =
                    open(
                            settings(
                                    PasswordCheck.BIND,
                                    DEADLINE,
                                    READER,
                                    others,
                                    at(server, security)));
            assertDoubt(() -> directory.account("tevie"));
            int port = at(server, security).port();
            LdapDirectory otherName =
                    open(
                            settings(
                                    PasswordCheck.BIND,
                                    DEADLINE,
                                    new Server("localhost", port, security)));
            assertDoubt(() -> otherName.account("tevie"));
        }
    }

    @Test
    void aReaderThatMayNotReadMakesNobodyUnknown() {
        LdapDirectory directory =
                open(
                        settings(
                                PasswordCheck.BIND,
                                DEADLINE,
                                "uid=nobody," + SlapdServer.SUFFIX,
                                trust,
                                at(server, Security.NONE)));
        assertDoubt(() -> directory.account("tevie"));
        LdapSettings anonymous = settings(PasswordCheck.BIND, DEADLINE, at(server, Security.NONE));
        LdapDirectory blind =
                open(
                        new LdapSettings(
                                anonymous.servers(),
                                anonymous.trust(),
                                Optional.empty(),
                                anonymous.base(),
                                anonymous.domainBase(),
                                anonymous.mapping(),
                                anonymous.domains(),
                                anonymous.volumes(),
                                anonymous.passwordCheck(),
                                anonymous.decoy(),
                                anonymous.deadline(),
                                anonymous.connectionsMax(),
                                anonymous.freshFor(),
                                anonymous.cachedMax()));
        assertDoubt(() -> blind.account("tevie"));
    }

    @Test
    void passwordsAreCheckedByBind() throws Exception {
        LdapDirectory directory =
                open(settings(PasswordCheck.BIND, DEADLINE, at(server, Security.STARTTLS)));
        assertThat(check(directory, "tevie", "tradition")).isEqualTo(PasswordAnswer.RIGHT);
        assertThat(check(directory, "tevie", "Tradition")).isEqualTo(PasswordAnswer.WRONG);
        assertThat(check(directory, "tevie", "")).isEqualTo(PasswordAnswer.WRONG);
        assertThat(check(directory, "tevie", "tradition")).isEqualTo(PasswordAnswer.RIGHT);
        DirectoryVerifier decoy =
                DirectoryVerifier.parse(directory.decoyVerifiers().getFirst()).orElseThrow();
        assertThat(directory.checkPassword(decoy, "any".getBytes(UTF_8)))
                .isEqualTo(PasswordAnswer.WRONG);
    }

    @Test
    void theMarkChangesWithThePassword() throws Exception {
        try (SlapdServer own = SlapdServer.start(content(folder.resolve("server.crt")))) {
            LdapDirectory directory =
                    open(settings(PasswordCheck.BIND, DEADLINE, at(own, Security.NONE)));
            DirectoryVerifier before = verifier(directory, "tevie");
            assertThat(before.mark()).isNotEmpty();
            assertThat(verifier(directory, "tevie")).isEqualTo(before);
            try (LDAPConnection root =
                    new LDAPConnection(
                            own.host(), own.port(), SlapdServer.ROOT, SlapdServer.ROOT_PASSWORD)) {
                root.modify(
                        "uid=tevie," + SlapdServer.SUFFIX,
                        new Modification(ModificationType.REPLACE, "userPassword", "new"));
            }
            assertThat(verifier(directory, "tevie").mark()).isNotEqualTo(before.mark());
            assertThat(check(directory, "tevie", "new")).isEqualTo(PasswordAnswer.RIGHT);
            assertThat(check(directory, "tevie", "tradition")).isEqualTo(PasswordAnswer.WRONG);
        }
    }

    @Test
    void whoIsLockedOutIsNotCalledWrong() throws Exception {
        LdapDirectory directory =
                open(settings(PasswordCheck.BIND, DEADLINE, at(server, Security.NONE)));
        for (int i = 0; i < 3; i++) {
            assertThat(check(directory, "golde", "guess" + i)).isEqualTo(PasswordAnswer.WRONG);
        }
        assertThatThrownBy(() -> check(directory, "golde", "guess"))
                .isInstanceOfSatisfying(
                        TemporaryFailure.class,
                        failure -> assertThat(failure.reason()).isEqualTo(Reason.OVER_LIMIT));
    }

    @Test
    void whatRightsHideIsNotCalledWrong() throws Exception {
        LdapDirectory directory =
                open(settings(PasswordCheck.HASH, DEADLINE, at(server, Security.NONE)));
        assertThat(directory.account("tevie").orElseThrow().verifiers())
                .containsExactly("{HIDDEN}");
        LdapDirectory comparing =
                open(settings(PasswordCheck.COMPARE, DEADLINE, at(server, Security.NONE)));
        assertDoubt(() -> check(comparing, "tevie", "tradition"));
    }

    @Test
    void aServerThatIsKilledOrFrozenIsDoubtUntilItIsBack() throws Exception {
        try (SlapdServer first = SlapdServer.start(content(folder.resolve("server.crt")));
                SlapdServer second = SlapdServer.start(content(folder.resolve("server.crt")))) {
            Duration deadline = Duration.ofSeconds(4);
            LdapDirectory alone =
                    open(settings(PasswordCheck.BIND, deadline, at(first, Security.STARTTLS)));
            LdapDirectory both =
                    open(
                            settings(
                                    PasswordCheck.BIND,
                                    deadline,
                                    at(first, Security.STARTTLS),
                                    at(second, Security.LDAPS)));
            until("served", () -> alone.account("tevie").isPresent());
            until("served", () -> both.account("tevie").isPresent());

            first.kill();
            for (int i = 0; i < 6; i++) {
                assertDoubt(() -> alone.account("tevie"));
                assertDoubt(() -> alone.account("nobody"));
                assertDoubt(() -> alone.addressee(address("nobody@x.example")));
            }
            until("the second answers", () -> both.account("tevie").isPresent());
            until("the second answers", () -> both.account("nobody").isEmpty());
            until(
                    "the second checks",
                    () -> check(both, "tevie", "tradition") == PasswordAnswer.RIGHT);
            assertThat(events.events(Event.DirectoryLost.class)).isNotEmpty();

            first.restart();
            until("the first is back", () -> alone.account("nobody").isEmpty());
            until("it checks", () -> check(alone, "tevie", "tradition") == PasswordAnswer.RIGHT);

            first.freeze();
            for (int i = 0; i < 6; i++) {
                assertDoubt(() -> alone.account("nobody"));
            }
            until("the second answers", () -> both.account("tevie").isPresent());
            first.thaw();
            until("the first is back", () -> alone.account("nobody").isEmpty());
        }
    }

    @Test
    void aServerThatNeverSaysAWordCostsABoundedWait() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            for (Security security : Security.values()) {
                LdapDirectory directory =
                        open(
                                settings(
                                        PasswordCheck.BIND,
                                        Duration.ofMillis(800),
                                        new Server("127.0.0.1", silent.getLocalPort(), security)));
                for (int i = 0; i < 5; i++) {
                    assertDoubt(() -> directory.account("tevie"));
                }
            }
        }
    }

    /** RFC 4511 section 4.14.2: success, and then not a word. */
    @Test
    void aHandshakeThatNeverEndsCostsABoundedWait() throws Exception {
        byte[] agreed = {0x30, 0x0c, 0x02, 0x01, 0x01, 0x78, 0x07, 0x0a, 0x01, 0, 0x04, 0, 0x04, 0};
        try (ServerSocket falling = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            List<Socket> kept = new CopyOnWriteArrayList<>();
            Thread.startVirtualThread(() -> {
                try {
                    while (true) {
                        Socket socket = falling.accept();
                        kept.add(socket);
                        socket.getInputStream().read(new byte[1000]);
                        socket.getOutputStream().write(agreed);
                    }
                } catch (IOException _) {
                    // the test is over
                }
            });
            LdapDirectory directory =
                    open(
                            settings(
                                    PasswordCheck.BIND,
                                    Duration.ofMillis(2000),
                                    new Server(
                                            "127.0.0.1",
                                            falling.getLocalPort(),
                                            Security.STARTTLS)));
            assertDoubt(() -> directory.account("tevie"));
            for (Socket socket : kept) {
                socket.close();
            }
        }
    }

    private static PasswordAnswer check(LdapDirectory directory, String login, String password)
            throws MailException {
        return directory.checkPassword(verifier(directory, login), password.getBytes(UTF_8));
    }

    private static DirectoryVerifier verifier(LdapDirectory directory, String login)
            throws MailException {
        return DirectoryVerifier.parse(
                        directory.account(login).orElseThrow().verifiers().getFirst())
                .orElseThrow();
    }

    /** Asks until it is so; failures meanwhile are allowed. */
    private static void until(String what, Callable<Boolean> isSo) throws Exception {
        long end = System.nanoTime() + SOON.toNanos();
        Optional<MailException> last = Optional.empty();
        while (System.nanoTime() < end) {
            try {
                if (isSo.call()) {
                    return;
                }
            } catch (MailException notYet) {
                last = Optional.of(notYet);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
        throw new AssertionError("not in time: " + what, last.orElse(null));
    }
}
