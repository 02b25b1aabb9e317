package mailstead.service.account;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import mailstead.mail.MailException;
import mailstead.mail.Reason;
import mailstead.mail.Refusal;
import mailstead.mail.TemporaryFailure;
import mailstead.mail.login.ScramKeys;
import mailstead.service.account.Authentication.Attempt;
import mailstead.service.account.Authentication.Outcome;
import mailstead.service.password.PasswordHashes;
import mailstead.spi.Account;
import mailstead.spi.AppPassword;
import mailstead.spi.AppPasswordUse;
import mailstead.spi.MailService;
import mailstead.testkit.FakeClock;
import mailstead.testkit.InMemoryDirectory;
import mailstead.testkit.RecordingSink;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Log-in with a password that is one program's. */
final class AppPasswordLoginTest {

    private static final Set<MailService> IMAP_ONLY = EnumSet.of(MailService.IMAP);

    private final InMemoryDirectory directory = InMemoryDirectory.serving("cluster.example");
    private final FakeClock clock = new FakeClock();
    private final PasswordHashes hashes = hashes(4_096);
    private final AccountPasswords passwords = new AccountPasswords(hashes, clock, new Random(5));
    private final PasswordAuthentication authentication = authentication(hashes);

    private static PasswordHashes hashes(int scramIterations) {
        return new PasswordHashes(
                new PasswordHashes.Settings(
                        256, 1, 1, scramIterations, 2, 8, Duration.ofSeconds(10)),
                new Random(1));
    }

    private PasswordAuthentication authentication(PasswordHashes with) {
        return new PasswordAuthentication(
                directory,
                with,
                LoginLimits.DEFAULT,
                true,
                new byte[16],
                new RecordingSink(),
                clock,
                new Random(2));
    }

    @BeforeEach
    void addTevie() throws Exception {
        directory.addUser("tevie", hashes.make(octets("golden")), "tevie@cluster.example");
    }

    @Test
    void letsInToItsServicesAndSaysWhichItWas() throws Exception {
        AccountPasswords.Made phone = add(IMAP_ONLY, Optional.empty());
        AccountPasswords.Made tablet = add(EnumSet.of(MailService.POP3), Optional.empty());
        for (int i = 0; i < 2; i++) {
            assertThat(usedBy(verify(Service.IMAP, phone.text())))
                    .contains(phone.appPassword().id());
            assertThat(usedBy(verify(Service.POP3, tablet.text())))
                    .contains(tablet.appPassword().id());
            assertThat(usedBy(verify(Service.IMAP, "golden"))).isEmpty();
            assertThat(verify(Service.POP3, phone.text()))
                    .isEqualTo(refused(Reason.SERVICE_NOT_ALLOWED));
            assertThat(verify(Service.IMAP, tablet.text()))
                    .isEqualTo(refused(Reason.SERVICE_NOT_ALLOWED));
        }
    }

    @Test
    void neverOpensWhatTheAccountMayNotUse() throws Exception {
        AccountPasswords.Made phone = add(EnumSet.allOf(MailService.class), Optional.empty());
        Account old = account();
        directory.setAccount(
                new Account(
                        old.login(),
                        old.customerId(),
                        old.addresses(),
                        old.verifiers(),
                        old.home(),
                        old.owner(),
                        old.quota(),
                        EnumSet.of(MailService.POP3),
                        old.status(),
                        old.standing(),
                        old.attributes()));
        assertThat(verify(Service.IMAP, phone.text()))
                .isEqualTo(refused(Reason.SERVICE_NOT_ALLOWED));
        assertThat(verify(Service.POP3, phone.text())).isInstanceOf(Outcome.Accepted.class);
    }

    @Test
    void endsWithItsTimeEvenIfItIsRemembered() throws Exception {
        AccountPasswords.Made phone =
                add(IMAP_ONLY, Optional.of(clock.instant().plus(Duration.ofSeconds(30))));
        assertThat(verify(Service.IMAP, phone.text())).isInstanceOf(Outcome.Accepted.class);
        clock.advance(Duration.ofSeconds(28));
        assertThat(verify(Service.IMAP, phone.text())).isInstanceOf(Outcome.Accepted.class);
        clock.advance(Duration.ofSeconds(1));
        assertThat(verify(Service.IMAP, phone.text())).isEqualTo(refused(Reason.CREDENTIALS_WRONG));
        assertThat(keys().pairs()).hasSize(1);
    }

