package mailstead.node.wiring;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mailstead.node.config.ListenerConfig;
import mailstead.node.config.NodeConfig;
import mailstead.node.config.TlsConfig;
import mailstead.wire.TlsContext;

/**
 * The node's certificates: reads them from PEM files and gives them to the listeners, anew at each
 * reload.
 */
final class Certificates {

    private static final Pattern KEY =
            Pattern.compile(
                    "-----BEGIN ([A-Z0-9 ]*)PRIVATE KEY-----([^-]*)-----END \\1PRIVATE KEY-----");

    private final Optional<TlsContext> context;

    /** Those that ask clients for certificates, by the file that says whose. */
    private final Map<Path, TlsContext> asking = new ConcurrentHashMap<>();

    /** What was read, and works. */
    record Loaded(
            List<TlsContext.Credential> credentials,
            Map<Path, List<X509Certificate>> clientAuthorities) {}

    Certificates(NodeConfig config) throws IOException {
        Loaded loaded = read(config);
        try {
            this.context =
                    loaded.credentials().isEmpty()
                            ? Optional.empty()
                            : Optional.of(new TlsContext(loaded.credentials()));
            addAsking(loaded);
        } catch (GeneralSecurityException broken) {
            throw new IOException("TLS cannot be used: " + broken.getMessage(), broken);
        }
    }

    /** Empty when the configuration has no certificates. */
    Optional<TlsContext> context() {
        return context;
    }

    /** The same, or one that asks clients for certificates. */
    Optional<TlsContext> context(ListenerConfig listener) {
        return listener.clientCa().isPresent()
                ? Optional.ofNullable(asking.get(listener.clientCa().get()))
                : context;
    }

    private void addAsking(Loaded loaded) throws GeneralSecurityException {
        for (var each : loaded.clientAuthorities().entrySet()) {
            if (context.isPresent() && !asking.containsKey(each.getKey())) {
                asking.put(each.getKey(), new TlsContext(loaded.credentials(), each.getValue()));
            }
        }
    }

    /** Reads what a configuration names, and checks that it can be used; nothing changes yet. */
    Loaded load(NodeConfig config) throws IOException {
        Loaded loaded = read(config);
        if (context.isEmpty() != loaded.credentials().isEmpty()) {
            throw new IOException("switching TLS on or off needs a restart");
        }
        try {
            addAsking(loaded);
        } catch (GeneralSecurityException broken) {
            throw new IOException("TLS cannot be used: " + broken.getMessage(), broken);
        }
        return loaded;
    }

    private static Loaded read(NodeConfig config) throws IOException {
        TlsConfig tls = config.tls();
        List<TlsConfig.CertificateFiles> pairs = tls.certificates();
        if (pairs.isEmpty() && tls.selfSigned()) {
            pairs = List.of(SelfSigned.pair(config));
        }
        List<TlsContext.Credential> credentials = new ArrayList<>();
        for (TlsConfig.CertificateFiles pair : pairs) {
            credentials.add(read(pair));
        }
        Map<Path, List<X509Certificate>> clientAuthorities = new HashMap<>();
        for (List<ListenerConfig> listeners : config.listeners().values()) {
            for (ListenerConfig listener : listeners) {
                if (listener.clientCa().isPresent()) {
                    Path file = listener.clientCa().get();
                    clientAuthorities.put(file, chain(file));
                }
            }
        }
        return new Loaded(credentials, clientAuthorities);
    }

    /** New handshakes use these. */
    void use(Loaded loaded) throws IOException {
        if (context.isPresent()) {
            try {
                context.get().replace(loaded.credentials());
                for (var each : loaded.clientAuthorities().entrySet()) {
                    TlsContext changed = asking.get(each.getKey());
                    if (changed != null) {
                        changed.replace(loaded.credentials(), each.getValue());
                    }
                }
            } catch (GeneralSecurityException broken) {
                throw new IOException("TLS cannot be used: " + broken.getMessage(), broken);
            }
        }
    }

    private static TlsContext.Credential read(TlsConfig.CertificateFiles pair) throws IOException {
        List<X509Certificate> chain = chain(pair.certificate());
        PrivateKey key = key(pair.key());
        if (!belongTogether(chain.getFirst().getPublicKey(), key)) {
            throw new IOException(
                    "the key in " + pair.key() + " does not belong to " + pair.certificate());
        }
        return new TlsContext.Credential(chain, key);
    }

    static List<X509Certificate> chain(Path file) throws IOException {
        try {
            List<X509Certificate> chain = new ArrayList<>();
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            for (var certificate :
                    factory.generateCertificates(
                            new ByteArrayInputStream(Files.readAllBytes(file)))) {
                chain.add((X509Certificate) certificate);
            }
            if (chain.isEmpty()) {
                throw new IOException("no certificate in " + file);
            }
            return chain;
        } catch (GeneralSecurityException broken) {
            throw new IOException(
                    "not a certificate in PEM: " + file + ": " + broken.getMessage(), broken);
        }
    }

    private static PrivateKey key(Path file) throws IOException {
        Matcher pem = KEY.matcher(Files.readString(file, StandardCharsets.ISO_8859_1));
        if (!pem.find()) {
            throw new IOException("no private key in PEM: " + file);
        }
        if (!pem.group(1).isEmpty()) {
            throw new IOException(
                    "the key in "
                            + file
                            + " is of the old or encrypted form '"
                            + pem.group(1).strip()
                            + "'; turn it into PKCS#8: openssl pkcs8 -topk8 -nocrypt -in OLD -out NEW");
        }
        byte[] encoded;
        try {
            encoded = Base64.getMimeDecoder().decode(pem.group(2));
        } catch (IllegalArgumentException broken) {
            throw new IOException("the key in " + file + " is damaged", broken);
        }
        for (String algorithm : List.of("EC", "RSA", "EdDSA")) {
            try {
                return KeyFactory.getInstance(algorithm)
                        .generatePrivate(new PKCS8EncodedKeySpec(encoded));
            } catch (InvalidKeySpecException _) {
                // not of this algorithm
            } catch (GeneralSecurityException missing) {
                throw new IOException(algorithm + " keys cannot be read on this Java", missing);
            }
        }
        throw new IOException("the key in " + file + " is neither EC, RSA nor EdDSA");
    }

    /** Signs something with the key and checks it with the certificate. */
    private static boolean belongTogether(PublicKey shown, PrivateKey key) throws IOException {
        if (!shown.getAlgorithm().equals(key.getAlgorithm())) {
            return false;
        }
        String algorithm =
                switch (key.getAlgorithm()) {
                    case "EC" -> "SHA256withECDSA";
                    case "RSA" -> "SHA256withRSA";
                    default -> key.getAlgorithm();
                };
        try {
            byte[] sample = "mailstead".getBytes(StandardCharsets.US_ASCII);
            Signature signing = Signature.getInstance(algorithm);
            signing.initSign(key);
            signing.update(sample);
            Signature checking = Signature.getInstance(algorithm);
            checking.initVerify(shown);
            checking.update(sample);
            return checking.verify(signing.sign());
        } catch (GeneralSecurityException broken) {
            throw new IOException("the key cannot sign: " + broken.getMessage(), broken);
        }
    }
}
