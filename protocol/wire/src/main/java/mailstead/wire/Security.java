package mailstead.wire;

import java.security.cert.X509Certificate;
import java.util.Optional;

/** What protects a connection just now. */
public sealed interface Security {

    record Clear() implements Security {}

    /**
     * @param version {@code TLSv1.3}
     * @param serverName the SNI the client asked for
     * @param serverEndPoint hash of our certificate for {@code tls-server-end-point} (RFC 5929
     *     section 4)
     * @param exporter {@code tls-exporter} (RFC 9266): 32 octets; TLS 1.3 only
     * @param clientCertificate what the client has shown, verified
     */
    record Tls(
            String version,
            String cipher,
            Optional<String> serverName,
            Optional<byte[]> serverEndPoint,
            Optional<byte[]> exporter,
            Optional<X509Certificate> clientCertificate)
            implements Security {}

    default boolean isEncrypted() {
        return this instanceof Tls;
    }
}