    @Test
    void endsWithItsRemovalEvenIfItIsRemembered() throws Exception {
        AccountPasswords.Made phone = add(IMAP_ONLY, Optional.empty());
        assertThat(verify(Service.IMAP, phone.text())).isInstanceOf(Outcome.Accepted.class);
        directory.removeAppPassword("tevie", phone.appPassword().id());
        assertThat(verify(Service.IMAP, phone.text())).isEqualTo(refused(Reason.CREDENTIALS_WRONG));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"%s%s%s%s", "%s %s %s %s", " %S-%S-%s-%s ", "%s  %s\t%s %s", "%s-%s%s-%s"})
    void spacesHyphensAndCaseDoNotCount(String form) throws Exception {
        AccountPasswords.Made phone = add(IMAP_ONLY, Optional.empty());
        Object[] groups = phone.text().split("-", -1);
        assertThat(groups).hasSize(4);
        assertThat(usedBy(verify(Service.IMAP, form.formatted(groups))))
                .contains(phone.appPassword().id());
    }

    @Test
    void anAccountNeedsNoOtherPassword() throws Exception {
        directory.addUser("machine", List.of());
        AccountPasswords.Made made =
                passwords.make(
                        directory.account("machine").orElseThrow(),
                        "backup",
                        IMAP_ONLY,
                        Optional.empty());
        directory.addAppPassword("machine", made.appPassword());
        assertThat(authentication.verify(from(Service.IMAP), "", "machine", octets(made.text())))
                .isInstanceOf(Outcome.Accepted.class);
        assertThat(authentication.verify(from(Service.IMAP), "", "machine", octets("wrong")))
                .isEqualTo(refused(Reason.CREDENTIALS_WRONG));
        assertThat(authentication.verify(from(Service.IMAP), "", "machine", octets("")))
                .isEqualTo(refused(Reason.CREDENTIALS_WRONG));
    }

    @Test
    void hashesOfOtherSystemsServeToo() throws Exception {
        directory.addAppPassword(
                "tevie",
                new AppPassword(
                        "old",
                        "from before",
                        "{PLAIN}two words",
                        IMAP_ONLY,
                        clock.instant(),
                        Optional.empty()));
        assertThat(usedBy(verify(Service.IMAP, "two words"))).contains("old");
        assertThat(verify(Service.IMAP, "twowords")).isEqualTo(refused(Reason.CREDENTIALS_WRONG));
        assertThat(account().appPasswords().getFirst().verifier()).isEqualTo("{PLAIN}two words");
    }

    @Test
    void whatCannotBeReadIsNoWrongPassword() throws Exception {
        directory.addUser("machine", List.of());
        directory.addAppPassword(
                "machine",
                new AppPassword(
                        "a", "a", "{UNHEARD-OF}x", IMAP_ONLY, clock.instant(), Optional.empty()));
        TemporaryFailure failure =
                catchThrowableOfType(
                        TemporaryFailure.class,
                        () ->
                                authentication.verify(
                                        from(Service.IMAP), "", "machine", octets("x")));
        assertThat(failure.reason()).isEqualTo(Reason.INTERNAL_ERROR);
    }

    @Test
    void wrongOnesAreThrottledAndRightOnesForgiven() throws Exception {
        AccountPasswords.Made phone = add(IMAP_ONLY, Optional.empty());
        for (int i = 0; i < 4; i++) {
            assertThat(verify(Service.IMAP, "abcd-efgh-jkmn-pqrs"))
                    .isEqualTo(refused(Reason.CREDENTIALS_WRONG));
        }
        assertThat(verify(Service.IMAP, phone.text())).isInstanceOf(Outcome.Accepted.class);
        for (int i = 0; i < 5; i++) {
            assertThat(verify(Service.IMAP, "abcd-efgh-jkmn-pqrs"))
                    .isEqualTo(refused(Reason.CREDENTIALS_WRONG));
        }
        TemporaryFailure failure =
                catchThrowableOfType(
                        TemporaryFailure.class, () -> verify(Service.IMAP, phone.text()));
        assertThat(failure.reason()).isEqualTo(Reason.OVER_LIMIT);
    }

    // SCRAM

    @Test
    void scramServesAllOfThem() throws Exception {
        AccountPasswords.Made phone = add(IMAP_ONLY, Optional.empty());
        AccountPasswords.Made tablet = add(EnumSet.of(MailService.POP3), Optional.empty());
        assertThat(authentication.isScramReady()).isTrue();
        ScramKeys keys = keys();
        assertThat(keys.pairs()).hasSize(3);
        assertThat(usedBy(admit(keys.pairs().get(0)))).isEmpty();
        assertThat(usedBy(admit(keys.pairs().get(1)))).contains(phone.appPassword().id());
        assertThat(admit(keys.pairs().get(2))).isEqualTo(refused(Reason.SERVICE_NOT_ALLOWED));
        directory.removeAppPassword("tevie", phone.appPassword().id());
        assertThat(admit(keys.pairs().get(1))).isEqualTo(refused(Reason.CREDENTIALS_WRONG));
        assertThat(tablet.toString()).doesNotContain(tablet.text());
    }

    @Test
    void aNewOwnPasswordKeepsScramForAll() throws Exception {
        add(IMAP_ONLY, Optional.empty());
        Account old = account();
        setVerifiers(passwords.verifiers(old.appPasswords(), octets("diamond")));
        assertThat(directory.isScramReady()).isTrue();
        assertThat(keys().pairs()).hasSize(2);
        setVerifiers(hashes.make(octets("ruby")));
        assertThat(directory.isScramReady()).isFalse();
        assertThat(keys().pairs()).hasSize(1);
    }

    @Test
    void renewalKeepsTheSaltThatAppPasswordsShare() throws Exception {
        AccountPasswords.Made phone = add(IMAP_ONLY, Optional.empty());
        setVerifiers(List.of("{PLAIN}golden"));
        assertThat(directory.isScramReady()).isFalse();
        PasswordAuthentication stronger = authentication(hashes(5_000));
        assertThat(stronger.verify(from(Service.IMAP), "", "tevie", octets("golden")))
                .isInstanceOf(Outcome.Accepted.class);
        assertThat(account().verifiers()).hasSize(2);
        assertThat(directory.isScramReady()).isTrue();

        String scram = account().verifiers().getLast();
        assertThat(scram).startsWith("{SCRAM-SHA-256}4096,");
        setVerifiers(List.of(scram));
        clock.advance(Duration.ofHours(2));
        assertThat(stronger.verify(from(Service.IMAP), "", "tevie", octets("golden")))
                .isInstanceOf(Outcome.Accepted.class);
        assertThat(account().verifiers()).containsExactly(scram);
        assertThat(stronger.verify(from(Service.IMAP), "", "tevie", octets(phone.text())))
                .isInstanceOf(Outcome.Accepted.class);
    }

    @Test
    void keysOfOneSaltCostOneComputation() throws Exception {
        for (int i = 0; i < 20; i++) {
            add(IMAP_ONLY, Optional.empty());
        }
        long before = hashes.checks();
        assertThat(verify(Service.IMAP, "wrong")).isEqualTo(refused(Reason.CREDENTIALS_WRONG));
        long known = hashes.checks() - before;
        before = hashes.checks();
        assertThat(authentication.verify(from(Service.IMAP), "", "nobody", octets("wrong")))
                .isEqualTo(new Outcome.Refused(Refusal.of(Reason.CREDENTIALS_WRONG)));
        assertThat(known).isEqualTo(hashes.checks() - before).isEqualTo(2);
    }

    // When it was last used

    @Test
    void itsUseIsNotedOnceAnHour() throws Exception {
        AccountPasswords.Made phone = add(IMAP_ONLY, Optional.empty());
        Instant first = clock.instant();
        assertThat(verify(Service.POP3, phone.text()))
                .isEqualTo(refused(Reason.SERVICE_NOT_ALLOWED));
        assertThat(lastUse()).isEmpty();
        assertThat(verify(Service.IMAP, phone.text())).isInstanceOf(Outcome.Accepted.class);
        assertThat(lastUse()).contains(Instant.ofEpochSecond(first.getEpochSecond()));
        clock.advance(Duration.ofMinutes(59));
        assertThat(verify(Service.IMAP, phone.text())).isInstanceOf(Outcome.Accepted.class);
        assertThat(lastUse()).contains(Instant.ofEpochSecond(first.getEpochSecond()));
        clock.advance(Duration.ofMinutes(1));
        assertThat(verify(Service.IMAP, phone.text())).isInstanceOf(Outcome.Accepted.class);
        assertThat(lastUse())
                .contains(Instant.ofEpochSecond(first.plus(Duration.ofHours(1)).getEpochSecond()));
    }

    private Optional<Instant> lastUse() throws Exception {
        return directory.appPasswords("tevie").stream()
                .map(AppPasswordUse::lastUsed)
                .flatMap(Optional::stream)
                .findFirst();
    }

    private AccountPasswords.Made add(Set<MailService> services, Optional<Instant> expires)
            throws Exception {
        AccountPasswords.Made made = passwords.make(account(), "phone", services, expires);
        directory.addAppPassword("tevie", made.appPassword());
        clock.advance(Duration.ofSeconds(1));
        return made;
    }

    private Account account() throws Exception {
        return directory.account("tevie").orElseThrow();
    }

    private void setVerifiers(List<String> verifiers) throws Exception {
        Account old = account();
        directory.setAccount(
                new Account(
                        old.login(),
                        old.customerId(),
                        old.addresses(),
                        verifiers,
                        old.home(),
                        old.owner(),
                        old.quota(),
                        old.services(),
                        old.status(),
                        old.standing(),
                        old.attributes()));
    }

    private ScramKeys keys() throws MailException {
        return authentication.scramKeys(from(Service.IMAP), "tevie");
    }

    private Outcome admit(ScramKeys.Pair pair) throws MailException {
        return authentication.admit(from(Service.IMAP), "", "tevie", pair.storedKey());
    }

    private Outcome verify(Service service, String password) throws MailException {
        return authentication.verify(from(service), "", "tevie", octets(password));
    }

    private static Optional<String> usedBy(Outcome outcome) {
        return Authentication.login(outcome).orElseThrow().appPassword();
    }

    private static Outcome refused(Reason reason) {
        return new Outcome.Refused(Refusal.of(reason, InMemoryDirectory.CUSTOMER));
    }

    private static Attempt from(Service service) {
        return new Attempt("s1", InetAddress.ofLiteral("192.0.2.1"), service);
    }

    private static byte[] octets(String text) {
        return text.getBytes(UTF_8);
    }
}
