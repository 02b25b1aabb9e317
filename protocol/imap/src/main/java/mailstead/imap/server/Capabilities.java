package mailstead.imap.server;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import mailstead.wire.Connection;

/** What CAPABILITY says (RFC 9051 section 6.1.1), computed from what holds now. */
final class Capabilities {

    private static final List<String> ALWAYS =
            List.of("IMAP4rev1", "LITERAL+", "SASL-IR", "ID", "ENABLE");

    private static final List<String> LOGGED_IN =
            List.of("IDLE", "NAMESPACE", "UIDPLUS", "MOVE", "UNSELECT", "MULTIAPPEND", "CHILDREN");

    private Capabilities() {}

    /**
     * @param mechanisms what AUTHENTICATE would offer now
     */
    static List<String> of(
            ImapSettings settings, Connection connection, State state, List<String> mechanisms) {
        List<String> names = new ArrayList<>(ALWAYS);
        if (state instanceof State.LoggedIn) {
            names.addAll(LOGGED_IN);
            names.add(appendLimit(settings.messageOctetsMax()));
            if (settings.allowCompression() && !connection.isCompressed()) {
                names.add("COMPRESS=DEFLATE");
            }
        } else {
            if (connection.canStartTls()) {
                names.add("STARTTLS");
            }
            if (!acceptsPassword(settings, connection)) {
                names.add("LOGINDISABLED");
            }
            mechanisms.forEach(mechanism -> names.add("AUTH=" + mechanism));
        }
        return names;
    }

    /** Whether LOGIN may be used now. */
    static boolean acceptsPassword(ImapSettings settings, Connection connection) {
        return !settings.passwordNeedsTls() || connection.security().isEncrypted();
    }

    /** RFC 7889 section 2. */
    private static String appendLimit(OptionalLong octets) {
        return octets.isPresent() ? "APPENDLIMIT=" + octets.getAsLong() : "APPENDLIMIT";
    }
}
