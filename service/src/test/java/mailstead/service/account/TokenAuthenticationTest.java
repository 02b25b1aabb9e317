package mailstead.service.account;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.InetAddress;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import mailstead.mail.Event;
import mailstead.mail.MailException;
import mailstead.mail.Reason;
import mailstead.mail.Refusal;
import mailstead.mail.TemporaryFailure;
import mailstead.mail.login.TokenHint;
import mailstead.mail.login.TokenVerdict;
import mailstead.service.account.Authentication.Attempt;
import mailstead.service.password.PasswordHashes;
import mailstead.spi.Account;
import mailstead.spi.Customer;
import mailstead.spi.MailService;
import mailstead.spi.Status;
import mailstead.spi.TokenProvider;
import mailstead.spi.TokenProvider.Answer;
import mailstead.testkit.FakeClock;
import mailstead.testkit.InMemoryDirectory;
import mailstead.testkit.RecordingSink;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What tokens are worth here, given what their provider says. */
final class TokenAuthenticationTest {

    private static final Optional<String> SCOPE = Optional.of("mail");
    private static final Optional<String> CONFIGURATION =
            Optional.of("https://id.example.net/.well-known/openid-configuration");

    private final InMemoryDirectory directory = InMemoryDirectory.serving("cluster.example");
    private final RecordingSink events = new RecordingSink();
    private final FakeClock clock = new FakeClock();
    private final Saying provider = new Saying();
    private final PasswordHashes hashes =
            new PasswordHashes(
                    new PasswordHashes.Settings(256, 1, 1, 4_096, 2, 8, Duration.ofSeconds(10)),
                    new Random(1));
    private final Authentication authentication =
            new ManyWays(
                    new PasswordAuthentication(
                            directory,
                            hashes,
                            LoginLimits.DEFAULT,
                            true,
                            new byte[16],
                            events,
                            clock,
                            new Random(2)),
                    Optional.of(new TokenAuthentication(provider, SCOPE, CONFIGURATION, events)),
                    new CertificateAuthentication(Map.of(), List.of()));

    /** A provider that says what it was told to. */
    private static final class Saying implements TokenProvider {
        private Answer answer = new Answer.Valid("tevie@cluster.example");
        private boolean isAway;
        private int asked;

        @Override
        public Answer check(String token) throws MailException {
            asked++;
            if (isAway) {
                throw new TemporaryFailure(Reason.DIRECTORY_UNAVAILABLE, "away");
            }
            return answer;
        }

        @Override
        public void close() {}
    }

    @BeforeEach
    void addTevie() throws Exception {
        directory.addUser(
                "tevie",
                hashes.make("golden".getBytes(UTF_8)),
                "tevie@cluster.example",
                "milkman@cluster.example");
        directory.addUser("golde", List.of(), "golde@cluster.example");
    }

    @Test
    void letsInWhomTheProviderNames() throws Exception {
        for (String meant :
                List.of("", "tevie", "TEVIE@cluster.example", "milkman@cluster.example")) {
            assertThat(loggedIn(token(meant))).isEqualTo("tevie");
        }
        provider.answer = new Answer.Valid("golde");
        assertThat(loggedIn(token(""))).as("without any password").isEqualTo("golde");
    }

    @Test
    void nobodyActsForSomebodyElse() throws Exception {
        assertThat(token("golde"))
                .isEqualTo(refused(Reason.CREDENTIALS_WRONG, "tevie@cluster.example"));
        assertThat(token("nobody"))
                .isEqualTo(refused(Reason.CREDENTIALS_WRONG, "tevie@cluster.example"));
    }

    @Test
    void aTokenOfNobodyOfOursLetsNobodyIn() throws Exception {
        for (String name :
                List.of("stranger@elsewhere.example", "tevie+x@cluster.example", " tevie")) {
            provider.answer = new Answer.Valid(name);
            assertThat(token(""))
                    .isEqualTo(
                            new TokenVerdict.Refused<Login>(
                                    Refusal.of(Reason.CREDENTIALS_WRONG), name, Optional.empty()));
        }
    }

    @Test
    void whatTheAccountMayNotIsRefused() throws Exception {
        Account old = directory.account("tevie").orElseThrow();
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
        assertThat(token(""))
                .isEqualTo(refused(Reason.SERVICE_NOT_ALLOWED, "tevie@cluster.example"));
        directory.setCustomer(
                new Customer(
                        InMemoryDirectory.CUSTOMER,
                        "x",
                        Status.SUSPENDED,
                        Optional.empty(),
                        Map.of()));
        assertThat(token("")).isEqualTo(refused(Reason.ACCOUNT_SUSPENDED, "tevie@cluster.example"));
    }

