package mailstead.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Networks and counting in them. */
class NetworksTest {

    private static final Networks SOME =
            Networks.of("192.0.2.0/24", "198.51.100.7", "2001:db8::/32", "::1", "10.0.0.0/8");

    @ParameterizedTest
    @CsvSource({
        "192.0.2.0, true", "192.0.2.255, true", "192.0.3.0, false", "198.51.100.7, true",
                "198.51.100.8, false",
        "2001:db8:ffff::1, true", "2001:db9::, false", "::1, true", "::2, false",
                "::ffff:192.0.2.9, true",
        "10.255.1.2, true", "11.0.0.0, false"
    })
    void containsWhatLiesInside(String address, boolean inside) {
        assertThat(SOME.contains(InetAddress.ofLiteral(address))).isEqualTo(inside);
    }

    @Test
    void everythingAndNothing() {
        assertThat(Networks.NONE.contains(InetAddress.ofLiteral("192.0.2.1"))).isFalse();
        assertThat(Networks.of("0.0.0.0/0").contains(InetAddress.ofLiteral("192.0.2.1"))).isTrue();
        assertThat(Networks.of("0.0.0.0/0").contains(InetAddress.ofLiteral("::1"))).isFalse();
        assertThat(Networks.of("::/0").contains(InetAddress.ofLiteral("2001:db8::"))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "192.0.2.0/33",
                "192.0.2.1/24",
                "192.0.2",
                "192.0.2.*",
                "1-2.0.0.1",
                "::1/129",
                "mail.example",
                "/24",
                "*",
                "192.0.2.0/255.255.255.0"
            })
    void refusesWhatIsNoNetwork(String text) {
        assertThatThrownBy(() -> Networks.of(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void countsPerNetwork() {
        Occupancy occupancy = new Occupancy(new ListenerSettings.Limits(9, 2, 3, 24, 64));
        InetAddress a = InetAddress.ofLiteral("2001:db8:0:1::a");
        InetAddress b = InetAddress.ofLiteral("2001:db8:0:1::b");
        InetAddress elsewhere = InetAddress.ofLiteral("2001:db8:0:2::a");
        assertThat(occupancy.enter(a)).isTrue();
        assertThat(occupancy.enter(a)).isTrue();
        assertThat(occupancy.enter(a)).isFalse();
        assertThat(occupancy.enter(b)).isTrue();
        assertThat(occupancy.enter(b)).isFalse();
        assertThat(occupancy.enter(elsewhere)).isTrue();
        assertThat(occupancy.enter(InetAddress.ofLiteral("192.0.2.1"))).isTrue();
        assertThat(occupancy.enter(InetAddress.ofLiteral("192.0.2.2"))).isTrue();
        assertThat(occupancy.enter(InetAddress.ofLiteral("192.0.2.3"))).isTrue();
        assertThat(occupancy.enter(InetAddress.ofLiteral("192.0.2.4"))).isFalse();
        assertThat(occupancy.enter(InetAddress.ofLiteral("192.0.3.4"))).isTrue();
        occupancy.leave(a);
        assertThat(occupancy.enter(b)).isTrue();
        for (String gone :
                new String[] {
                    "2001:db8:0:1::a",
                    "2001:db8:0:1::b",
                    "2001:db8:0:1::b",
                    "2001:db8:0:2::a",
                    "192.0.2.1",
                    "192.0.2.2",
                    "192.0.2.3",
                    "192.0.3.4"
                }) {
            occupancy.leave(InetAddress.ofLiteral(gone));
        }
        assertThat(occupancy.isEmpty()).isTrue();
    }
}
