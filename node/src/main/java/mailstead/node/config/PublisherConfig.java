package mailstead.node.config;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * That, and how, this node publishes copies of the directory.
 *
 * @param folder where they lie, absolute
 * @param key the file of the signing key
 * @param interval how often changes are looked for
 * @param generation age at which a whole copy is followed by another
 * @param service where they are served over HTTPS; empty where the folder is all
 */
public record PublisherConfig(
        Path folder, Path key, Duration interval, Duration generation, Optional<Service> service) {

    /**
     * @param tokenFile what replicas must send, read for each request
     */
    public record Service(InetSocketAddress address, Path tokenFile) {}
}
