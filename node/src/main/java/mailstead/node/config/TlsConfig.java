package mailstead.node.config;

import java.nio.file.Path;
import java.util.List;

/**
 * Certificates. The first is used when the client names no server, or one that no certificate
 * covers (SNI, RFC 6066 section 3).
 *
 * @param selfSigned whether to make (and keep, in the data folder) a self-signed certificate when
 *     none is listed
 */
public record TlsConfig(List<CertificateFiles> certificates, boolean selfSigned) {

    public TlsConfig {
        certificates = List.copyOf(certificates);
    }

    public boolean isAvailable() {
        return selfSigned || !certificates.isEmpty();
    }

    /**
     * @param certificate PEM, the server's own first, then its chain
     * @param key PEM, PKCS#8, not encrypted
     */
    public record CertificateFiles(Path certificate, Path key) {}
}
