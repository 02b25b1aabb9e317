package mailstead.directory.replica;

import static mailstead.testkit.contract.Examples.account;
import static mailstead.testkit.contract.Examples.address;
import static mailstead.testkit.contract.Examples.name;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import mailstead.mail.Event;
import mailstead.mail.Reason;
import mailstead.mail.TemporaryFailure;
import mailstead.testkit.FakeClock;
import mailstead.testkit.InMemoryDirectory;
import mailstead.testkit.RecordingSink;
import mailstead.testkit.contract.Examples;
import mailstead.testkit.fs.MemoryFileSystem;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class LifeboatTest {

    private final InMemoryDirectory centre = new InMemoryDirectory();
    private final FakeClock clock = new FakeClock();
    private final RecordingSink events = new RecordingSink();
    private final MemoryFileSystem disk = new MemoryFileSystem();
    private Press press;
    private PressSource source;
    private Replica replica;
    private Lifeboat lifeboat;

    @BeforeEach
    void start() throws Exception {
        Examples.fill(centre);
        centre.addAccount(account("tevie", "tevie@x.example"));
        press = new Press(centre);
        press.generation(1, clock.instant());
        source = new PressSource(press, clock, true);
        replica =
                Replica.open(
                        new ReplicaSettings(
                                "/copy",
                                press.keys(),
                                Duration.ofHours(1),
                                Duration.ofHours(2),
                                1L << 30),
                        source,
                        disk,
                        Disk.mapper(disk),
                        Runnable::run,
                        clock,
                        new Random(5),
                        events,
                        new Turns(Duration.ZERO, Duration.ofSeconds(20)));
        replica.turn();
        events.clear();
        lifeboat = new Lifeboat(centre, replica, Runnable::run, events, Duration.ZERO);
    }

    private static void assertUnavailable(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        TemporaryFailure.class,
                        failure ->
                                assertThat(failure.reason())
                                        .isEqualTo(Reason.DIRECTORY_UNAVAILABLE));
    }

    @Test
    void whileTheCentreAnswersItsWordCounts() throws Exception {
        centre.addAccount(account("golde", "golde@x.example"));
        assertThat(lifeboat.account("golde")).isPresent();
        assertThat(lifeboat.account("nobody")).isEmpty();
        centre.removeAccount("tevie");
        assertThat(lifeboat.account("tevie")).isEmpty();
        assertThat(events.events()).isEmpty();
    }

    @Test
    void withoutTheCentreTheCopyAnswersAndRefusesNobody() throws Exception {
        centre.addAccount(account("golde", "golde@x.example"));
        centre.fail(true);
        assertThat(lifeboat.account("TEVIE")).isPresent();
        assertThat(lifeboat.accountNamed("tevie@x.example")).isPresent();
        assertThat(lifeboat.addressee(address("tevie@x.example"))).isPresent();
        assertThat(
                        lifeboat.firstAddressee(
                                List.of(address("tevie+a@x.example"), address("tevie@x.example"))))
                .isPresent();
        assertThat(lifeboat.domain(name("x.example"))).isPresent();
        assertThat(lifeboat.volumes()).hasSize(1);
        assertThat(lifeboat.isScramReady()).isFalse();
        lifeboat.upgradeVerifier("tevie", "{OLD}x", List.of("{NEW}x"));
        for (String missing : List.of("golde", "nobody")) {
            assertUnavailable(() -> lifeboat.account(missing));
            assertUnavailable(() -> lifeboat.accountNamed(missing + "@x.example"));
            assertUnavailable(() -> lifeboat.addressee(address(missing + "@x.example")));
        }
        assertUnavailable(() -> lifeboat.domain(name("unknown.example")));
        assertUnavailable(() -> lifeboat.accountNow("tevie"));
        assertThat(events.events(Event.LifeboatBoarded.class)).as("one alarm").hasSize(1);

        centre.fail(false);
        assertThat(lifeboat.account("golde")).isPresent();
        assertThat(lifeboat.account("nobody")).isEmpty();
        assertThat(events.events(Event.LifeboatLeft.class)).hasSize(1);
        centre.fail(true);
        assertThat(lifeboat.account("tevie")).isPresent();
        assertThat(events.events(Event.LifeboatBoarded.class)).hasSize(2);
    }

    @Test
    void anEmptyBoatHelpsNobody() throws Exception {
        lifeboat.close();
        centre.fail(true);
        assertUnavailable(() -> lifeboat.account("tevie"));
        assertThat(events.events(Event.LifeboatBoarded.class)).isEmpty();
    }
}
