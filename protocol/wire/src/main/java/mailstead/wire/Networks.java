package mailstead.wire;

import inet.ipaddr.AddressStringException;
import inet.ipaddr.IPAddress;
import inet.ipaddr.IPAddressString;
import inet.ipaddr.IPAddressStringParameters;
import inet.ipaddr.format.util.DualIPv4v6Tries;
import inet.ipaddr.ipv4.IPv4Address;
import inet.ipaddr.ipv6.IPv6Address;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.List;

/**
 * A set of IP networks in CIDR notation ({@code 192.0.2.0/24}, {@code 2001:db8::/32}, {@code ::1}).
 * Immutable, shared.
 */
public final class Networks {

    public static final Networks NONE = Networks.parse(List.of());

    private static final IPAddressStringParameters STRICT =
            new IPAddressStringParameters.Builder()
                    .allowEmpty(false)
                    .allowAll(false)
                    .allowMask(false)
                    .allowPrefixOnly(false)
                    .allowSingleSegment(false)
                    .allowWildcardedSeparator(false)
                    .getIPv4AddressParametersBuilder()
                    .allow_inet_aton(false)
                    .getParentBuilder()
                    .toParams();

    private final List<String> texts;
    private final DualIPv4v6Tries tries;

    private Networks(List<String> texts, DualIPv4v6Tries tries) {
        this.texts = texts;
        this.tries = tries;
    }

    /**
     * @throws IllegalArgumentException naming the first text that is not an address or a network,
     *     or has octets set behind its prefix
     */
    public static Networks parse(List<String> texts) {
        DualIPv4v6Tries tries = new DualIPv4v6Tries();
        for (String text : texts) {
            tries.add(network(text));
        }
        return new Networks(List.copyOf(texts), tries);
    }

    public static Networks of(String... texts) {
        return parse(List.of(texts));
    }

    private static IPAddress network(String text) {
        IPAddress address;
        try {
            address = new IPAddressString(text, STRICT).toAddress();
        } catch (AddressStringException e) {
            throw new IllegalArgumentException("not a network: " + text, e);
        }
        if (address.isMultiple() && !address.isPrefixed()) {
            throw new IllegalArgumentException("not a network in CIDR notation: " + text);
        }
        if (address.isPrefixed()
                && !address.toPrefixBlock().getLower().equals(address.getLower())) {
            throw new IllegalArgumentException("bits are set behind the prefix: " + text);
        }
        return address.isPrefixed() ? address.toPrefixBlock() : address;
    }

    public boolean isEmpty() {
        return texts.isEmpty();
    }

    public boolean contains(InetAddress address) {
        if (isEmpty()) {
            return false;
        }
        return switch (address) {
            case Inet4Address v4 -> tries.elementContains(new IPv4Address(v4));
            case Inet6Address v6 -> tries.elementContains(new IPv6Address(v6.getAddress()));
            default -> false;
        };
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Networks networks && texts.equals(networks.texts);
    }

    @Override
    public int hashCode() {
        return texts.hashCode();
    }

    @Override
    public String toString() {
        return texts.toString();
    }
}
