package mailstead.service.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import mailstead.testkit.FakeClock;
import org.junit.jupiter.api.Test;

/** Who waits, and what becomes of that when more come than anybody can remember. */
final class ThrottleTest {

    private static final int REMEMBERED = 1_000;

    private final FakeClock clock = new FakeClock();
    private final Throttle throttle =
            new Throttle(
                    new LoginLimits(
                            5,
                            100,
                            50,
                            Duration.ofMinutes(10),
                            Duration.ofSeconds(2),
                            Duration.ofMinutes(5),
                            Duration.ofDays(7),
                            REMEMBERED,
                            Duration.ofSeconds(60)),
                    clock);

    @Test
    void anIpv6NetworkIsASixtyFourAndAMappedAddressIsIpv4() {
        for (int i = 0; i < 5; i++) {
            throttle.failed(address("2001:db8:1:2::" + Integer.toHexString(i + 1)), "tevie");
            throttle.failed(address("::ffff:192.0.2.1"), "golde");
        }
        assertThat(throttle.isShut(address("2001:db8:1:2:ffff:ffff:ffff:ffff"), "tevie")).isTrue();
        assertThat(throttle.isShut(address("2001:db8:1:3::1"), "tevie")).isFalse();
        assertThat(throttle.isShut(address("192.0.2.1"), "golde")).isTrue();
        assertThat(throttle.isShut(address("192.0.2.2"), "golde")).isFalse();
        assertThat(throttle.isShut(address("::1"), "golde")).isFalse();
    }

    /**
     * More networks and names than are remembered: who is at it all the time stays shut, nobody
     * else is, and the new ones are counted as well.
     */
    @Test
    void aFloodMakesItForgetThoseWhoComeOnce() {
        InetAddress guesser = address("192.0.2.1");
        for (int i = 0; i < 20; i++) {
            throttle.failed(guesser, "tevie");
        }
        assertThat(throttle.isShut(guesser, "tevie")).isTrue();
        for (int i = 0; i < 50 * REMEMBERED; i++) {
            throttle.failed(
                    address(
                            "2001:db8:"
                                    + Integer.toHexString(i & 0xffff)
                                    + ":"
                                    + Integer.toHexString(i >> 16)
                                    + "::1"),
                    "name-" + i);
            if (i % 100 == 0) {
                assertThat(throttle.isShut(guesser, "tevie")).as("after %d", i).isTrue();
            }
        }
        assertThat(throttle.isShut(address("198.51.100.7"), "tevie")).isFalse();
        assertThat(throttle.isShut(address("198.51.100.7"), "name-7")).isFalse();
        InetAddress next = address("198.51.100.8");
        for (int i = 0; i < 20; i++) {
            throttle.failed(next, "golde");
        }
        assertThat(throttle.isShut(next, "golde")).isTrue();
    }

    @Test
    void whatIsNoGuessAtAnAccountCountsAgainstTheNetworkOnly() {
        InetAddress network = address("192.0.2.1");
        for (int i = 0; i < 100; i++) {
            assertThat(throttle.isShut(network)).isFalse();
            throttle.failed(network);
        }
        assertThat(throttle.isShut(network)).isTrue();
        assertThat(throttle.isShut(address("192.0.2.2"), "tevie")).isFalse();
        clock.advance(Duration.ofMinutes(10));
        assertThat(throttle.isShut(network)).isFalse();
    }

    private static InetAddress address(String literal) {
        return InetAddress.ofLiteral(literal);
    }
}
