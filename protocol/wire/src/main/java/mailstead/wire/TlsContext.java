package mailstead.wire;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/**
 * The certificates with which listeners speak TLS 1.2 and 1.3. Shared. {@link #replace} swaps all
 * of them at once: new handshakes use the new ones, running sessions go on.
 */
public final class TlsContext {

    private static final String[] VERSIONS = {"TLSv1.3", "TLSv1.2"};

    private final AtomicReference<State> current;

    /**
     * @param credentials the first is the default: for clients that name no server, or one we do
     *     not have
     * @throws GeneralSecurityException if a key does not work
     */
    public TlsContext(List<Credential> credentials) throws GeneralSecurityException {
        this(credentials, List.of());
    }

    /**
     * @param clientAuthorities if there are any, clients are asked for a certificate that leads to
     *     one of them or is one of them; they need not have one, but one that is wrong ends the
     *     handshake
     */
    public TlsContext(List<Credential> credentials, List<X509Certificate> clientAuthorities)
            throws GeneralSecurityException {
        this.current = new AtomicReference<>(State.of(credentials, clientAuthorities));
    }

    /** As the constructor; when it throws, the old certificates stay. */
    public void replace(List<Credential> credentials) throws GeneralSecurityException {
        replace(credentials, List.of());
    }

    /** As the constructor; when it throws, the old certificates stay. */
    public void replace(List<Credential> credentials, List<X509Certificate> clientAuthorities)
            throws GeneralSecurityException {
        current.set(State.of(credentials, clientAuthorities));
    }

    private record State(SSLContext context, boolean isAsking) {
        static State of(List<Credential> credentials, List<X509Certificate> authorities)
                throws GeneralSecurityException {
            return new State(
                    TlsContext.context(credentials, trust(authorities)), !authorities.isEmpty());
        }
    }

    private static TrustManager[] trust(List<X509Certificate> authorities)
            throws GeneralSecurityException {
        if (authorities.isEmpty()) {
            return new TrustManager[0];
        }
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            for (int i = 0; i < authorities.size(); i++) {
                store.setCertificateEntry("authority-" + i, authorities.get(i));
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
            factory.init(store);
            return factory.getTrustManagers();
        } catch (IOException impossible) {
            throw new GeneralSecurityException("an empty store cannot be made", impossible);
        }
    }

    private static SSLContext context(List<Credential> credentials, TrustManager[] trust)
            throws GeneralSecurityException {
        if (credentials.isEmpty()) {
            throw new IllegalArgumentException("TLS needs a certificate");
        }
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(new KeyManager[] {new ServerNames(credentials)}, trust, null);
        return context;
    }

    /** With the present certificates, for a server that makes its connections itself. */
    public SSLContext present() {
        return current.get().context();
    }

    /** For one connection, with the present certificates. */
    public SSLEngine serverEngine() {
        State state = current.get();
        SSLEngine engine = state.context().createSSLEngine();
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setProtocols(VERSIONS);
        parameters.setUseCipherSuitesOrder(true);
        parameters.setWantClientAuth(state.isAsking());
        engine.setSSLParameters(parameters);
        engine.setUseClientMode(false);
        return engine;
    }

    /**
     * A certificate with its chain and key.
     *
     * @param chain the server's certificate first, the root not needed
     */
    public record Credential(List<X509Certificate> chain, PrivateKey key) {

        public Credential {
            chain = List.copyOf(chain);
            if (chain.isEmpty()) {
                throw new IllegalArgumentException("a credential needs a certificate");
            }
            if (!chain.getFirst().getPublicKey().getAlgorithm().equals(key.getAlgorithm())) {
                throw new IllegalArgumentException("key and certificate are of different kinds");
            }
        }

        /**
         * The DNS names of the certificate (RFC 6125 section 6.4), in lower case; {@code
         * *.example.org} for wildcards.
         */
        public Set<String> names() {
            Set<String> names = new TreeSet<>();
            try {
                var alternatives = chain.getFirst().getSubjectAlternativeNames();
                if (alternatives != null) {
                    for (List<?> alternative : alternatives) {
                        if (alternative.get(0) instanceof Integer kind
                                && kind == 2
                                && alternative.get(1) instanceof String name) {
                            names.add(name.toLowerCase(Locale.ROOT));
                        }
                    }
                }
            } catch (CertificateParsingException _) {
                // A certificate whose names cannot be read can still be the default.
            }
            return names;
        }

        @Override
        public String toString() {
            return "Credential" + names();
        }
    }
}
