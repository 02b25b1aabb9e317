package mailstead.wire;

import java.security.GeneralSecurityException;
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

/**
 * The certificates with which listeners speak TLS 1.2 and 1.3. Shared. {@link #replace} swaps all
 * of them at once: new handshakes use the new ones, running sessions go on.
 */
public final class TlsContext {

    private static final String[] VERSIONS = {"TLSv1.3", "TLSv1.2"};

    private final AtomicReference<SSLContext> current;

    /**
     * @param credentials the first is the default: for clients that name no server, or one we do
     *     not have
     * @throws GeneralSecurityException if a key does not work
     */
    public TlsContext(List<Credential> credentials) throws GeneralSecurityException {
        this.current = new AtomicReference<>(context(credentials));
    }

    /** As the constructor; when it throws, the old certificates stay. */
    public void replace(List<Credential> credentials) throws GeneralSecurityException {
        current.set(context(credentials));
    }

    private static SSLContext context(List<Credential> credentials)
            throws GeneralSecurityException {
        if (credentials.isEmpty()) {
            throw new IllegalArgumentException("TLS needs a certificate");
        }
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(new KeyManager[] {new ServerNames(credentials)}, new TrustManager[0], null);
        return context;
    }

    /** With the present certificates, for a server that makes its connections itself. */
    public SSLContext present() {
        return current.get();
    }

    /** For one connection, with the present certificates. */
    public SSLEngine serverEngine() {
        SSLEngine engine = current.get().createSSLEngine();
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setProtocols(VERSIONS);
        parameters.setUseCipherSuitesOrder(true);
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
