package mailstead.directory.replica;

import static mailstead.testkit.contract.Examples.account;
import static mailstead.testkit.contract.Examples.address;
import static mailstead.testkit.contract.Examples.name;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import mailstead.directory.sql.PostgresDirectory;
import mailstead.directory.sql.PostgresSettings;
import mailstead.mail.Event;
import mailstead.mail.EventSink;
import mailstead.mail.MailException;
import mailstead.mail.Reason;
import mailstead.mail.TemporaryFailure;
import mailstead.testkit.FakeClock;
import mailstead.testkit.RecordingSink;
import mailstead.testkit.contract.Examples;
import mailstead.testkit.fs.MemoryFileSystem;
import mailstead.testkit.postgres.PostgresServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A real PostgreSQL that is stopped, and one that freezes, while users are looked up. */
@Timeout(180)
final class LostCentreTest {

    private static final int ACCOUNTS = 40;
    private static final int CALLERS = 4;
    private static final Duration SOON = Duration.ofSeconds(60);

    private final RecordingSink events = new RecordingSink();
    private final List<Throwable> failures = new ArrayList<>();
    private final AtomicInteger answers = new AtomicInteger();

    @Test
    void nobodyWhoExistsSeesAnError() throws Exception {
        try (PostgresServer server = PostgresServer.start()) {
            server.sql("postgres", "CREATE DATABASE mailstead");
            PostgresDirectory.prepare(settings(server));
            try (PostgresDirectory centre = open(server);
                    Lifeboat lifeboat = new Lifeboat(centre, copyOf(centre), threads(), events);
                    ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
                AtomicBoolean isOver = new AtomicBoolean();
                List<Future<?>> running = new ArrayList<>();
                for (int i = 0; i < CALLERS; i++) {
                    Random random = new Random(i);
                    running.add(callers.submit(() -> lookUp(lifeboat, random, isOver)));
                }
                more(50);
                assertThat(events.events(Event.LifeboatBoarded.class)).isEmpty();

                server.kill();
                goOnWithoutTheCentre(lifeboat);
                server.restart();
                await("left", () -> left() == boarded());
                await("unknown is unknown again", () -> isNobody(lifeboat));

                server.freeze();
                goOnWithoutTheCentre(lifeboat);
                server.thaw();
                await("left again", () -> left() == boarded());
                isOver.set(true);
                for (Future<?> each : running) {
                    each.get(60, TimeUnit.SECONDS);
                }
            }
        }
        assertThat(failures).isEmpty();
    }

    private void goOnWithoutTheCentre(Lifeboat lifeboat) {
        await("boarded", () -> boarded() > left());
        int alarms = boarded();
        more(200);
        refuses(lifeboat);
        assertThat(boarded()).as("one alarm").isEqualTo(alarms);
    }

    private static Executor threads() {
        return task -> Thread.ofVirtual().start(task);
    }

    /** Nothing is kept: the copy must answer. */
    private static PostgresSettings settings(PostgresServer server) {
        return new PostgresSettings(
                "node-1",
                List.of(new PostgresSettings.Server(server.host(), server.port())),
                new PostgresSettings.Login("mailstead", PostgresServer.ADMIN, Optional.empty()),
                PostgresSettings.Tls.NONE,
                Duration.ofSeconds(4),
                4,
                0,
                Duration.ZERO);
    }

    private static PostgresDirectory open(PostgresServer server) throws Exception {
        PostgresDirectory centre =
                PostgresDirectory.open(settings(server), threads(), EventSink.NOWHERE);
        Examples.fill(centre);
        for (int i = 0; i < ACCOUNTS; i++) {
            centre.addAccount(account("user" + i, "user" + i + "@x.example"));
        }
        return centre;
    }

    private Replica copyOf(PostgresDirectory centre) throws Exception {
        FakeClock clock = new FakeClock();
        MemoryFileSystem disk = new MemoryFileSystem();
        Press press = new Press(centre);
        press.generation(1, clock.instant());
        Replica replica =
                Replica.open(
                        new ReplicaSettings(
                                "/copy",
                                press.keys(),
                                Duration.ofHours(1),
                                Duration.ofHours(2),
                                1L << 30),
                        new PressSource(press, clock, true),
                        disk,
                        Disk.mapper(disk),
                        Runnable::run,
                        clock,
                        new Random(9),
                        EventSink.NOWHERE);
        replica.turn();
        return replica;
    }

    /** What log-in, RCPT and delivery ask. */
    private boolean lookUp(Lifeboat directory, Random random, AtomicBoolean isOver) {
        while (!isOver.get()) {
            String login = "user" + random.nextInt(ACCOUNTS);
            String address = login + "@x.example";
            try {
                assertThat(directory.accountNamed(random.nextBoolean() ? login : address))
                        .isPresent();
                assertThat(directory.domain(name("x.example"))).isPresent();
                assertThat(
                                directory.firstAddressee(
                                        List.of(
                                                address(login + "+list@x.example"),
                                                address(address))))
                        .isPresent();
                assertThat(directory.volumes()).hasSize(1);
                answers.incrementAndGet();
            } catch (Exception | AssertionError failure) {
                synchronized (failures) {
                    failures.add(failure);
                }
                return false;
            }
        }
        return true;
    }

    private void refuses(Lifeboat lifeboat) {
        assertThatThrownBy(() -> lifeboat.account("nobody"))
                .isInstanceOfSatisfying(
                        TemporaryFailure.class,
                        failure ->
                                assertThat(failure.reason())
                                        .isEqualTo(Reason.DIRECTORY_UNAVAILABLE));
    }

    private static boolean isNobody(Lifeboat lifeboat) {
        try {
            return lifeboat.account("nobody").isEmpty();
        } catch (MailException _) {
            return false;
        }
    }

    private int boarded() {
        return events.events(Event.LifeboatBoarded.class).size();
    }

    private int left() {
        return events.events(Event.LifeboatLeft.class).size();
    }

    private void more(int count) {
        int before = answers.get();
        await(count + " answers", () -> answers.get() >= before + count);
    }

    private void await(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + SOON.toNanos();
        while (!condition.getAsBoolean()) {
            synchronized (failures) {
                assertThat(failures).isEmpty();
            }
            assertThat(System.nanoTime()).as(what).isLessThan(end);
            LockSupport.parkNanos(5_000_000);
        }
    }
}
