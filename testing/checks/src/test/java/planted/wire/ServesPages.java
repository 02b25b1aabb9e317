package planted.wire;

/** Breaks a rule on purpose. */
public final class ServesPages {
    Object server() {
        return new org.eclipse.jetty.server.Server();
    }
}
