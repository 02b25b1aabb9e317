package mailstead.wire;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Counts connections per address and per network. Shared; its lock is held for a few map look-ups
 * only.
 */
final class Occupancy {

    /**
     * @param prefix the first bits, the rest zero; four octets or sixteen
     */
    private record Network(byte[] prefix) {

        static Network of(InetAddress address, int bits) {
            byte[] octets = address.getAddress();
            for (int i = 0; i < octets.length; i++) {
                int kept = Math.clamp(bits - 8L * i, 0, 8);
                octets[i] = (byte) (octets[i] & (0xff00 >> kept));
            }
            return new Network(octets);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Network network && Arrays.equals(prefix, network.prefix);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(prefix);
        }
    }

    private final ListenerSettings.Limits limits;
    private final Map<InetAddress, Integer> addresses = new HashMap<>();
    private final Map<Network, Integer> networks = new HashMap<>();

    Occupancy(ListenerSettings.Limits limits) {
        this.limits = limits;
    }

    /** Counts one in, unless there are too many of them; then nothing is counted. */
    synchronized boolean enter(InetAddress address) {
        Network network = network(address);
        int fromAddress = addresses.getOrDefault(address, 0);
        int fromNetwork = networks.getOrDefault(network, 0);
        if (fromAddress >= limits.perAddress() || fromNetwork >= limits.perNetwork()) {
            return false;
        }
        addresses.put(address, fromAddress + 1);
        networks.put(network, fromNetwork + 1);
        return true;
    }

    synchronized void leave(InetAddress address) {
        addresses.computeIfPresent(address, (_, count) -> count > 1 ? count - 1 : null);
        networks.computeIfPresent(network(address), (_, count) -> count > 1 ? count - 1 : null);
    }

    synchronized boolean isEmpty() {
        return addresses.isEmpty() && networks.isEmpty();
    }

    private Network network(InetAddress address) {
        int bits = address.getAddress().length == 4 ? limits.network4Bits() : limits.network6Bits();
        return Network.of(address, bits);
    }
}
