package mailstead.service.provisioning;

import java.util.Optional;
import mailstead.mail.Address;

/** Reads mail addresses as programs write them. */
public final class Addresses {

    private Addresses() {}

    /**
     * Reads {@code local@domain}, where the local part is a Dot-string or a Quoted-string (RFC 5321
     * section 4.1.2) and the domain has U-labels or A-labels. What could stand unquoted may be
     * quoted all the same.
     */
    public static Optional<Address> parse(String text) {
        if (!text.startsWith("\"")) {
            // What it would be written as tells whether it needs the quotes that it lacks.
            return Address.parse(text).filter(address -> !address.toString().startsWith("\""));
        }
        StringBuilder localPart = new StringBuilder();
        int i = 1;
        while (i < text.length() && text.charAt(i) != '"') {
            if (text.charAt(i) == '\\') {
                i++;
                if (i == text.length()) {
                    return Optional.empty();
                }
            }
            localPart.append(text.charAt(i++));
        }
        boolean isClosed = i + 1 < text.length() && text.charAt(i + 1) == '@';
        return isClosed
                ? Address.of(localPart.toString(), text.substring(i + 2))
                : Optional.empty();
    }
}
