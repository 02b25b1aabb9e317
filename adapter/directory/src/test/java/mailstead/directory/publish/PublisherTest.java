package mailstead.directory.publish;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import mailstead.directory.cdb.Cdb;
import mailstead.directory.copy.Head;
import mailstead.directory.copy.SigningKey;
import mailstead.directory.copy.TrustedKeys;
import mailstead.directory.copy.Version;
import mailstead.directory.sql.SqliteDirectory;
import mailstead.directory.sql.SqliteSettings;
import mailstead.directory.sql.SqliteSettings.Mode;
import mailstead.fs.FileImage;
import mailstead.fs.FileSystem;
import mailstead.mail.EventSink;
import mailstead.mail.TemporaryFailure;
import mailstead.spi.Account;
import mailstead.spi.Owner;
import mailstead.spi.Status;
import mailstead.testkit.FakeClock;
import mailstead.testkit.contract.Examples;
import mailstead.testkit.fs.FaultyFileSystem;
import mailstead.testkit.fs.MemoryFileSystem;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever happens while it publishes: what the head names is whole, true and never older than
 * before.
 */
@Timeout(120)
final class PublisherTest {

    private static final SigningKey.Pair PAIR = SigningKey.Pair.generate();
    private static final Duration HOUR = Duration.ofHours(1);

    @TempDir private Path folder;

    private final FakeClock clock = new FakeClock();
    private SqliteDirectory directory;
    private MemoryFileSystem disk;
    private FaultyFileSystem files;
    private TrustedKeys keys;

    @BeforeEach
    void fill() throws Exception {
        keys = TrustedKeys.parse(PAIR.open());
        directory = open();
        Examples.fill(directory);
        directory.addAccount(Examples.account("tevie", "tevie@x.example", "t@y.example"));
        directory.addAlias(Examples.alias("all@x.example", "tevie@x.example", "far@away.example"));
        fresh();
    }

    /** An empty folder. */
    private void fresh() throws IOException {
        disk = new MemoryFileSystem();
        disk.mkdir("/copies", 0755);
        disk.syncFolder("/");
        files = new FaultyFileSystem(disk);
    }

    @AfterEach
    void close() {
        directory.close();
    }

    private SqliteDirectory open() throws Exception {
        return SqliteDirectory.open(
                SqliteSettings.of(folder.resolve("directory.sqlite"), Mode.CREATE));
    }

    private Publisher publisher(SqliteDirectory from, FileSystem to, Executor background)
            throws Exception {
        return new Publisher(
                from.centre(),
                to,
                new PublisherSettings("/copies", SigningKey.parse(PAIR.secret()), keys, HOUR),
                clock,
                background,
                EventSink.NOWHERE);
    }

    private Publisher publisher() throws Exception {
        return publisher(directory, files, Runnable::run);
    }

    private PublishedCopy copy() throws Exception {
        return PublishedCopy.read(disk, "/copies", keys).orElseThrow();
    }

    private void isTrue() throws Exception {
        assertThat(copy().entries()).isEqualTo(PublishedCopy.expected(directory));
        assertThat(copy().scramReady()).isEqualTo(directory.isScramReady());
    }

    private static Version version(String text) throws Exception {
        return Version.parse(text);
    }

    @Test
    void aGenerationThenWhatHasChanged() throws Exception {
        Publisher publisher = publisher();
        assertThat(publisher.publish()).isEqualTo(version("1.0"));
        isTrue();
        directory.addAccount(Examples.account("golde", "golde@x.example"));
        assertThat(publisher.publish()).isEqualTo(version("1.1"));
        isTrue();
        directory.removeAccount("tevie");
        directory.removeAlias(Examples.address("all@x.example"));
        directory.addAlias(Examples.alias("tevie@x.example", "golde@x.example"));
        directory.addVolume(Examples.volume("mail2"));
        directory.setCustomer(Examples.customer("c2", Status.SUSPENDED));
        assertThat(publisher.publish()).isEqualTo(version("1.2"));
        isTrue();
        assertThat(publisher.publishWhole()).isEqualTo(version("2.0"));
        isTrue();
    }

    @Test
    void whereNothingChangedTheHeadSaysSo() throws Exception {
        Publisher publisher = publisher();
        publisher.publish();
        Head first = copy().head();
        clock.advance(Duration.ofMinutes(1));
        assertThat(publisher.publish()).isEqualTo(version("1.0"));
        assertThat(copy().head().asOf()).isEqualTo(first.asOf().plusSeconds(60));
        assertThat(copy().head().newest()).isEqualTo(first.newest());
    }

