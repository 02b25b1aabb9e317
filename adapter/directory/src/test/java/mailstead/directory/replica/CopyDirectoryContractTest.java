package mailstead.directory.replica;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import mailstead.mail.Address;
import mailstead.mail.DomainName;
import mailstead.mail.EventSink;
import mailstead.mail.MailException;
import mailstead.mail.TemporaryFailure;
import mailstead.spi.Account;
import mailstead.spi.Directory;
import mailstead.spi.Domain;
import mailstead.spi.Provisioning;
import mailstead.spi.Volume;
import mailstead.testkit.FakeClock;
import mailstead.testkit.InMemoryDirectory;
import mailstead.testkit.contract.DirectoryContract;
import mailstead.testkit.fs.MemoryFileSystem;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A copy keeps the contract, once what was changed has been printed. */
final class CopyDirectoryContractTest extends DirectoryContract {

    private final InMemoryDirectory truth = new InMemoryDirectory();
    private final FakeClock clock = new FakeClock();
    private final MemoryFileSystem disk = new MemoryFileSystem();
    private Press press;
    private Replica replica;
    private CopyDirectory copy;

    @BeforeEach
    void open() throws Exception {
        press = new Press(truth);
        press.generation(1, clock.instant());
        replica =
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
                        task -> Thread.ofVirtual().start(task),
                        clock,
                        new Random(1),
                        EventSink.NOWHERE,
                        new Turns(Duration.ZERO, Duration.ofSeconds(20)));
        replica.start();
        copy = new CopyDirectory(replica);
        settle();
    }

    @AfterEach
    void close() {
        copy.close();
    }

    /** Looked up in the copy, changed at the centre. */
    @Override
    protected Directory directory() {
        return new Directory() {
            @Override
            public Optional<Domain> domain(DomainName name) throws MailException {
                return copy.domain(name);
            }

            @Override
            public Optional<Account> account(String login) throws MailException {
                return copy.account(login);
            }

            @Override
            public Optional<Addressee> addressee(Address address) throws MailException {
                return copy.addressee(address);
            }

            @Override
            public List<Volume> volumes() throws MailException {
                return copy.volumes();
            }

            @Override
            public boolean isScramReady() throws MailException {
                return copy.isScramReady();
            }

            @Override
            public void upgradeVerifier(String login, String old, List<String> verifiers)
                    throws MailException {
                truth.upgradeVerifier(login, old, verifiers);
            }

            @Override
            public void noteAppPasswordUse(String login, String appPasswordId, Instant at)
                    throws MailException {
                truth.noteAppPasswordUse(login, appPasswordId, at);
            }

            @Override
            public void close() {}
        };
    }

    @Override
    protected Provisioning provisioning() {
        return truth;
    }

    /** By turns an instalment and a generation. */
    @Override
    protected void settle() throws Exception {
        if (press.version().instalment() < 2) {
            press.instalment(clock.instant());
        } else {
            press.generation(press.version().generation() + 1, clock.instant());
        }
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!replica.state().version().equals(Optional.of(press.version()))) {
            assertThat(System.nanoTime()).as("taken in time").isLessThan(end);
            try {
                replica.renew();
            } catch (TemporaryFailure _) {
                // The generation is on its way.
            }
        }
    }
}
