package mailstead.node.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * Whose access tokens users may log in with. Immutable.
 *
 * @param way how a token is checked
 * @param issuer exactly what tokens name; empty only with introspection
 * @param audiences one of them must be in a token; empty only with introspection
 * @param scopes all of them must be in a token
 * @param name the claim that names the log-in or an address
 * @param clockDifference how far the provider's clock may be from ours
 * @param configuration where clients find the provider's OpenID configuration
 * @param ca PEM file of whom to believe over HTTPS; empty means Java's own list
 * @param deadline for one exchange with the provider
 */
public record TokenConfig(
        Way way,
        Optional<String> issuer,
        Set<String> audiences,
        Set<String> scopes,
        String name,
        Duration clockDifference,
        Optional<URI> configuration,
        Optional<Path> ca,
        Duration deadline) {

    public TokenConfig {
        audiences = Set.copyOf(audiences);
        scopes = Set.copyOf(scopes);
    }

    /** How a token is checked. */
    public sealed interface Way {
        record KeysAt(URI address) implements Way {}

        record KeysIn(Path file) implements Way {}

        record Introspection(URI address, String client, Path secret) implements Way {}
    }
}
