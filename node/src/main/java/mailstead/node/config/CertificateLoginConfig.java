package mailstead.node.config;

import java.util.List;
import java.util.Map;

/**
 * Who a client certificate stands for. Immutable.
 *
 * @param fingerprints log-in name by SHA-256 fingerprint, 64 hexadecimal digits in lower case
 * @param names which names in a certificate count, in this order
 */
public record CertificateLoginConfig(Map<String, String> fingerprints, List<Name> names) {

    public CertificateLoginConfig {
        fingerprints = Map.copyOf(fingerprints);
        names = List.copyOf(names);
    }

    public enum Name {
        EMAIL,
        COMMON_NAME
    }
}
