package mailstead.wire.sasl;

import java.util.List;
import java.util.Optional;
import mailstead.wire.Security;

/**
 * The mechanisms a listener may offer. Immutable, shared.
 *
 * @param enabled names in the order in which they are offered: {@code SCRAM-SHA-256-PLUS SCRAM-SHA-256 PLAIN LOGIN}
 * @param plaintextNeedsTls whether PLAIN and LOGIN are withheld in the clear (RFC 8314 section 3)
 */
public record Mechanisms(List<String> enabled, boolean plaintextNeedsTls) {

    public static final Mechanisms DEFAULT =
            new Mechanisms(List.of("SCRAM-SHA-256-PLUS", "SCRAM-SHA-256", "PLAIN", "LOGIN"), true);

    public Mechanisms {
        enabled = List.copyOf(enabled);
    }

    /**
     * What may be advertised now. {@code -PLUS} needs TLS with a channel binding.
     *
     * @param scramReady see the directory: SCRAM is offered only when it works for every account
     */
    public List<String> offered(Security security, boolean scramReady) {
        throw new UnsupportedOperationException("being written");
    }

    /** A fresh exchange of an offered mechanism (name in any case), or empty when it is not offered now. */
    public <P> Optional<Mechanism<P>> begin(
            String name, Security security, boolean scramReady, Authenticator<P> authenticator) {
        throw new UnsupportedOperationException("being written");
    }
}
