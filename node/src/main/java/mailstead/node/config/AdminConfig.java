package mailstead.node.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What the provisioning API allows.
 *
 * @param requestsPerSecond of each token, at this node
 * @param webhookNetworks (CIDR) that webhooks may lie in beside public ones, and there without TLS
 * @param webhookCa whom webhooks' certificates must lead to
 */
public record AdminConfig(
        int requestsPerSecond, List<String> webhookNetworks, Optional<Path> webhookCa) {

    public AdminConfig {
        webhookNetworks = List.copyOf(webhookNetworks);
    }
}
