package mailstead.wire;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The PROXY protocol's header, versions 1 and 2, as HAProxy's {@code proxy-protocol.txt} defines
 * it.
 *
 * @param octets its length
 * @param source the client behind the proxy; empty when the proxy speaks for itself ({@code LOCAL},
 *     {@code UNKNOWN})
 * @param destination where that client connected to
 */
record ProxyHeader(
        int octets, Optional<InetSocketAddress> source, Optional<InetSocketAddress> destination) {

    /**
     * Room for version 2 with generous type-length-value fields; version 1 has at most 107 octets.
     */
    static final int OCTETS_MAX = 4096;

    private static final int VERSION_1_OCTETS_MAX = 107;
    private static final byte[] VERSION_1 = "PROXY ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] VERSION_2 = {
        0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a
    };
    private static final int VERSION_2_FIXED_OCTETS = 16;
    private static final Pattern DOTTED =
            Pattern.compile("(?:(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(?:\\.(?!$)|$)){4}");
    private static final Pattern COLONS = Pattern.compile("[0-9A-Fa-f:.]{2,45}");

    /** What a trusted proxy sent is not a header. */
    static final class Malformed extends IOException {
        private static final long serialVersionUID = 1L;

        Malformed(String why) {
            super(why);
        }
    }

    /**
     * @return empty when more octets are needed to tell
     * @throws Malformed when no continuation can be a header
     */
    static Optional<ProxyHeader> parse(ByteBuffer input) throws Malformed {
        byte[] octets = new byte[input.remaining()];
        input.get(input.position(), octets);
        if (begins(octets, VERSION_2)) {
            return octets.length < VERSION_2_FIXED_OCTETS ? Optional.empty() : version2(octets);
        }
        if (begins(octets, VERSION_1)) {
            return version1(octets);
        }
        throw new Malformed("does not begin like a PROXY header");
    }

    private static boolean begins(byte[] octets, byte[] signature) {
        int length = Math.min(octets.length, signature.length);
        return Arrays.equals(octets, 0, length, signature, 0, length);
    }

    private static Optional<ProxyHeader> version1(byte[] octets) throws Malformed {
        int feed = 0;
        while (feed < octets.length && octets[feed] != '\n') {
            feed++;
        }
        if (feed >= VERSION_1_OCTETS_MAX) {
            throw new Malformed("version 1 header is too long");
        }
        if (feed == octets.length) {
            return Optional.empty();
        }
        if (octets[feed - 1] != '\r') {
            throw new Malformed("version 1 header does not end in CRLF");
        }
        String[] words = new String(octets, 0, feed - 1, StandardCharsets.US_ASCII).split(" ", -1);
        if (words.length >= 2 && words[1].equals("UNKNOWN")) {
            return Optional.of(new ProxyHeader(feed + 1, Optional.empty(), Optional.empty()));
        }
        if (words.length != 6) {
            throw new Malformed("version 1 header needs six words");
        }
        boolean v4 = words[1].equals("TCP4");
        if (!v4 && !words[1].equals("TCP6")) {
            throw new Malformed("version 1 knows TCP4, TCP6 and UNKNOWN");
        }
        return Optional.of(
                new ProxyHeader(
                        feed + 1,
                        Optional.of(new InetSocketAddress(address(words[2], v4), port(words[4]))),
                        Optional.of(new InetSocketAddress(address(words[3], v4), port(words[5])))));
    }

    private static InetAddress address(String text, boolean v4) throws Malformed {
        if (!(v4 ? DOTTED : COLONS).matcher(text).matches() || v4 == text.contains(":")) {
            throw new Malformed("not an address of its family");
        }
        try {
            return InetAddress.ofLiteral(text);
        } catch (IllegalArgumentException _) {
            throw new Malformed("not an address");
        }
    }

    private static int port(String text) throws Malformed {
        if (!text.matches("0|[1-9][0-9]{0,4}") || Integer.parseInt(text) > 65_535) {
            throw new Malformed("not a port");
        }
        return Integer.parseInt(text);
    }

    private static Optional<ProxyHeader> version2(byte[] octets) throws Malformed {
        ByteBuffer header = ByteBuffer.wrap(octets);
        int versionAndCommand = header.get(12) & 0xff;
        int family = header.get(13) & 0xff;
        int length = header.getShort(14) & 0xffff;
        int whole = VERSION_2_FIXED_OCTETS + length;
        if (whole > OCTETS_MAX) {
            throw new Malformed("version 2 header is too long");
        }
        if (versionAndCommand != 0x20 && versionAndCommand != 0x21) {
            throw new Malformed("unknown version or command");
        }
        if (octets.length < whole) {
            return Optional.empty();
        }
        boolean local = versionAndCommand == 0x20;
        int addressOctets =
                switch (family) {
                    case 0x11 -> 4; // TCP over IPv4
                    case 0x21 -> 16; // TCP over IPv6
                    default -> 0; // unspecified, UDP, Unix sockets: nothing that names a TCP client
                };
        if (local || addressOctets == 0) {
            return Optional.of(new ProxyHeader(whole, Optional.empty(), Optional.empty()));
        }
        if (length < 2 * addressOctets + 4) {
            throw new Malformed("version 2 header is too short for its addresses");
        }
        header.position(VERSION_2_FIXED_OCTETS);
        InetAddress source = address(header, addressOctets);
        InetAddress destination = address(header, addressOctets);
        int sourcePort = header.getShort() & 0xffff;
        int destinationPort = header.getShort() & 0xffff;
        return Optional.of(
                new ProxyHeader(
                        whole,
                        Optional.of(new InetSocketAddress(source, sourcePort)),
                        Optional.of(new InetSocketAddress(destination, destinationPort))));
    }

    private static InetAddress address(ByteBuffer header, int octets) {
        byte[] address = new byte[octets];
        header.get(address);
        try {
            return InetAddress.getByAddress(address);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four and sixteen octets are addresses", e);
        }
    }
}
