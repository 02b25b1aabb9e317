package mailstead.node.config;

/**
 * What the provisioning API allows.
 *
 * @param requestsPerSecond of each token, at this node
 */
public record AdminConfig(int requestsPerSecond) {}
