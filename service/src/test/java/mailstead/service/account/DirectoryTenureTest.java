package mailstead.service.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import mailstead.mail.Reason;
import mailstead.spi.Account;
import mailstead.spi.AppPassword;
import mailstead.spi.Customer;
import mailstead.spi.MailService;
import mailstead.spi.Status;
import mailstead.testkit.FakeClock;
import mailstead.testkit.InMemoryDirectory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DirectoryTenureTest {

    private final InMemoryDirectory directory = InMemoryDirectory.serving("cluster.example");
    private final FakeClock clock = new FakeClock();
    private String customerId = "";
    private Tenure tenure = Optional::empty;

    @BeforeEach
    void logIn() {
        Account account = directory.addUser("tevie", List.of(), "tevie@cluster.example");
        customerId = account.customerId();
        tenure = new DirectoryTenure(directory, clock, new Login(account), Service.IMAP);
    }

    @Test
    void whoIsServedStays() {
        clock.advance(Duration.ofDays(1));
        assertThat(tenure.ended()).isEmpty();
    }

    @Test
    void aSuspendedCustomersSessionEndsWithinTwoSeconds() throws Exception {
        suspend(Status.SUSPENDED);
        clock.advance(Duration.ofMillis(1999));
        assertThat(tenure.ended()).as("not asked that often").isEmpty();
        clock.advance(Duration.ofMillis(1));
        assertThat(tenure.ended()).contains(Reason.ACCOUNT_SUSPENDED);
    }

    @Test
    void whoIsResumedStays() throws Exception {
        suspend(Status.SUSPENDED);
        suspend(Status.ACTIVE);
        clock.advance(Duration.ofSeconds(2));
        assertThat(tenure.ended()).isEmpty();
    }

    @Test
    void aRemovedAccountsSessionEnds() throws Exception {
        directory.removeAccount("tevie");
        clock.advance(Duration.ofSeconds(2));
        assertThat(tenure.ended()).contains(Reason.ACCOUNT_SUSPENDED);
    }

    @Test
    void aServiceThatIsTakenAwayEnds() throws Exception {
        Account now = directory.account("tevie").orElseThrow();
        directory.setAccount(
                new Account(
                        now.login(),
                        now.customerId(),
                        now.addresses(),
                        now.verifiers(),
                        now.home(),
                        now.owner(),
                        now.quota(),
                        Set.of(MailService.POP3),
                        now.status(),
                        now.standing(),
                        now.attributes()));
        clock.advance(Duration.ofSeconds(2));
        assertThat(tenure.ended()).contains(Reason.SERVICE_NOT_ALLOWED);
    }

    @Test
    void nobodyIsTurnedOutOnADoubt() throws Exception {
        suspend(Status.SUSPENDED);
        directory.fail(true);
        clock.advance(Duration.ofSeconds(2));
        assertThat(tenure.ended()).isEmpty();
        directory.fail(false);
        clock.advance(Duration.ofSeconds(2));
        assertThat(tenure.ended()).contains(Reason.ACCOUNT_SUSPENDED);
    }

    @Test
    void anAppPasswordThatIsRemovedOrExpiresEndsItsSessionsOnly() throws Exception {
        AppPassword phone =
                new AppPassword(
                        "phone",
                        "Phone",
                        "{PLAIN}x",
                        Set.of(MailService.IMAP),
                        clock.instant(),
                        Optional.of(clock.instant().plusSeconds(3600)));
        directory.addAppPassword("tevie", phone);
        Account account = directory.account("tevie").orElseThrow();
        Login login = new Login(account, Optional.of("phone"));
        Tenure withPhone = new DirectoryTenure(directory, clock, login, Service.IMAP);
        Tenure wrongService = new DirectoryTenure(directory, clock, login, Service.POP3);
        clock.advance(Duration.ofSeconds(3599));
        assertThat(withPhone.ended()).isEmpty();
        assertThat(wrongService.ended()).contains(Reason.SERVICE_NOT_ALLOWED);
        clock.advance(Duration.ofSeconds(2));
        assertThat(withPhone.ended()).contains(Reason.CREDENTIALS_WRONG);
        clock.advance(Duration.ofSeconds(-60));
        assertThat(withPhone.ended()).isEmpty();
        directory.removeAppPassword("tevie", "phone");
        clock.advance(Duration.ofSeconds(2));
        assertThat(withPhone.ended()).contains(Reason.CREDENTIALS_WRONG);
        assertThat(tenure.ended()).isEmpty();
    }

    /** A clock that is set back must not keep anybody in. */
    @Test
    void aClockThatIsSetBackChangesNothing() throws Exception {
        clock.advance(Duration.ofSeconds(-3600));
        suspend(Status.SUSPENDED);
        assertThat(tenure.ended()).contains(Reason.ACCOUNT_SUSPENDED);
    }

    private void suspend(Status status) throws Exception {
        Customer customer = directory.findCustomer(customerId).orElseThrow();
        directory.setCustomer(
                new Customer(
                        customerId,
                        customer.name(),
                        status,
                        customer.billingReference(),
                        customer.attributes()));
    }
}
