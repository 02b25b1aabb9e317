package mailstead.node.wiring;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import mailstead.node.config.NodeConfig;

/** The cluster's secret: the file that the configuration names, or one of this node's own. */
final class Secret {

    private static final int OCTETS = 32;
    private static final int OCTETS_MIN = 16;

    private Secret() {}

    static byte[] of(NodeConfig config, SecureRandom random) throws IOException {
        Path file = config.secret().orElse(config.data().resolve("secret"));
        if (config.secret().isEmpty() && !Files.exists(file)) {
            byte[] fresh = new byte[OCTETS];
            random.nextBytes(fresh);
            PrivateFile.write(file, fresh);
        }
        byte[] secret = Files.readAllBytes(file);
        if (secret.length < OCTETS_MIN) {
            throw new IOException(
                    "the secret in " + file + " must have at least " + OCTETS_MIN + " octets");
        }
        return secret;
    }
}