    @Test
    void anotherProcessGoesOnWhereTheLastEnded() throws Exception {
        publisher().publish();
        directory.addAccount(Examples.account("golde", "golde@x.example"));
        publisher().publish();
        directory.addAccount(Examples.account("motl", "motl@x.example"));
        assertThat(publisher().publish()).isEqualTo(version("1.2"));
        isTrue();
    }

    @Test
    void oldGenerationsGo() throws Exception {
        Publisher publisher = publisher();
        for (int i = 1; i <= 6; i++) {
            assertThat(publisher.publishWhole()).isEqualTo(new Version(i, 0));
            clock.advance(HOUR.dividedBy(2));
        }
        assertThat(disk.list("/copies").stream().map(FileSystem.Entry::name))
                .containsExactlyInAnyOrder(
                        "head", "neighbours", "generation-4", "generation-5", "generation-6");
    }

    @Test
    void aGenerationIsDueByItsAge() throws Exception {
        Publisher publisher = publisher();
        publisher.publish();
        clock.advance(HOUR.minusSeconds(1));
        assertThat(publisher.publish()).isEqualTo(version("1.0"));
        clock.advance(Duration.ofSeconds(1));
        publisher.publish();
        assertThat(copy().head().version()).isEqualTo(version("2.0"));
    }

    @Test
    void manyChangesMakeAGenerationDue() throws Exception {
        Publisher publisher = publisher();
        publisher.publish();
        String verifier = "x".repeat(1000);
        for (int i = 0; i < 40; i++) {
            directory.addAccount(Examples.account("a" + i, Collections.nCopies(32, verifier)));
        }
        publisher.publish();
        isTrue();
        assertThat(copy().head().version()).isEqualTo(version("2.0"));
    }

    @Test
    void modesKeepSecretsAndLetNeighboursRead() throws Exception {
        Publisher publisher = publisher();
        publisher.publish();
        directory.addAccount(Examples.account("golde"));
        publisher.publish();
        for (FileSystem.Entry entry : disk.list("/copies/generation-1")) {
            int mode = disk.stat("/copies/generation-1/" + entry.name()).mode() & 0777;
            boolean open =
                    List.of(
                                    "mailboxes.cdb",
                                    "uids.cdb",
                                    "gids.cdb",
                                    "aliases.cdb",
                                    "domains.cdb",
                                    "manifest")
                            .contains(entry.name());
            assertThat(mode).as(entry.name()).isEqualTo(open ? 0644 : 0600);
        }
    }

    @Test
    void neighboursFindWhatTheyLookFor() throws Exception {
        Account golde = Examples.account("golde", "Golde@x.example");
        directory.addAccount(
                new Account(
                        golde.login(),
                        golde.customerId(),
                        golde.addresses(),
                        golde.verifiers(),
                        golde.home(),
                        Optional.of(new Owner(501, 502)),
                        golde.quota(),
                        golde.services(),
                        golde.status(),
                        golde.standing(),
                        golde.attributes()));
        publisher().publish();
        String home = "/mail1/" + golde.home().path() + "/";
        assertThat(neighbour("mailboxes.cdb", "golde@x.example")).contains(home);
        assertThat(neighbour("uids.cdb", "golde@x.example")).contains("501");
        assertThat(neighbour("gids.cdb", "golde@x.example")).contains("502");
        assertThat(neighbour("uids.cdb", "tevie@x.example")).isEmpty();
        assertThat(neighbour("mailboxes.cdb", "all@x.example")).isEmpty();
        assertThat(neighbour("aliases.cdb", "all@x.example"))
                .contains("tevie@x.example,far@away.example");
        assertThat(neighbour("domains.cdb", "x.example")).isPresent();
        directory.removeAccount("golde");
        publisher().publishWhole();
        assertThat(neighbour("mailboxes.cdb", "golde@x.example")).isEmpty();
        assertThat(disk.list("/copies/neighbours")).hasSize(5);
    }

    private Optional<String> neighbour(String file, String key) throws Exception {
        return new Cdb(FileImage.of(PublishedCopy.content(disk, "/copies/neighbours/" + file)))
                .find(key.getBytes(UTF_8))
                .map(octets -> new String(octets, UTF_8));
    }

    @Test
    void whatSomebodyPutThereIsNotBelieved() throws Exception {
        for (String name : List.of("head", "manifest", "instalment-1", "accounts.0.cdb")) {
            fresh();
            long generation = publisher().publish().generation();
            directory.setCustomer(Examples.customer("c1", Status.SUSPENDED));
            assertThat(publisher().publish()).isEqualTo(new Version(generation, 1));
            String place =
                    name.equals("head") ? "/copies/" : "/copies/generation-" + generation + "/";
            byte[] changed = PublishedCopy.content(disk, place + name);
            changed[changed.length / 2] ^= 1;
            disk.unlink(place + name);
            write(place + name, name.endsWith(".cdb") ? new byte[7] : changed);
            assertThat(publisher().publish()).as(name).isEqualTo(new Version(generation + 1, 0));
            isTrue();
        }
    }