    @Test
    void theClientIsToldWhatWouldHelp() throws Exception {
        provider.answer = new Answer.Invalid();
        assertThat(token("tevie")).isEqualTo(hinted("tevie", TokenHint.Status.INVALID_TOKEN));
        provider.answer = new Answer.Expired();
        assertThat(token("tevie")).isEqualTo(hinted("tevie", TokenHint.Status.INVALID_TOKEN));
        provider.answer = new Answer.ScopeMissing();
        assertThat(token("")).isEqualTo(hinted("", TokenHint.Status.INSUFFICIENT_SCOPE));
        int asked = provider.asked;
        assertThat(authentication.token(from("192.0.2.9"), "", ""))
                .as("where do I get one?")
                .isEqualTo(hinted("", TokenHint.Status.INVALID_TOKEN));
        assertThat(provider.asked).isEqualTo(asked);
    }

    @Test
    void aProviderThatIsAwayIsTemporaryAndToldOnceAMinute() throws Exception {
        provider.isAway = true;
        for (int i = 0; i < 200; i++) {
            assertThat(failing(() -> token("")).reason()).isEqualTo(Reason.DIRECTORY_UNAVAILABLE);
        }
        assertThat(troubles()).isEqualTo(1);
        clock.advance(Duration.ofMinutes(1));
        assertThat(failing(() -> token("")).reason()).isEqualTo(Reason.DIRECTORY_UNAVAILABLE);
        assertThat(troubles()).isEqualTo(2);
        provider.isAway = false;
        assertThat(loggedIn(token(""))).isEqualTo("tevie");
        directory.fail(true);
        assertThat(failing(() -> token("")).reason()).isEqualTo(Reason.DIRECTORY_UNAVAILABLE);
    }

    // Throttling

    @Test
    void wrongTokensShutTheirNetworkAndNobodyElse() throws Exception {
        provider.answer = new Answer.Invalid();
        for (int i = 0; i < 100; i++) {
            assertThat(token("tevie")).isInstanceOf(TokenVerdict.Refused.class);
        }
        int asked = provider.asked;
        assertThat(failing(() -> token("tevie")).reason()).isEqualTo(Reason.OVER_LIMIT);
        assertThat(provider.asked).as("the provider is spared").isEqualTo(asked);
        provider.answer = new Answer.Valid("tevie");
        assertThat(authentication.token(from("192.0.2.2"), "", "x"))
                .isInstanceOf(TokenVerdict.Accepted.class);
        assertThat(authentication.verify(from("192.0.2.2"), "", "tevie", "golden".getBytes(UTF_8)))
                .isInstanceOf(Authentication.Outcome.Accepted.class);
    }

    /** A customer's /64 is one network; its neighbour is another. */
    @Test
    void anIpv6NetworkIsShutAsAWhole() throws Exception {
        provider.answer = new Answer.Invalid();
        for (int i = 0; i < 100; i++) {
            authentication.token(from("2001:db8:0:1::" + Integer.toHexString(i + 1)), "", "x");
        }
        TemporaryFailure shut =
                catchThrowableOfType(
                        TemporaryFailure.class,
                        () -> authentication.token(from("2001:db8:0:1:ffff::1"), "", "x"));
        assertThat(shut.reason()).isEqualTo(Reason.OVER_LIMIT);
        assertThat(authentication.token(from("2001:db8:0:2::1"), "", "x"))
                .isInstanceOf(TokenVerdict.Refused.class);
    }

    @Test
    void expiredTokensCountAgainstNobody() throws Exception {
        provider.answer = new Answer.Expired();
        for (int i = 0; i < 500; i++) {
            assertThat(token("tevie")).isInstanceOf(TokenVerdict.Refused.class);
        }
    }

    @Test
    void whoGuessedPasswordsWaitsWithATokenToo() throws Exception {
        for (int i = 0; i < 5; i++) {
            authentication.verify(from("192.0.2.1"), "", "tevie", "guess".getBytes(UTF_8));
        }
        assertThat(failing(() -> token("")).reason()).isEqualTo(Reason.OVER_LIMIT);
    }

    private long troubles() {
        return events.events().stream().filter(Event.Trouble.class::isInstance).count();
    }

    private TokenVerdict<Login> token(String authorizationId) throws MailException {
        return authentication.token(from("192.0.2.1"), authorizationId, "x");
    }

    private static String loggedIn(TokenVerdict<Login> verdict) {
        assertThat(verdict).isInstanceOf(TokenVerdict.Accepted.class);
        return ((TokenVerdict.Accepted<Login>) verdict).principal().name();
    }

    private static TokenVerdict<Login> refused(Reason reason, String name) {
        return new TokenVerdict.Refused<>(
                Refusal.of(reason, InMemoryDirectory.CUSTOMER), name, Optional.empty());
    }

    private static TokenVerdict<Login> hinted(String name, TokenHint.Status status) {
        return new TokenVerdict.Refused<>(
                Refusal.of(Reason.CREDENTIALS_WRONG),
                name,
                Optional.of(new TokenHint(status, SCOPE, CONFIGURATION)));
    }

    private static TemporaryFailure failing(
            org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        return catchThrowableOfType(TemporaryFailure.class, call);
    }

    private static Attempt from(String address) {
        return new Attempt("s1", InetAddress.ofLiteral(address), Service.IMAP);
    }
}
