package mailstead.service.submission;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;

/** What one customer's line is: an IPv4 address, or an IPv6 /64. */
final class Network {

    private Network() {}

    static String of(InetAddress client) {
        if (!(client instanceof Inet6Address)) {
            return client.getHostAddress();
        }
        byte[] octets = Arrays.copyOf(Arrays.copyOf(client.getAddress(), 8), 16);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 8; i += 2) {
            text.append(Integer.toHexString((octets[i] & 0xff) << 8 | octets[i + 1] & 0xff))
                    .append(':');
        }
        return text.append(":/64").toString();
    }
}
