package mailstead.node.torture;

import java.net.InetSocketAddress;
import java.util.List;

/**
 * Where the nodes under torture are reached: any client may use any place. Immutable.
 *
 * @param smtp hosts that take mail for the accounts
 * @param imap hosts that serve IMAP
 * @param pop3 hosts that serve POP3; may be empty
 */
record Places(
        List<InetSocketAddress> smtp, List<InetSocketAddress> imap, List<InetSocketAddress> pop3) {
    Places {
        smtp = List.copyOf(smtp);
        imap = List.copyOf(imap);
        pop3 = List.copyOf(pop3);
    }
}
