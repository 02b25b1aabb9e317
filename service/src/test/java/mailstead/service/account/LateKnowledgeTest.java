package mailstead.service.account;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import mailstead.mail.Address;
import mailstead.mail.DomainName;
import mailstead.mail.EventSink;
import mailstead.mail.MailException;
import mailstead.mail.Reason;
import mailstead.mail.Refusal;
import mailstead.mail.TemporaryFailure;
import mailstead.service.account.Authentication.Attempt;
import mailstead.service.account.Authentication.Outcome;
import mailstead.service.password.PasswordHashes;
import mailstead.spi.Account;
import mailstead.spi.Customer;
import mailstead.spi.Directory;
import mailstead.spi.Domain;
import mailstead.spi.Status;
import mailstead.spi.Volume;
import mailstead.testkit.FakeClock;
import mailstead.testkit.InMemoryDirectory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Log-in where the directory knows the present only when it is asked for it. */
final class LateKnowledgeTest {

    private final InMemoryDirectory truth = InMemoryDirectory.serving("cluster.example");
    private final Behind directory = new Behind(truth);
    private final PasswordHashes hashes =
            new PasswordHashes(
                    new PasswordHashes.Settings(256, 1, 1, 4_096, 2, 8, Duration.ofSeconds(10)),
                    new Random(1));
    private PasswordAuthentication authentication;

    @BeforeEach
    void start() throws Exception {
        authentication =
                new PasswordAuthentication(
                        directory,
                        hashes,
                        LoginLimits.DEFAULT,
                        false,
                        new byte[16],
                        EventSink.NOWHERE,
                        new FakeClock(),
                        new Random(2));
        setPassword("old");
        directory.copy("tevie");
    }

    @Test
    void aPasswordThatWasChangedIsRightAsSoonAsItIsTried() throws Exception {
        setPassword("new");
        assertThat(verify("new")).isInstanceOf(Outcome.Accepted.class);
        assertThat(verify("wrong")).isEqualTo(refused(Reason.CREDENTIALS_WRONG));
    }

    @Test
    void nobodyIsRefusedOnOldKnowledge() throws Exception {
        directory.isPresentKnown = false;
        assertThat(verify("old")).isInstanceOf(Outcome.Accepted.class);
        assertThatThrownBy(() -> verify("wrong"))
                .isInstanceOfSatisfying(
                        TemporaryFailure.class,
                        failure ->
                                assertThat(Refusal.of(failure))
                                        .isEqualTo(whose(Reason.DIRECTORY_UNAVAILABLE)));
    }

    @Test
    void serviceThatWasResumedIsGivenAtOnce() throws Exception {
        suspend(Status.SUSPENDED);
        directory.copy("tevie");
        suspend(Status.ACTIVE);
        assertThat(verify("old")).isInstanceOf(Outcome.Accepted.class);
        suspend(Status.SUSPENDED);
        assertThat(verify("old")).isEqualTo(refused(Reason.ACCOUNT_SUSPENDED));
    }

    @Test
    void keysThatWereReplacedAreNotAWrongPassword() throws Exception {
        assertThat(authentication.rejected(attempt(), "tevie"))
                .isEqualTo(whose(Reason.CREDENTIALS_WRONG));
        setPassword("new");
        assertThat(authentication.rejected(attempt(), "tevie"))
                .isEqualTo(whose(Reason.DIRECTORY_UNAVAILABLE));
    }

    private static Outcome refused(Reason reason) {
        return new Outcome.Refused(whose(reason));
    }

    private static Refusal whose(Reason reason) {
        return Refusal.of(reason, InMemoryDirectory.CUSTOMER);
    }

    private Outcome verify(String password) throws MailException {
        return authentication.verify(attempt(), "", "tevie", password.getBytes(UTF_8));
    }

    private static Attempt attempt() {
        return new Attempt("s1", InetAddress.ofLiteral("192.0.2.1"), Service.POP3);
    }

    private void setPassword(String password) throws Exception {
        if (truth.findAccount("tevie").isPresent()) {
            truth.removeAccount("tevie");
        }
        truth.addUser("tevie", hashes.make(password.getBytes(UTF_8)), "tevie@cluster.example");
    }

    private void suspend(Status status) throws Exception {
        truth.setCustomer(
                new Customer(InMemoryDirectory.CUSTOMER, "x", status, Optional.empty(), Map.of()));
    }

    /** Shows accounts as they were when they were copied. */
    private static final class Behind implements Directory {

        private final InMemoryDirectory truth;
        private final Map<String, Account> copies = new HashMap<>();
        private boolean isPresentKnown = true;

        Behind(InMemoryDirectory truth) {
            this.truth = truth;
        }

        void copy(String login) throws MailException {
            copies.put(login, truth.account(login).orElseThrow());
        }

        @Override
        public Optional<Account> account(String login) throws MailException {
            Account copy = copies.get(login);
            return copy != null ? Optional.of(copy) : truth.account(login);
        }

        @Override
        public Optional<Account> accountNow(String login) throws MailException {
            if (!isPresentKnown) {
                throw new TemporaryFailure(Reason.DIRECTORY_UNAVAILABLE, "not now");
            }
            return truth.account(login);
        }

        @Override
        public Optional<Domain> domain(DomainName name) throws MailException {
            return truth.domain(name);
        }

        @Override
        public Optional<Addressee> addressee(Address address) throws MailException {
            return truth.addressee(address);
        }

        @Override
        public List<Volume> volumes() throws MailException {
            return truth.volumes();
        }

        @Override
        public boolean isScramReady() throws MailException {
            return truth.isScramReady();
        }

        @Override
        public void upgradeVerifier(String login, String oldVerifier, List<String> newVerifiers) {}

        @Override
        public void close() {}
    }
}
