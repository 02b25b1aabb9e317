package mailstead.imap.server;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import mailstead.wire.Connection;

/** What CAPABILITY says (RFC 9051 section 6.1.1), computed from what holds now. */
final class Capabilities {

    /** LITERAL+ includes what LITERAL- allows; RFC 7888 section 5 wants only one of them named. */
    private static final List<String> ALWAYS =
            List.of("IMAP4rev1", "IMAP4rev2", "LITERAL+", "SASL-IR", "ID", "ENABLE");

    private static final List<String> LOGGED_IN =
            List.of(
                    "ACL",
                    "RIGHTS=kxte", // RFC 4314 section 2.2
                    "BINARY",
                    "CATENATE",
                    "CHILDREN",
                    "CONDSTORE",
                    "CREATE-SPECIAL-USE",
                    "ESEARCH",
                    "ESORT",
                    "IDLE",
                    "INPROGRESS",
                    "LIST-EXTENDED",
                    "LIST-MYRIGHTS",
                    "LIST-STATUS",
                    "METADATA",
                    "MOVE",
                    "MULTIAPPEND",
                    "MULTISEARCH",
                    "NAMESPACE",
                    "NOTIFY",
                    "OBJECTID",
                    "PARTIAL",
                    "PREVIEW",
                    "QRESYNC",
                    "QUOTA",
                    "QUOTA=RES-STORAGE",
                    "QUOTA=RES-MESSAGE",
                    "REPLACE",
                    "SAVEDATE",
                    "SEARCHRES",
                    "SORT",
                    "SORT=DISPLAY",
                    "SPECIAL-USE",
                    "STATUS=SIZE",
                    "THREAD=ORDEREDSUBJECT",
                    "THREAD=REFERENCES",
                    "UIDONLY",
                    "UIDPLUS",
                    "UNAUTHENTICATE",
                    "UNSELECT",
                    "UTF8=ACCEPT",
                    "WITHIN");

    private Capabilities() {}

    /**
     * @param mechanisms what AUTHENTICATE would offer now
     */
    static List<String> of(
            ImapSettings settings, Connection connection, State state, List<String> mechanisms) {
        List<String> names = new ArrayList<>(ALWAYS);
        if (state instanceof State.LoggedIn here) {
            names.addAll(LOGGED_IN);
            if (here.user().mailboxes().maySetQuota()) {
                names.add("QUOTASET"); // RFC 9208 section 4.1.3
            }
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
