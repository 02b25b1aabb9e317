package mailstead.wire;

import java.security.AlgorithmParameters;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidParameterSpecException;
import java.security.spec.PSSParameterSpec;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/** What a finished handshake says about itself, with the channel bindings for SASL. */
final class ChannelBindings {

    private ChannelBindings() {}

    static Security.Tls describe(SSLEngine engine) {
        SSLSession session = engine.getSession();
        return new Security.Tls(
                session.getProtocol(),
                session.getCipherSuite(),
                serverName(session),
                serverEndPoint(session),
                exporter(session),
                clientCertificate(engine, session));
    }

    /** Only where it was asked for, and so was verified against an authority of ours. */
    private static Optional<X509Certificate> clientCertificate(
            SSLEngine engine, SSLSession session) {
        if (!engine.getWantClientAuth()) {
            return Optional.empty();
        }
        try {
            Certificate[] chain = session.getPeerCertificates();
            return chain.length > 0 && chain[0] instanceof X509Certificate certificate
                    ? Optional.of(certificate)
                    : Optional.empty();
        } catch (SSLPeerUnverifiedException _) {
            return Optional.empty(); // the client has none, or none for us
        }
    }

    private static Optional<String> serverName(SSLSession session) {
        if (session instanceof ExtendedSSLSession extended) {
            for (SNIServerName name : extended.getRequestedServerNames()) {
                if (name instanceof SNIHostName host) {
                    return Optional.of(host.getAsciiName().toLowerCase(Locale.ROOT));
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<byte[]> serverEndPoint(SSLSession session) {
        Certificate[] chain = session.getLocalCertificates();
        return chain != null && chain.length > 0 && chain[0] instanceof X509Certificate certificate
                ? serverEndPoint(certificate)
                : Optional.empty();
    }

    /**
     * RFC 5929 section 4.1: the certificate's hash by the function of its signature, SHA-256
     * instead of MD5 and SHA-1. Undefined, thus empty, for signatures without one hash function
     * (EdDSA).
     */
    static Optional<byte[]> serverEndPoint(X509Certificate certificate) {
        Optional<String> hash = signatureHash(certificate);
        if (hash.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    MessageDigest.getInstance(hash.get()).digest(certificate.getEncoded()));
        } catch (NoSuchAlgorithmException | CertificateEncodingException _) {
            return Optional.empty();
        }
    }

    private static Optional<String> signatureHash(X509Certificate certificate) {
        String signature = certificate.getSigAlgName().toUpperCase(Locale.ROOT);
        if (signature.equals("RSASSA-PSS")) {
            return pssHash(certificate).map(ChannelBindings::strengthened);
        }
        int with = signature.indexOf("WITH");
        return with < 0
                ? Optional.empty()
                : Optional.of(strengthened(signature.substring(0, with)));
    }

    private static Optional<String> pssHash(X509Certificate certificate) {
        try {
            AlgorithmParameters parameters = AlgorithmParameters.getInstance("RSASSA-PSS");
            parameters.init(certificate.getSigAlgParams());
            return Optional.of(
                    parameters
                            .getParameterSpec(PSSParameterSpec.class)
                            .getDigestAlgorithm()
                            .toUpperCase(Locale.ROOT));
        } catch (NoSuchAlgorithmException | InvalidParameterSpecException | java.io.IOException _) {
            return Optional.empty();
        }
    }

    private static String strengthened(String hash) {
        return switch (hash) {
            case "MD2", "MD5", "SHA1", "SHA-1", "SHA256" -> "SHA-256";
            case "SHA224" -> "SHA-224";
            case "SHA384" -> "SHA-384";
            case "SHA512" -> "SHA-512";
            default -> hash;
        };
    }

    /**
     * RFC 9266 section 2, with TLS 1.3 only: before, it is safe only under conditions we cannot
     * see.
     */
    private static Optional<byte[]> exporter(SSLSession session) {
        if (!session.getProtocol().equals("TLSv1.3")
                || !(session instanceof ExtendedSSLSession extended)) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    extended.exportKeyingMaterialData("EXPORTER-Channel-Binding", new byte[0], 32));
        } catch (SSLException | UnsupportedOperationException _) {
            return Optional.empty();
        }
    }
}
