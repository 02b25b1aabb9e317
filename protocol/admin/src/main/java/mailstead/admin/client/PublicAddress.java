package mailstead.admin.client;

import java.net.Inet4Address;
import java.net.InetAddress;

/** Tells addresses of the Internet from those that mean something only near us. */
final class PublicAddress {

    private PublicAddress() {}

    static boolean is(InetAddress address) {
        byte[] octets = address.getAddress();
        return address instanceof Inet4Address ? is4(octets) : is6(octets);
    }

    /** What RFC 6890 section 2.2.2 has as global, and no multicast. */
    private static boolean is4(byte[] octets) {
        int first = octets[0] & 0xFF;
        int second = octets[1] & 0xFF;
        int third = octets[2] & 0xFF;
        return switch (first) {
            case 0, 10, 127 -> false;
            case 100 -> second < 64 || second > 127;
            case 169 -> second != 254;
            case 172 -> second < 16 || second > 31;
            case 192 ->
                    second != 168
                            && !(second == 0 && (third == 0 || third == 2))
                            && !(second == 88 && third == 99);
            case 198 -> second != 18 && second != 19 && !(second == 51 && third == 100);
            case 203 -> !(second == 0 && third == 113);
            default -> first < 224;
        };
    }

    /**
     * Of 2000::/3 what is not a tunnel, in which any IPv4 address may be, nor for documents or
     * tests (RFC 6890 section 2.2.3).
     */
    private static boolean is6(byte[] octets) {
        int first = (octets[0] & 0xFF) << 8 | octets[1] & 0xFF;
        int second = (octets[2] & 0xFF) << 8 | octets[3] & 0xFF;
        boolean isProtocols = first == 0x2001 && (second < 0x200 || second == 0xDB8);
        return first >>> 13 == 1 && !isProtocols && first != 0x2002 && first != 0x3FFF;
    }
}
