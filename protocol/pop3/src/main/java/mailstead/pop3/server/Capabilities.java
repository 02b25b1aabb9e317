package mailstead.pop3.server;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import mailstead.wire.Connection;

/** CAPA's list (RFC 2449 section 5), computed from what holds now. */
final class Capabilities {

    private Capabilities() {}

    /**
     * @param mechanisms what AUTH offers now
     * @param stls whether STLS would be accepted now
     */
    static List<String> of(
            Pop3Settings settings,
            LoginDelay loginDelay,
            Connection connection,
            List<String> mechanisms,
            boolean stls) {
        List<String> lines = new ArrayList<>(List.of("TOP", "UIDL"));
        if (acceptsPassword(settings, connection)) {
            lines.add("USER");
        }
        if (!mechanisms.isEmpty()) {
            lines.add("SASL " + String.join(" ", mechanisms)); // RFC 5034 section 3
        }
        if (stls) {
            lines.add("STLS"); // RFC 2595 section 4
        }
        lines.addAll(
                List.of(
                        "PIPELINING",
                        "RESP-CODES",
                        "AUTH-RESP-CODE")); // RFC 2449 section 6, RFC 3206 section 6
        lines.add("EXPIRE " + days(settings.expireDays()));
        if (loginDelay.seconds() > 0) {
            lines.add("LOGIN-DELAY " + loginDelay.seconds());
        }
        lines.addAll(List.of("UTF8", "LANG", "IMPLEMENTATION Mailstead")); // RFC 6856
        return lines;
    }

    /** Whether USER and PASS may be used now. */
    static boolean acceptsPassword(Pop3Settings settings, Connection connection) {
        return !settings.passwordNeedsTls() || connection.security().isEncrypted();
    }

    private static String days(OptionalInt days) {
        return days.isPresent() ? Integer.toString(days.getAsInt()) : "NEVER";
    }
}
