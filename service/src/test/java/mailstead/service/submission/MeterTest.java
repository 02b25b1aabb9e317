package mailstead.service.submission;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import mailstead.mail.Event;
import mailstead.service.account.Login;
import mailstead.testkit.FakeClock;
import mailstead.testkit.InMemoryDirectory;
import org.junit.jupiter.api.Test;

class MeterTest {

    private static final Duration HOUR = Duration.ofHours(1);

    private final FakeClock clock = new FakeClock();
    private final InMemoryDirectory directory = InMemoryDirectory.serving("a.example");

    private Submitter from(String address, String login) {
        return new Submitter(
                "s1",
                InetAddress.ofLiteral(address),
                Optional.of(login)
                        .filter(name -> !name.isEmpty())
                        .map(name -> new Login(directory.addUser(name, List.of()))));
    }

    private Meter meter(Allowance account, Allowance customer, Allowance network) {
        return new Meter(new SendingLimits(account, customer, network, 1_000), clock);
    }

    @Test
    void eachKindHasItsAllowance() {
        Meter meter =
                meter(
                        new Allowance(0, 2, HOUR),
                        new Allowance(0, 3, HOUR),
                        new Allowance(0, 5, HOUR));
        Submitter tevie = from("192.0.2.1", "tevie");
        Submitter golde = from("192.0.2.2", "golde");
        assertThat(meter.addRecipient(tevie)).isEmpty();
        assertThat(meter.addRecipient(tevie)).isEmpty();
        assertThat(meter.addRecipient(tevie)).map(Event.SendingLimited::whose).contains("account");
        assertThat(meter.addRecipient(golde)).isEmpty();
        assertThat(meter.addRecipient(golde)).map(Event.SendingLimited::whose).contains("customer");
        // What was refused was not counted anywhere: the account has one more.
        clock.advance(HOUR.plus(HOUR));
        assertThat(meter.addRecipient(golde)).isEmpty();
        assertThat(meter.addRecipient(golde)).isEmpty();
        assertThat(meter.addMessage(golde)).isEmpty();
    }

    @Test
    void aNetworkIsAnAddressOrTheFirst64Bits() {
        Meter meter = meter(Allowance.UNLIMITED, Allowance.UNLIMITED, new Allowance(1, 0, HOUR));
        assertThat(meter.addMessage(from("2001:db8:1:2::1", ""))).isEmpty();
        assertThat(meter.addMessage(from("2001:db8:1:2:ffff::1", "")))
                .contains(
                        new Event.SendingLimited(
                                "s1",
                                Optional.empty(),
                                "2001:db8:1:2::/64",
                                "network",
                                "messages",
                                1,
                                HOUR));
        assertThat(meter.addMessage(from("2001:db8:1:3::1", ""))).isEmpty();
        assertThat(meter.addMessage(from("192.0.2.1", ""))).isEmpty();
        assertThat(meter.addMessage(from("192.0.2.1", "")))
                .map(Event.SendingLimited::network)
                .contains("192.0.2.1");
        assertThat(meter.addMessage(from("192.0.2.2", ""))).isEmpty();
    }
}
