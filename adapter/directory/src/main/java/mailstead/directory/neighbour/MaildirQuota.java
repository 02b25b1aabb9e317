package mailstead.directory.neighbour;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import mailstead.spi.Quota;

/** The quota of Maildir++, {@code 10000000S,1000C}: octets and messages, either may be missing. */
final class MaildirQuota {

    private MaildirQuota() {}

    /** Empty if it cannot be read. */
    static Optional<Quota> read(String text) {
        OptionalLong octets = OptionalLong.empty();
        OptionalLong messages = OptionalLong.empty();
        for (String part : text.split(",")) {
            OptionalLong number =
                    Fields.number(part.isEmpty() ? part : part.substring(0, part.length() - 1));
            if (number.isEmpty()) {
                return Optional.empty();
            }
            switch (part.charAt(part.length() - 1)) {
                case 'S' -> octets = number;
                case 'C' -> messages = number;
                default -> {
                    return Optional.empty();
                }
            }
        }
        return Optional.of(new Quota(octets, messages));
    }

    /** Only for a quota that {@link Quota#isLimited()}. */
    static String write(Quota quota) {
        List<String> parts = new ArrayList<>();
        quota.octetsMax().ifPresent(octets -> parts.add(octets + "S"));
        quota.messagesMax().ifPresent(messages -> parts.add(messages + "C"));
        return String.join(",", parts);
    }
}
