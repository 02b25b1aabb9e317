package planted.smtp.server;

/** Breaks a rule on purpose. */
public final class MatchesNetworks {
    Object network() {
        return new inet.ipaddr.IPAddressString("10.0.0.0/8");
    }
}
