package mailstead.smtp.codec;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/**
 * The trace field that we put before every message (RFC 5321 section 4.4). Whatever the client said
 * of itself is made harmless first. Immutable.
 *
 * @param helloName as the client wrote it
 * @param client where it came from
 * @param host our name
 * @param with the protocol word, see {@link #protocolWord}
 * @param id our id of the transaction
 * @param onlyRecipient named only when there is no other: the others must not show (RFC 5321
 *     section 7.2)
 * @param identity who has logged in, where that may be seen by everybody the message reaches
 * @param tls cipher suite and version (RFC 8314 section 4.3)
 */
public record ReceivedField(
        String helloName,
        InetAddress client,
        String host,
        String with,
        String id,
        Optional<String> onlyRecipient,
        Optional<String> identity,
        Optional<Tls> tls,
        Instant time) {

    /** RFC 5322 section 3.3; English names whatever the machine speaks. */
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE, d MMM uuuu HH:mm:ss '+0000'", Locale.US)
                    .withZone(ZoneOffset.UTC);

    public record Tls(String version, String cipher) {}

    /** RFC 3848 and RFC 6531 section 4.3. */
    public static String protocolWord(
            boolean lmtp,
            boolean extended,
            boolean utf8,
            boolean encrypted,
            boolean authenticated) {
        if (!lmtp && !extended && !utf8) {
            return "SMTP";
        }
        String base = lmtp ? "LMTP" : utf8 ? "SMTP" : "ESMTP";
        return (utf8 ? "UTF8" : "") + base + (encrypted ? "S" : "") + (authenticated ? "A" : "");
    }

    /**
     * The field with its CRLF; lines of at most 998 octets (RFC 5322 section 2.1.1), 78 with names
     * of usual length.
     */
    public byte[] encode() {
        StringBuilder field = new StringBuilder(256);
        field.append("Received: from ").append(HelloName.harmless(helloName));
        field.append(" (").append(literal(client)).append(")");
        identity.ifPresent(name ->
                field.append("\r\n\t(authenticated as ").append(harmless(name)).append(")"));
        field.append("\r\n\tby ").append(host);
        field.append("\r\n\twith ").append(with).append(" id ").append(harmless(id));
        onlyRecipient.ifPresent(
                recipient -> field.append("\r\n\tfor <").append(harmless(recipient)).append(">"));
        tls.ifPresent(channel ->
                field.append("\r\n\ttls ")
                        .append(harmless(channel.cipher()))
                        .append(" (")
                        .append(harmless(channel.version()))
                        .append(")"));
        field.append(";\r\n\t").append(DATE.format(time)).append("\r\n");
        return field.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** RFC 5321 section 4.1.3. */
    private static String literal(InetAddress address) {
        if (address instanceof Inet6Address v6) {
            String text = v6.getHostAddress();
            int zone = text.indexOf('%');
            return "[IPv6:" + (zone < 0 ? text : text.substring(0, zone)) + "]";
        }
        return "[" + address.getHostAddress() + "]";
    }

    private static String harmless(String text) {
        StringBuilder clean = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            clean.append(c < 33 || c == 127 || c == '(' || c == ')' || c == ';' ? '?' : c);
        }
        return clean.toString();
    }
}
