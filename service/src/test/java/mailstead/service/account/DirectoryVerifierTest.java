package mailstead.service.account;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
import mailstead.spi.Directory;
import mailstead.spi.DirectoryVerifier;
import mailstead.spi.Domain;
import mailstead.spi.Volume;
import mailstead.testkit.FakeClock;
import mailstead.testkit.InMemoryDirectory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Log-in where only the directory can check passwords. */
final class DirectoryVerifierTest {

    private static final Outcome WRONG = refused(Reason.CREDENTIALS_WRONG);
    private static final Outcome UNKNOWN =
            new Outcome.Refused(Refusal.of(Reason.CREDENTIALS_WRONG));

    private final InMemoryDirectory entries = InMemoryDirectory.serving("cluster.example");
    private final Keeper directory = new Keeper(entries);
    private final FakeClock clock = new FakeClock();
    private final PasswordHashes hashes =
            new PasswordHashes(
                    new PasswordHashes.Settings(256, 1, 1, 4_096, 2, 8, Duration.ofSeconds(10)),
                    new Random(1));
    private PasswordAuthentication authentication;

    @BeforeEach
    void start() {
        authentication =
                new PasswordAuthentication(
                        directory,
                        hashes,
                        LoginLimits.DEFAULT,
                        true,
                        new byte[16],
                        EventSink.NOWHERE,
                        clock,
                        new Random(2));
    }

    private static Outcome refused(Reason reason) {
        return new Outcome.Refused(Refusal.of(reason, InMemoryDirectory.CUSTOMER));
    }

    private void add(String mark) throws Exception {
        if (entries.findAccount("tevie").isPresent()) {
            entries.removeAccount("tevie");
        }
        entries.addUser(
                "tevie",
                List.of(new DirectoryVerifier(mark, "uid=tevie").encoded()),
                "tevie@cluster.example");
    }

    @Test
    void theDirectoryDecides() throws Exception {
        add("1");
        assertThat(verify("tevie", "golden")).isInstanceOf(Outcome.Accepted.class);
        assertThat(verify("tevie", "wrong")).isEqualTo(WRONG);
        directory.answer = Directory.PasswordAnswer.SHUT;
        assertThat(verify("tevie", "other")).isEqualTo(refused(Reason.ACCOUNT_SUSPENDED));
        assertThat(hashes.checks()).as("hashes computed, for renewal or otherwise").isZero();
    }

    @Test
    void whatCannotBeCheckedIsNeverWrong() throws Exception {
        add("1");
        directory.isAway = true;
        for (String name : List.of("tevie", "nobody")) {
            assertThatThrownBy(() -> verify(name, "golden"))
                    .isInstanceOfSatisfying(
                            TemporaryFailure.class,
                            failure ->
                                    assertThat(failure.customerId().isPresent())
                                            .as("whether the log can name the customer")
                                            .isEqualTo(name.equals("tevie")));
        }
    }

    @Test
    void aRightPasswordIsRememberedUntilTheMarkChanges() throws Exception {
        add("1");
        verify("tevie", "golden");
        verify("tevie", "golden");
        assertThat(directory.asked).containsExactly("uid=tevie");
        add("2");
        verify("tevie", "golden");
        assertThat(directory.asked).hasSize(2);
        add("");
        verify("tevie", "golden");
        verify("tevie", "golden");
        assertThat(directory.asked).as("without a mark each time").hasSize(4);
    }

    @Test
    void unknownNamesAreCheckedLikeOthers() throws Exception {
        assertThat(verify("nobody", "golden")).isEqualTo(UNKNOWN);
        assertThat(directory.asked).containsExactly("decoy");
        directory.decoys = List.of();
        assertThat(verify("nobody", "golden")).isEqualTo(UNKNOWN);
        assertThat(hashes.checks()).isEqualTo(2);
    }

    @Test
    void guessingIsThrottled() throws Exception {
        add("1");
        for (int i = 0; i < LoginLimits.DEFAULT.perAccountAndNetwork(); i++) {
            assertThat(verify("tevie", "wrong" + i)).isEqualTo(WRONG);
        }
        int asked = directory.asked.size();
        assertThatThrownBy(() -> verify("tevie", "golden"))
                .isInstanceOfSatisfying(
                        TemporaryFailure.class,
                        failure -> assertThat(failure.reason()).isEqualTo(Reason.OVER_LIMIT));
        assertThat(directory.asked).hasSize(asked);
    }

    private Outcome verify(String name, String password) throws MailException {
        return authentication.verify(
                new Attempt("s1", InetAddress.ofLiteral("192.0.2.1"), Service.POP3),
                "",
                name,
                password.getBytes(UTF_8));
    }

    /** Keeps the passwords: everybody's is golden. */
    private static final class Keeper implements Directory {

        private final InMemoryDirectory entries;
        private final List<String> asked = new ArrayList<>();
        private List<String> decoys = List.of(new DirectoryVerifier("", "decoy").encoded());
        private PasswordAnswer answer = PasswordAnswer.WRONG;
        private boolean isAway;

        Keeper(InMemoryDirectory entries) {
            this.entries = entries;
        }

        @Override
        public PasswordAnswer checkPassword(DirectoryVerifier verifier, byte[] password)
                throws MailException {
            asked.add(verifier.key());
            if (isAway) {
                throw new TemporaryFailure(Reason.DIRECTORY_UNAVAILABLE, "not now");
            }
            return new String(password, UTF_8).equals("golden") ? PasswordAnswer.RIGHT : answer;
        }

        @Override
        public List<String> decoyVerifiers() {
            return decoys;
        }

        @Override
        public Optional<Account> account(String login) throws MailException {
            return entries.account(login);
        }

        @Override
        public Optional<Domain> domain(DomainName name) throws MailException {
            return entries.domain(name);
        }

        @Override
        public Optional<Addressee> addressee(Address address) throws MailException {
            return entries.addressee(address);
        }

        @Override
        public List<Volume> volumes() throws MailException {
            return entries.volumes();
        }

        @Override
        public boolean isScramReady() {
            return false;
        }

        @Override
        public void upgradeVerifier(String login, String oldVerifier, List<String> newVerifiers) {}

        @Override
        public void close() {}
    }
}
