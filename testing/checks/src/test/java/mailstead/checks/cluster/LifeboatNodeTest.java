package mailstead.checks.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import mailstead.directory.copy.SigningKey;
import mailstead.directory.copy.TrustedKeys;
import mailstead.directory.publish.Publisher;
import mailstead.directory.publish.PublisherSettings;
import mailstead.directory.sql.PostgresDirectory;
import mailstead.directory.sql.PostgresSettings;
import mailstead.fs.LinuxFileSystem;
import mailstead.mail.EventSink;
import mailstead.testkit.postgres.PostgresServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A node with a lifeboat under load, while its PostgreSQL is killed, comes back, and freezes: no
 * client of an existing account sees an error.
 */
@Timeout(240)
final class LifeboatNodeTest {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final List<String> LOGINS = List.of("tevie", "golde", "motel");

    @TempDir private Path folder;

    private final List<String> wrongAnswers = new CopyOnWriteArrayList<>();
    private final AtomicInteger answers = new AtomicInteger();

    @Test
    void nobodyWhoExistsSeesAnError() throws Exception {
        try (PostgresServer server = PostgresServer.start()) {
            server.sql("postgres", "CREATE DATABASE mailstead");
            fill(server);
            publish(server);
            try (RunningNode node =
                            RunningNode.start(
                                    folder.resolve("n1.yaml"), folder.resolve("n1.log"), "256m");
                    ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
                Await.until("copied", SOON, () -> node.log().contains("event=copy-taken"));
                AtomicBoolean isOver = new AtomicBoolean();
                List<Future<?>> running = new ArrayList<>();
                for (int i = 0; i < 3; i++) {
                    int first = i;
                    running.add(clients.submit(() -> work(node, first, isOver)));
                }
                more(30);
                assertThat(boarded(node)).isZero();

                server.kill();
                goOnWithoutTheCentre(node);
                server.restart();
                Await.until("left", SOON, () -> left(node) == boarded(node));
                Await.until(
                        "nobody is nobody again",
                        SOON,
                        () -> recipient(node, "nobody").startsWith("550"));

                server.freeze();
                goOnWithoutTheCentre(node);
                server.thaw();
                Await.until("left again", SOON, () -> left(node) == boarded(node));

                isOver.set(true);
                for (Future<?> each : running) {
                    each.get(60, TimeUnit.SECONDS);
                }
                assertThat(node.stop()).isZero();
                assertThat(node.log()).doesNotContain("event=bug");
            }
        }
        assertThat(wrongAnswers).isEmpty();
    }

    private void goOnWithoutTheCentre(RunningNode node) {
        Await.until("boarded", SOON, () -> boarded(node) > left(node));
        int alarms = boarded(node);
        more(60);
        assertThat(recipient(node, "nobody")).startsWith("451 4.4.3");
        assertThat(Answers.toPassword(node, "tevie", "wrong")).startsWith("-ERR [SYS/TEMP]");
        assertThat(execute("account set tevie --suspend", new StringWriter())).isEqualTo(75);
        assertThat(boarded(node)).as("one alarm").isEqualTo(alarms);
    }

    /** Log-in by login and by address, and RCPT. */
    private boolean work(RunningNode node, int first, AtomicBoolean isOver) {
        for (int i = first; !isOver.get(); i++) {
            String login = LOGINS.get(i % LOGINS.size());
            expect("+OK", Answers.toPassword(node, login, TestCluster.PASSWORD));
            expect(
                    "+OK",
                    Answers.toPassword(node, login + "@cluster.example", TestCluster.PASSWORD));
            expect("250", recipient(node, login));
            expect("250", recipient(node, login + "+list"));
            answers.incrementAndGet();
        }
        return true;
    }

    private void expect(String wanted, String answer) {
        if (!answer.startsWith(wanted)) {
            wrongAnswers.add(answer);
        }
    }

    private void more(int count) {
        int before = answers.get();
        Await.until(
                count + " rounds",
                SOON,
                () -> answers.get() >= before + count || !wrongAnswers.isEmpty());
        assertThat(wrongAnswers).isEmpty();
    }

    private static int boarded(RunningNode node) {
        return count(node, "event=lifeboat-boarded");
    }

    private static int left(RunningNode node) {
        return count(node, "event=lifeboat-left");
    }

    private static int count(RunningNode node, String text) {
        return Math.toIntExact(Pattern.compile(text).matcher(node.log()).results().count());
    }

    private void fill(PostgresServer server) throws IOException {
        Files.writeString(
                folder.resolve("n1.yaml"),
                """
                name: n1.cluster.example
                roles: [mx, pop3]
                data: n1
                directory:
                  kind: postgresql
                  servers: "%s:%d"
                  user: %s
                  tls: disable
                  cached: 0
                  stale: 0s
                  lifeboat: {folder: copies, keys: publisher.pub, interval: 1s}
                listeners:
                  mx: {address: '127.0.0.1:0', tls: none}
                  pop3: {address: '127.0.0.1:0', tls: none}
                """
                        .formatted(server.host(), server.port(), PostgresServer.ADMIN));
        Path password = Files.writeString(folder.resolve("password"), TestCluster.PASSWORD);
        run("directory prepare");
        run("volume add mail1 " + folder.resolve("mail1") + " --create");
        run("customer add c-1");
        run("domain add cluster.example --customer c-1");
        for (String login : LOGINS) {
            run(
                    "account add "
                            + login
                            + " --customer c-1 --address "
                            + login
                            + "@cluster.example --password-file "
                            + password);
        }
    }

    private void publish(PostgresServer server) throws Exception {
        SigningKey.Pair pair = SigningKey.Pair.generate();
        Files.writeString(folder.resolve("publisher.pub"), pair.open());
        Path copies = Files.createDirectory(folder.resolve("copies"));
        PostgresSettings settings =
                new PostgresSettings(
                        "publisher",
                        List.of(new PostgresSettings.Server(server.host(), server.port())),
                        new PostgresSettings.Login(
                                "mailstead", PostgresServer.ADMIN, Optional.empty()),
                        PostgresSettings.Tls.NONE,
                        Duration.ofSeconds(4),
                        2,
                        0,
                        Duration.ZERO);
        try (PostgresDirectory centre = PostgresDirectory.openForChanges(settings)) {
            new Publisher(
                            centre.centre(),
                            new LinuxFileSystem(),
                            new PublisherSettings(
                                    copies.toString(),
                                    SigningKey.parse(pair.secret()),
                                    TrustedKeys.parse(pair.open()),
                                    Duration.ofHours(1)),
                            InstantSource.system(),
                            Runnable::run,
                            EventSink.NOWHERE)
                    .publish();
            centre.centre().close();
        }
    }

    private void run(String line) {
        StringWriter out = new StringWriter();
        assertThat(execute(line, out)).as(line + ": " + out).isZero();
    }

    private int execute(String line, StringWriter out) {
        return Answers.toCommand(line, folder.resolve("n1.yaml"), out);
    }

    private static String recipient(RunningNode node, String name) {
        return Answers.toRecipient(node, name + "@cluster.example");
    }
}