    private void write(String path, byte[] content) throws IOException {
        try (FileSystem.File file = disk.create(path, 0600)) {
            file.write(content, 0, content.length);
            file.sync();
        }
    }

    // The centre

    @Test
    void aRestoredCentreBeginsAnew() throws Exception {
        Path file = folder.resolve("directory.sqlite");
        directory.close();
        Files.copy(file, folder.resolve("saved"));
        directory = open();
        directory.addAccount(Examples.account("golde", "golde@x.example"));
        publisher().publish();
        directory.close();
        Files.copy(folder.resolve("saved"), file, StandardCopyOption.REPLACE_EXISTING);
        Files.deleteIfExists(folder.resolve("directory.sqlite-wal"));
        Files.deleteIfExists(folder.resolve("directory.sqlite-shm"));
        directory = open();
        directory.addAccount(Examples.account("other", "golde@x.example"));
        assertThat(publisher().publish()).isEqualTo(version("2.0"));
        isTrue();
    }

    @Test
    void onePublisherAtATimeAndTheNextIsAhead() throws Exception {
        publisher().publish();
        directory.setCustomer(Examples.customer("c1", Status.SUSPENDED));
        publisher().publish();
        try (SqliteDirectory other = open()) {
            MemoryFileSystem elsewhere = new MemoryFileSystem();
            elsewhere.mkdir("/copies", 0755);
            Publisher second = publisher(other, elsewhere, Runnable::run);
            assertThatThrownBy(second::publish).isInstanceOf(TemporaryFailure.class);
            assertThat(elsewhere.list("/copies")).isEmpty();
            directory.centre().close();
            assertThat(second.publish()).isEqualTo(version("2.0"));
            assertThatThrownBy(() -> publisher().publish()).isInstanceOf(TemporaryFailure.class);
        }
        assertThat(publisher().publish()).as("not on top of 1.1").isEqualTo(version("3.0"));
        isTrue();
    }

    @Test
    void changesWhileAGenerationIsMadeAreNotLost() throws Exception {
        List<Runnable> waiting = new ArrayList<>();
        Publisher publisher = publisher(directory, files, waiting::add);
        assertThatThrownBy(publisher::publish).isInstanceOf(TemporaryFailure.class);
        waiting.removeFirst().run();
        assertThat(publisher.publish()).isEqualTo(version("1.0"));
        publisher.publishWhole();
        directory.addAccount(Examples.account("before", "before@x.example"));
        assertThat(publisher.publish()).as("goes on meanwhile").isEqualTo(version("1.1"));
        files.set(
                new FaultyFileSystem.Fault() {
                    private boolean done;

                    @Override
                    public void before(FaultyFileSystem.Call call) {
                        if (!done && call.path().endsWith("generation-2.new/manifest")) {
                            done = true;
                            change(publisher);
                        }
                    }
                });
        waiting.removeFirst().run();
        assertThat(copy().head().version()).isEqualTo(version("2.1"));
        isTrue();
        assertThat(publisher.publish()).isEqualTo(version("2.1"));
    }

    private void change(Publisher publisher) {
        try {
            directory.addAccount(Examples.account("meanwhile", "meanwhile@x.example"));
            assertThat(publisher.publish()).isEqualTo(version("1.2"));
            isTrue();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aHeadForWhoAsksHasItsNonceAndTheNewestState() throws Exception {
        Publisher publisher = publisher();
        String nonce = HexFormat.of().formatHex(new byte[16]);
        Head first = Head.read(publisher.head(nonce, HOUR), keys);
        assertThat(first.nonce()).contains(nonce);
        assertThat(first.version()).isEqualTo(version("1.0"));
        directory.addAccount(Examples.account("golde", "golde@x.example"));
        clock.advance(Duration.ofSeconds(1));
        Head second = Head.read(publisher.head(nonce, HOUR), keys);
        assertThat(second.version()).isEqualTo(version("1.1"));
        assertThat(second.asOf()).isEqualTo(first.asOf().plusSeconds(1));
        assertThat(copy().head().version())
                .as("never before it lies there")
                .isEqualTo(version("1.1"));
        isTrue();
        directory.close();
        assertThatThrownBy(() -> publisher.head(nonce, HOUR)).isInstanceOf(TemporaryFailure.class);
    }
}
