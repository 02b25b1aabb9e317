package mailstead.directory.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import mailstead.directory.copy.SigningKey;
import mailstead.directory.copy.TrustedKeys;
import mailstead.directory.copy.Version;
import mailstead.directory.publish.PublishedCopy;
import mailstead.directory.publish.Publisher;
import mailstead.directory.publish.PublisherSettings;
import mailstead.mail.EventSink;
import mailstead.mail.TemporaryFailure;
import mailstead.spi.Status;
import mailstead.testkit.FakeClock;
import mailstead.testkit.contract.Examples;
import mailstead.testkit.fs.MemoryFileSystem;
import mailstead.testkit.postgres.PostgresServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Copies of a real PostgreSQL: changed by whoever may, killed, and with a lock that is lost. */
@Timeout(120)
final class PostgresPublisherTest {

    private static final SigningKey.Pair PAIR = SigningKey.Pair.generate();
    private static final Duration WAIT = Duration.ofSeconds(60);

    private final MemoryFileSystem files = new MemoryFileSystem();

    private Publisher publisher(PostgresDirectory directory) throws Exception {
        return new Publisher(
                directory.centre(),
                files,
                new PublisherSettings(
                        "/copies",
                        SigningKey.parse(PAIR.secret()),
                        TrustedKeys.parse(PAIR.open()),
                        Duration.ofHours(1)),
                new FakeClock(),
                Runnable::run,
                EventSink.NOWHERE);
    }

    private PublishedCopy copy() throws Exception {
        return PublishedCopy.read(files, "/copies", TrustedKeys.parse(PAIR.open())).orElseThrow();
    }

    /** Until the server is back. */
    private static Version eventually(Publisher publisher) {
        AtomicReference<Version> version = new AtomicReference<>();
        Town.until(
                "it publishes",
                WAIT,
                () -> {
                    try {
                        version.set(publisher.publish());
                        return true;
                    } catch (TemporaryFailure _) {
                        return false;
                    } catch (Exception e) {
                        throw new AssertionError(e);
                    }
                });
        return version.get();
    }

    @Test
    void whateverHappensItIsPublishedOnce() throws Exception {
        files.mkdir("/copies", 0755);
        try (PostgresServer server = PostgresServer.start()) {
            Town.make(server);
            try (PostgresDirectory directory = Town.open(Town.settings(server));
                    PostgresDirectory other = Town.open(Town.settings(server))) {
                Examples.fill(directory);
                directory.addAccount(Examples.account("tevie", "tevie@x.example"));
                Publisher publisher = publisher(directory);
                assertThat(publisher.publish()).isEqualTo(new Version(1, 0));
                assertThat(copy().entries()).isEqualTo(PublishedCopy.expected(directory));

                try (Connection plain = Town.connect(server);
                        Statement statement = plain.createStatement()) {
                    statement.execute("UPDATE account SET home_path = 'else/where'");
                    assertThat(publisher.publish()).isEqualTo(new Version(1, 1));
                    assertThat(copy().entries()).isEqualTo(PublishedCopy.expected(directory));

                    Publisher second = publisher(other);
                    assertThatThrownBy(second::publish).isInstanceOf(TemporaryFailure.class);
                    statement.execute(
                            "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'");
                    directory.setCustomer(Examples.customer("c1", Status.SUSPENDED));
                    assertThat(eventually(publisher)).isEqualTo(new Version(1, 2));

                    statement.execute("TRUNCATE alias_target, address CASCADE");
                    assertThat(publisher.publish()).isEqualTo(new Version(2, 0));
                    assertThat(copy().entries()).isEqualTo(PublishedCopy.expected(directory));
                }
                server.kill();
                assertThatThrownBy(publisher::publish).isInstanceOf(TemporaryFailure.class);
                server.restart();
                Version next = eventually(publisher);
                assertThat(next).isEqualTo(new Version(2, 0));
                Town.until(
                        "it can be asked",
                        WAIT,
                        () -> {
                            try {
                                return copy().entries().equals(PublishedCopy.expected(directory));
                            } catch (TemporaryFailure _) {
                                return false;
                            } catch (Exception e) {
                                throw new AssertionError(e);
                            }
                        });
            }
        }
    }
}
