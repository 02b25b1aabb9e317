package mailstead.service.account;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.net.InetAddress;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import mailstead.mail.Event;
import mailstead.mail.MailException;
import mailstead.mail.Reason;
import mailstead.mail.Refusal;
import mailstead.mail.TemporaryFailure;
import mailstead.mail.login.ScramKeys;
import mailstead.service.account.Authentication.Attempt;
import mailstead.service.account.Authentication.Outcome;
import mailstead.service.password.PasswordHashes;
import mailstead.spi.Account;
import mailstead.spi.Customer;
import mailstead.spi.MailService;
import mailstead.spi.Status;
import mailstead.testkit.FakeClock;
import mailstead.testkit.InMemoryDirectory;
import mailstead.testkit.RecordingSink;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class PasswordAuthenticationTest {

    private static final LoginLimits LIMITS =
            new LoginLimits(
                    3,
                    10,
                    6,
                    Duration.ofMinutes(10),
                    Duration.ofSeconds(2),
                    Duration.ofMinutes(5),
                    Duration.ofDays(1),
                    1_000,
                    Duration.ofSeconds(60));

    /** Of whom the directory knows nothing. */
    private static final Outcome UNKNOWN =
            new Outcome.Refused(Refusal.of(Reason.CREDENTIALS_WRONG));

    private final InMemoryDirectory directory = InMemoryDirectory.serving("cluster.example");
    private final RecordingSink events = new RecordingSink();
    private final FakeClock clock = new FakeClock();
    private final PasswordHashes hashes =
            new PasswordHashes(
                    new PasswordHashes.Settings(256, 1, 1, 4_096, 2, 8, Duration.ofSeconds(10)),
                    new Random(1));
    private PasswordAuthentication authentication;

    @BeforeEach
    void start() throws Exception {
        authentication = with(LIMITS);
        directory.addUser(
                "tevie",
                hashes.make(octets("golden")),
                "tevie@cluster.example",
                "milkman@cluster.example");
    }

    @Test
    void acceptsLoginAndAddressesInAnyCase() throws Exception {
        for (String name :
                List.of("tevie", "TEVIE", "tevie@cluster.example", "Milkman@Cluster.EXAMPLE")) {
            assertThat(Authentication.login(verify(name, "golden")).orElseThrow().name())
                    .isEqualTo("tevie");
        }
        assertThat(verify(" tevie", "golden")).isEqualTo(UNKNOWN);
        assertThat(verify("tevie", "Golden")).isEqualTo(refused(Reason.CREDENTIALS_WRONG));
        assertThat(verify("", "golden")).isEqualTo(UNKNOWN);
        assertThat(verify("x".repeat(100_000), "golden")).isEqualTo(UNKNOWN);
    }

    @Test
    void aListHasNoPassword() throws Exception {
        directory.addAlias("all@cluster.example", "tevie@cluster.example");
        assertThat(verify("all@cluster.example", "golden")).isEqualTo(UNKNOWN);
    }

    @Test
    void actsForOneselfOnly() throws Exception {
        directory.addUser("golde", hashes.make(octets("wife")), "golde@cluster.example");
        assertThat(
                        authentication.verify(
                                from("192.0.2.1"),
                                "tevie",
                                "milkman@cluster.example",
                                octets("golden")))
                .isInstanceOf(Outcome.Accepted.class);
        assertThat(authentication.verify(from("192.0.2.1"), "golde", "tevie", octets("golden")))
                .isEqualTo(refused(Reason.CREDENTIALS_WRONG));
    }

    @Test
    void whySomebodyMayNotComeInIsToldOnlyAfterTheRightPassword() throws Exception {
        Customer customer = directory.findCustomer(InMemoryDirectory.CUSTOMER).orElseThrow();
        directory.setCustomer(
                new Customer(
                        customer.customerId(), "x", Status.SUSPENDED, Optional.empty(), Map.of()));
        assertThat(verify("tevie", "wrong")).isEqualTo(refused(Reason.CREDENTIALS_WRONG));
        assertThat(verify("tevie", "golden")).isEqualTo(refused(Reason.ACCOUNT_SUSPENDED));

        directory.setCustomer(customer);
        assertThat(verify("tevie", "golden")).isInstanceOf(Outcome.Accepted.class);
        change(EnumSet.of(MailService.IMAP), directory.account("tevie").orElseThrow().verifiers());
        assertThat(verify("tevie", "wrong")).isEqualTo(refused(Reason.CREDENTIALS_WRONG));
        assertThat(verify("tevie", "golden")).isEqualTo(refused(Reason.SERVICE_NOT_ALLOWED));
        assertThat(
                        authentication.admit(
                                from("192.0.2.1"),
                                "",
                                "tevie",
                                authentication
                                        .scramKeys(from("192.0.2.1"), "tevie")
                                        .pairs()
                                        .getFirst()
                                        .storedKey()))
                .isEqualTo(refused(Reason.SERVICE_NOT_ALLOWED));
    }

    @Test
    void aDirectoryThatIsDownIsNeverAWrongPassword() throws Exception {
        directory.fail(true);
        assertTemporary(Reason.DIRECTORY_UNAVAILABLE, () -> verify("tevie", "golden"));
        assertTemporary(Reason.DIRECTORY_UNAVAILABLE, () -> verify("nobody", "x"));
        assertThat(authentication.isScramReady()).isFalse();
        directory.fail(false);
        clock.advance(Duration.ofSeconds(6));
        assertThat(verify("tevie", "golden")).isInstanceOf(Outcome.Accepted.class);
        assertThat(authentication.isScramReady()).isTrue();
    }

    @Test
    void verifiersThatNobodyCanReadAreNeverAWrongPassword() throws Exception {
        change(EnumSet.allOf(MailService.class), List.of("{WHAT}ever", "{ARGON2ID}broken"));
        for (int i = 0; i < 20; i++) {
            assertTemporary(Reason.INTERNAL_ERROR, () -> verify("tevie", "golden"));
        }
        assertThat(events.events(Event.Trouble.class)).hasSize(20);

        change(EnumSet.allOf(MailService.class), List.of("{WHAT}ever", "{PLAIN}golden"));
        assertThat(verify("tevie", "golden")).isInstanceOf(Outcome.Accepted.class);
        assertThat(verify("tevie", "silver")).isEqualTo(refused(Reason.CREDENTIALS_WRONG));
    }

    @Test
    void unknownAndKnownAreRefusedAndThrottledAlike() throws Exception {
        directory.addUser("empty", List.of(), "empty@cluster.example");
        for (String name : List.of("nobody", "empty", "tevie")) {
            PasswordAuthentication fresh = with(LIMITS);
            Attempt attempt = from("192.0.2.7");
            int refusals = 0;
            try {
                while (refusals < 20) {
                    assertThat(fresh.verify(attempt, "", name, octets("guess")))
                            .isEqualTo(wrong(name));
                    refusals++;
                }
            } catch (TemporaryFailure failure) {
                assertThat(failure.reason()).isEqualTo(Reason.OVER_LIMIT);
                assertThat(failure.customerId().isPresent()).isEqualTo(!name.equals("nobody"));
            }
            assertThat(refusals).as(name).isEqualTo(3);
        }
    }

    @Test
    void anUnknownNameCostsTheSameHashWork() throws Exception {
        directory.addUser("empty", List.of(), "empty@cluster.example");
        long before = hashes.checks();
        verify("tevie", "wrong");
        long known = hashes.checks() - before;
        assertThat(known).isEqualTo(2);
        for (String name :
                List.of("nobody", "nobody@cluster.example", "empty", "", "x".repeat(1_000))) {
            before = hashes.checks();
            authentication.verify(from("192.0.2.3"), "", name, octets("wrong"));
            clock.advance(Duration.ofMinutes(10));
            assertThat(hashes.checks() - before).as(name).isEqualTo(known);
        }
    }

    @Test
    void whoIsThrottledCostsNoHash() throws Exception {
        fail("192.0.2.1", "tevie", 3);
        long before = hashes.checks();
        assertTemporary(Reason.OVER_LIMIT, () -> verify("tevie", "golden"));
        assertThat(hashes.checks()).isEqualTo(before);
    }

    @Test
    void aClientThatPollsCostsOneHashAMinute() throws Exception {
        for (int i = 0; i < 5; i++) {
            assertThat(verify("tevie", "golden")).isInstanceOf(Outcome.Accepted.class);
        }
        assertThat(hashes.checks()).isEqualTo(1);
        assertThat(verify("tevie", "Golden")).isEqualTo(refused(Reason.CREDENTIALS_WRONG));
        assertThat(hashes.checks()).isEqualTo(3);
        clock.advance(Duration.ofSeconds(61));
        assertThat(verify("tevie", "golden")).isInstanceOf(Outcome.Accepted.class);
        assertThat(hashes.checks()).isEqualTo(4);
        change(
                EnumSet.noneOf(MailService.class),
                directory.account("tevie").orElseThrow().verifiers());
        assertThat(verify("tevie", "golden")).isEqualTo(refused(Reason.SERVICE_NOT_ALLOWED));
        assertThat(hashes.checks()).isEqualTo(4);
    }

    @Test
    void refusalsGrowAndEnd() throws Exception {
        fail("192.0.2.1", "tevie", 3);
        assertTemporary(Reason.OVER_LIMIT, () -> verify("tevie", "golden"));
        clock.advance(Duration.ofSeconds(3));
        fail("192.0.2.1", "tevie", 1);
        clock.advance(Duration.ofMillis(1_500));
        assertTemporary(Reason.OVER_LIMIT, () -> verify("tevie", "golden"));
        clock.advance(Duration.ofSeconds(3));
        assertThat(verify("tevie", "golden")).isInstanceOf(Outcome.Accepted.class);
        // A success empties the account's own bucket for this network.
        fail("192.0.2.1", "tevie", 2);
        assertThat(verify("tevie", "golden")).isInstanceOf(Outcome.Accepted.class);
    }

    @Test
    void anAccountsAddressesDoNotMultiplyTheGuesses() throws Exception {
        fail("192.0.2.1", "tevie@cluster.example", 1);
        fail("192.0.2.1", "MILKMAN@cluster.example", 1);
        fail("192.0.2.1", "tevie", 1);
        assertTemporary(Reason.OVER_LIMIT, () -> verify("tevie", "golden"));
    }

    @Test
    void guessesFromElsewhereDoNotShutOutTheOwner() throws Exception {
        assertThat(verify("tevie", "golden")).isInstanceOf(Outcome.Accepted.class);
        for (int i = 0; i < 30; i++) {
            int host = i;
            var _ =
                    catchThrowable(() ->
                            authentication.verify(
                                    from("198.51.100." + host), "", "tevie", octets("guess")));
        }
        assertThat(verify("tevie", "golden")).isInstanceOf(Outcome.Accepted.class);
        assertTemporary(
                Reason.OVER_LIMIT,
                () -> authentication.verify(from("203.0.113.1"), "", "tevie", octets("golden")));
    }

    @Test
    void oneNetworkTryingManyAccountsIsShutOut() throws Exception {
        for (int i = 0; i < 10; i++) {
            authentication.verify(from("2001:db8::" + i), "", "user" + i, octets("guess"));
        }
        assertTemporary(
                Reason.OVER_LIMIT,
                () ->
                        authentication.verify(
                                from("2001:db8::ffff:1"), "", "tevie", octets("golden")));
        assertThat(authentication.verify(from("2001:db8:0:1::1"), "", "tevie", octets("golden")))
                .isInstanceOf(Outcome.Accepted.class);
    }

    @Test
    void oldHashesAreReplacedAtLogIn() throws Exception {
        change(
                EnumSet.allOf(MailService.class),
                List.of("{CRYPT}$1$saltstri$YMyguxXMBpd2TEZ.vS/3q1"));
        assertThat(authentication.isScramReady()).isFalse();
        assertThat(verify("tevie", "Hello world!")).isInstanceOf(Outcome.Accepted.class);

        List<String> verifiers = directory.account("tevie").orElseThrow().verifiers();
        assertThat(verifiers).hasSize(2).allMatch(hashes::isCurrent);
        clock.advance(Duration.ofSeconds(6));
        assertThat(authentication.isScramReady()).isTrue();
        assertThat(verify("tevie", "Hello world!")).isInstanceOf(Outcome.Accepted.class);
        assertThat(directory.account("tevie").orElseThrow().verifiers()).isEqualTo(verifiers);
    }

    @Test
    void whereOtherProgramsKnowOnlyCryptTheyGetAHashOnce() throws Exception {
        PasswordHashes both =
                new PasswordHashes(
                        new PasswordHashes.Settings(256, 1, 1, 4_096, 2, 8, Duration.ofSeconds(10)),
                        true,
                        new Random(3));
        List<String> usual = hashes.make(octets("golden"));
        String crypt = both.makeForCrypt(octets("golden"));
        for (List<String> before :
                List.of(
                        usual,
                        List.of("{PLAIN}golden"),
                        List.of(crypt),
                        List.of(
                                "{SHA512-CRYPT}$6$fiddler$aMdvEjWC1ELWdyAW5OyQjmRCkI54g9nUkt6w8GmVfvg9jqdGQmzf0JRi7trmzBkXP3cYtvyZkE1o7IJWCsKMq1"),
                        both.make(octets("golden")))) {
            change(EnumSet.allOf(MailService.class), before);
            PasswordAuthentication asked = with(both);
            String password = before.getFirst().contains("fiddler") ? "tradition" : "golden";
            assertThat(asked.verify(from("192.0.2.1"), "", "tevie", octets(password)))
                    .isInstanceOf(Outcome.Accepted.class);
            List<String> after = directory.account("tevie").orElseThrow().verifiers();
            assertThat(after).hasSize(3);
            assertThat(after.stream().map(verifier -> verifier.substring(0, 5)))
                    .containsExactlyInAnyOrder("{ARGO", "{SCRA", "{SHA5");
            assertThat(after).filteredOn(PasswordHashes::isForCrypt).hasSize(1);
            assertThat(with(both).verify(from("192.0.2.1"), "", "tevie", octets("wrong")))
                    .isEqualTo(refused(Reason.CREDENTIALS_WRONG));
            assertThat(directory.account("tevie").orElseThrow().verifiers()).isEqualTo(after);
        }
    }

    @Test
    void withoutUpgradesVerifiersStayAsTheyAre() throws Exception {
        PasswordAuthentication keeping = with(LoginLimits.DEFAULT, false);
        change(EnumSet.allOf(MailService.class), List.of("{PLAIN}golden"));
        assertThat(keeping.verify(from("192.0.2.1"), "", "tevie", octets("golden")))
                .isInstanceOf(Outcome.Accepted.class);
        assertThat(directory.account("tevie").orElseThrow().verifiers())
                .containsExactly("{PLAIN}golden");
    }

    @Test
    void withSeveralPasswordsOnlyTheOldOneIsReplacedAndNoScramKeysAreMade() throws Exception {
        String other = hashes.makeArgon2id(octets("phone"));
        change(EnumSet.allOf(MailService.class), List.of(other, "{PLAIN}golden"));
        assertThat(verify("tevie", "golden")).isInstanceOf(Outcome.Accepted.class);
        List<String> verifiers = directory.account("tevie").orElseThrow().verifiers();
        assertThat(verifiers).hasSize(2).contains(other).allMatch(v -> v.startsWith("{ARGON2ID}"));
    }

    @Test
    void aRememberedPasswordEndsWithItsVerifierAndItsTime() throws Exception {
        directory.readOnly(true);
        change(EnumSet.allOf(MailService.class), List.of("{PLAIN}golden"));
        assertThat(verify("tevie", "golden")).isInstanceOf(Outcome.Accepted.class);
        change(EnumSet.allOf(MailService.class), List.of("{PLAIN}changed"));
        assertThat(verify("tevie", "golden")).isEqualTo(refused(Reason.CREDENTIALS_WRONG));
        assertThat(verify("tevie", "changed")).isInstanceOf(Outcome.Accepted.class);
    }

    @Test
    void scramKeysOfStrangersAreMadeUpAndStable() throws Exception {
        ScramKeys known = authentication.scramKeys(from("192.0.2.1"), "tevie");
        ScramKeys unknown = authentication.scramKeys(from("192.0.2.1"), "Nobody");
        ScramKeys again = authentication.scramKeys(from("192.0.2.2"), "nobody");
        ScramKeys other = authentication.scramKeys(from("192.0.2.1"), "somebody");

        assertThat(known.known()).isTrue();
        assertThat(unknown.known()).isFalse();
        assertThat(unknown.salt())
                .isEqualTo(again.salt())
                .hasSameSizeAs(known.salt())
                .isNotEqualTo(other.salt());
        assertThat(unknown.iterations()).isEqualTo(known.iterations());
        assertThat(unknown.pairs().getFirst().storedKey())
                .hasSameSizeAs(known.pairs().getFirst().storedKey());
    }

    @Test
    void wrongScramProofsAreThrottledToo() throws Exception {
        for (int i = 0; i < 3; i++) {
            assertThat(authentication.rejected(from("192.0.2.1"), "tevie"))
                    .isEqualTo(Refusal.of(Reason.CREDENTIALS_WRONG, InMemoryDirectory.CUSTOMER));
        }
        assertTemporary(
                Reason.OVER_LIMIT, () -> authentication.scramKeys(from("192.0.2.1"), "tevie"));
        byte[] storedKey =
                authentication.scramKeys(from("192.0.2.2"), "tevie").pairs().getFirst().storedKey();
        assertThat(authentication.admit(from("192.0.2.2"), "", "tevie", storedKey))
                .isInstanceOf(Outcome.Accepted.class);
    }

    private PasswordAuthentication with(LoginLimits limits) throws Exception {
        return with(limits, true);
    }

    private PasswordAuthentication with(PasswordHashes others) throws Exception {
        return new PasswordAuthentication(
                directory,
                others,
                LoginLimits.DEFAULT,
                true,
                new byte[16],
                events,
                clock,
                new Random(2));
    }

    private PasswordAuthentication with(LoginLimits limits, boolean upgrades) throws Exception {
        return new PasswordAuthentication(
                directory, hashes, limits, upgrades, new byte[16], events, clock, new Random(2));
    }

    private Outcome verify(String name, String password) throws MailException {
        return authentication.verify(from("192.0.2.1"), "", name, octets(password));
    }

    private void fail(String client, String name, int times) throws MailException {
        for (int i = 0; i < times; i++) {
            assertThat(authentication.verify(from(client), "", name, octets("guess")))
                    .isEqualTo(wrong(name));
        }
    }

    private Outcome wrong(String name) throws MailException {
        return directory.accountNamed(name).isPresent()
                ? refused(Reason.CREDENTIALS_WRONG)
                : UNKNOWN;
    }

    private void change(Set<MailService> services, List<String> verifiers) throws Exception {
        Account old = directory.findAccount("tevie").orElseThrow();
        directory.setAccount(
                new Account(
                        old.login(),
                        old.customerId(),
                        old.addresses(),
                        verifiers,
                        old.home(),
                        old.owner(),
                        old.quota(),
                        services,
                        old.status(),
                        old.standing(),
                        old.attributes()));
    }

    private static void assertTemporary(
            Reason reason, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        Throwable thrown = catchThrowable(call);
        assertThat(thrown).isInstanceOf(TemporaryFailure.class);
        assertThat(((TemporaryFailure) thrown).reason()).isEqualTo(reason);
    }

    private static Outcome refused(Reason reason) {
        return new Outcome.Refused(Refusal.of(reason, InMemoryDirectory.CUSTOMER));
    }

    private static Attempt from(String address) {
        return new Attempt("s1", InetAddress.ofLiteral(address), Service.POP3);
    }

    private static byte[] octets(String text) {
        return text.getBytes(UTF_8);
    }
}
