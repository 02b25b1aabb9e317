package mailstead.directory.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import mailstead.directory.sql.PostgresSettings.Login;
import mailstead.directory.sql.PostgresSettings.Server;
import mailstead.directory.sql.PostgresSettings.Tls;
import mailstead.mail.TemporaryFailure;
import mailstead.testkit.SelfSignedCertificate;
import mailstead.testkit.postgres.PostgresServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server that wants TLS and a password. */
@Timeout(120)
class PostgresTlsTest {

    @TempDir private static Path folder;

    private static PostgresServer server;
    private static Path certificate;
    private static Path otherCertificate;

    @BeforeAll
    static void start() throws Exception {
        server = PostgresServer.start("password_encryption=scram-sha-256");
        certificate = certificate("server", "db.example.net");
        otherCertificate = certificate("other", "db.example.net");
        Town.make(server);
        Path data = Path.of(server.data());
        for (String name : List.of("server.crt", "server.key")) {
            Path there = Files.copy(folder.resolve(name), data.resolve(name));
            Files.setOwner(there, Files.getOwner(data));
            Files.setPosixFilePermissions(there, PosixFilePermissions.fromString("rw-------"));
        }
        server.sql(Town.DATABASE, "CREATE ROLE mx LOGIN PASSWORD 'sunrise'");
        server.sql(Town.DATABASE, "GRANT SELECT ON ALL TABLES IN SCHEMA public TO mx");
        Files.writeString(
                data.resolve("pg_hba.conf"),
                "hostssl all mx 127.0.0.1/32 scram-sha-256\nhost all admin 127.0.0.1/32 trust\n");
        server.sql("postgres", "ALTER SYSTEM SET ssl = on");
        server.sql("postgres", "SELECT pg_reload_conf()");
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    private static Path certificate(String name, String host) throws Exception {
        return SelfSignedCertificate.make(folder, name, "DNS:" + host);
    }

    @Test
    void whatIsAskedOfTheServerIsChecked() throws Exception {
        answers(tls(Tls.Mode.REQUIRE, Optional.empty()), "sunrise");
        answers(tls(Tls.Mode.VERIFY_CA, Optional.of(certificate)), "sunrise");
        refused(Tls.NONE, "sunrise", "no encryption");
        refused(tls(Tls.Mode.VERIFY_CA, Optional.of(otherCertificate)), "sunrise", "SSL error");
        // It is for db.example.net, and was asked for by its address.
        refused(tls(Tls.Mode.VERIFY_FULL, Optional.of(certificate)), "sunrise", "127.0.0.1");
    }

    @Test
    void theRightPasswordIsNeededAndMayComeLater() throws Exception {
        Tls tls = tls(Tls.Mode.REQUIRE, Optional.empty());
        refused(tls, "sunset", "password authentication failed");
        AtomicReference<String> password = new AtomicReference<>("sunset");
        PostgresSettings.Password file =
                () -> {
                    if (password.get().isEmpty()) {
                        throw new IOException("no such file");
                    }
                    return password.get();
                };
        try (PostgresDirectory node = Town.open(settings(tls, file))) {
            assertThatExceptionOfType(TemporaryFailure.class)
                    .isThrownBy(() -> node.account("nobody"))
                    .satisfies(
                            failure -> assertThat(failure.getMessage()).doesNotContain("sunset"));
            password.set("");
            assertThatExceptionOfType(TemporaryFailure.class)
                    .isThrownBy(() -> node.account("nobody"));
            password.set("sunrise");
            Town.until("the new one is read", Town.DEADLINE.multipliedBy(5), () -> answers(node));
        }
    }

    private static boolean answers(PostgresDirectory node) {
        try {
            assertThat(node.account("nobody")).isEmpty();
            return true;
        } catch (mailstead.mail.MailException notYet) {
            return false;
        }
    }

    private static Tls tls(Tls.Mode mode, Optional<Path> authority) {
        return new Tls(mode, authority, Optional.empty());
    }

    private static void answers(Tls tls, String password) throws Exception {
        try (PostgresDirectory node =
                PostgresDirectory.openForChanges(settings(tls, () -> password))) {
            assertThat(node.customers()).isEmpty();
        }
    }

    private static void refused(Tls tls, String password, String why) {
        try (PostgresDirectory node =
                PostgresDirectory.openForChanges(settings(tls, () -> password))) {
            assertThatExceptionOfType(TemporaryFailure.class)
                    .isThrownBy(node::customers)
                    .satisfies(failure -> assertThat(failure).hasStackTraceContaining(why));
        }
    }

    private static PostgresSettings settings(Tls tls, PostgresSettings.Password password) {
        PostgresSettings usual = Town.settings(server);
        return new PostgresSettings(
                usual.name(),
                List.of(new Server(server.host(), server.port())),
                new Login(Town.DATABASE, "mx", Optional.of(password)),
                tls,
                Duration.ofSeconds(2),
                1,
                0,
                usual.stale());
    }
}
