package mailstead.wire.sasl;

import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import mailstead.mail.login.Authenticator;
import mailstead.wire.Security;

/**
 * The mechanisms a listener may offer. Immutable, shared.
 *
 * @param enabled names in the order in which they are offered: {@code EXTERNAL SCRAM-SHA-256-PLUS
 *     SCRAM-SHA-256 OAUTHBEARER XOAUTH2 PLAIN LOGIN}
 * @param plaintextNeedsTls whether PLAIN, LOGIN and tokens are withheld in the clear (RFC 8314
 *     section 3, RFC 7628 section 3)
 */
public record Mechanisms(List<String> enabled, boolean plaintextNeedsTls) {

    private static final String SCRAM_PLUS = "SCRAM-SHA-256-PLUS";
    private static final String SCRAM = "SCRAM-SHA-256";
    private static final String PLAIN = "PLAIN";
    private static final String LOGIN = "LOGIN";
    private static final String EXTERNAL = "EXTERNAL";
    private static final String OAUTHBEARER = "OAUTHBEARER";
    private static final String XOAUTH2 = "XOAUTH2";
    private static final List<String> KNOWN =
            List.of(EXTERNAL, SCRAM_PLUS, SCRAM, OAUTHBEARER, XOAUTH2, PLAIN, LOGIN);

    /** Without tokens, which need a provider. */
    public static final Mechanisms DEFAULT =
            new Mechanisms(List.of(EXTERNAL, SCRAM_PLUS, SCRAM, PLAIN, LOGIN), true);

    /** With tokens. */
    public static final Mechanisms ALL = new Mechanisms(KNOWN, true);

    /** Nonces must be unpredictable, so this one source of randomness is not handed in. */
    private static final SecureRandom RANDOM = new SecureRandom();

    /**
     * @throws IllegalArgumentException for a mechanism we do not have
     */
    public Mechanisms {
        enabled = List.copyOf(enabled);
        for (String name : enabled) {
            if (!KNOWN.contains(name)) {
                throw new IllegalArgumentException(
                        "unknown mechanism " + name + "; there are " + KNOWN);
            }
        }
    }

    /**
     * What may be advertised now. {@code -PLUS} needs TLS with a channel binding.
     *
     * @param scramReady see the directory: SCRAM is offered only when it works for every account
     */
    public List<String> offered(Security security, boolean scramReady) {
        return enabled.stream().filter(name -> isOffered(name, security, scramReady)).toList();
    }

    private boolean isOffered(String name, Security security, boolean scramReady) {
        return switch (name) {
            case PLAIN, LOGIN, OAUTHBEARER, XOAUTH2 -> security.isEncrypted() || !plaintextNeedsTls;
            case SCRAM -> scramReady;
            case SCRAM_PLUS -> scramReady && hasBinding(security);
            case EXTERNAL -> certificate(security).isPresent();
            default -> false;
        };
    }

    private static Optional<X509Certificate> certificate(Security security) {
        return switch (security) {
            case Security.Clear() -> Optional.empty();
            case Security.Tls tls -> tls.clientCertificate();
        };
    }

    private static boolean hasBinding(Security security) {
        return switch (security) {
            case Security.Clear() -> false;
            case Security.Tls tls -> tls.exporter().isPresent() || tls.serverEndPoint().isPresent();
        };
    }

    /**
     * A fresh exchange of an offered mechanism (name in any case), or empty when it is not offered
     * now.
     */
    public <P> Optional<Mechanism<P>> begin(
            String name, Security security, boolean scramReady, Authenticator<P> authenticator) {
        return begin(name, security, scramReady, authenticator, Mechanisms::nonce);
    }

    /** As above, with a source of nonces: printable ASCII without commas. */
    <P> Optional<Mechanism<P>> begin(
            String name,
            Security security,
            boolean scramReady,
            Authenticator<P> authenticator,
            Supplier<String> nonces) {
        List<String> offered = offered(security, scramReady);
        String wanted = name.toUpperCase(Locale.ROOT);
        if (!offered.contains(wanted)) {
            return Optional.empty();
        }
        boolean plusOffered = offered.contains(SCRAM_PLUS);
        return switch (wanted) {
            case PLAIN -> Optional.of(new PlainMechanism<>(authenticator));
            case LOGIN -> Optional.of(new LoginMechanism<>(authenticator));
            case OAUTHBEARER ->
                    Optional.of(
                            new TokenMechanism<>(
                                    authenticator, TokenMechanism.Dialect.OAUTHBEARER));
            case XOAUTH2 ->
                    Optional.of(
                            new TokenMechanism<>(authenticator, TokenMechanism.Dialect.XOAUTH2));
            case EXTERNAL ->
                    certificate(security)
                            .map(shown -> new ExternalMechanism<>(authenticator, shown));
            case SCRAM ->
                    Optional.of(
                            new ScramMechanism<>(
                                    authenticator, false, plusOffered, security, nonces));
            case SCRAM_PLUS ->
                    Optional.of(new ScramMechanism<>(authenticator, true, true, security, nonces));
            default -> Optional.empty();
        };
    }

    /** 144 bits, as 24 characters. */
    private static String nonce() {
        byte[] octets = new byte[18];
        RANDOM.nextBytes(octets);
        return Base64.getEncoder().encodeToString(octets);
    }
}
