package mailstead.node.command;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import mailstead.node.api.ApiAccess;
import mailstead.node.wiring.DirectoryCopies;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which provisioning API to use, if any (picocli mixin). */
final class ApiOptions {

    static final String API = "--api";

    private static final String API_VARIABLE = "MAILSTEAD_API";
    private static final String TOKEN_VARIABLE = "MAILSTEAD_API_TOKEN_FILE";
    private static final String CA_VARIABLE = "MAILSTEAD_API_CA";
    private static final int TOKEN_OCTETS_MAX = 1024;

    @Option(
            names = API,
            paramLabel = "URL",
            description = {
                "Have the provisioning API there do it, such as https://api.example.net:8443.",
                "Default: $MAILSTEAD_API; without either, and with --config or --data, the database itself."
            })
    private @Nullable String api;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description =
                    "With --api: its first line is the token. Default: $MAILSTEAD_API_TOKEN_FILE.")
    private @Nullable Path tokenFile;

    @Option(
            names = "--ca",
            paramLabel = "FILE",
            description =
                    "With --api: PEM file with the certificates that the server's must lead to. Default:"
                            + " $MAILSTEAD_API_CA, else those of the system.")
    private @Nullable Path ca;

    static boolean isInEnvironment() {
        return environment(API_VARIABLE).isPresent();
    }

    /** What is said in the command line goes before what is in the environment. */
    boolean isWanted(ConfigurationOptions configuration) {
        return api != null
                || tokenFile != null
                || ca != null
                || !configuration.isNamed() && isInEnvironment();
    }

    /**
     * @throws IOException if a file cannot be read
     */
    ApiAccess access(Administration administration, ConfigurationOptions configuration)
            throws IOException {
        if (configuration.isNamed()) {
            throw administration.wrongUsage(
                    "--config and --data are for the database, --api, --token-file and --ca for the API:"
                            + " give the ones or the others");
        }
        String url =
                Optional.ofNullable(api)
                        .or(() -> environment(API_VARIABLE))
                        .orElseThrow(() -> administration.wrongUsage("--api is missing"));
        URI top = parsed(administration, url);
        Path file =
                Optional.ofNullable(tokenFile)
                        .or(() -> environment(TOKEN_VARIABLE).map(Path::of))
                        .orElseThrow(() ->
                                administration.wrongUsage(
                                        "--api needs --token-file: 'mailstead token add' makes one, on a machine"
                                                + " that has the database"));
        Optional<Path> authorities =
                Optional.ofNullable(ca).or(() -> environment(CA_VARIABLE).map(Path::of));
        return new ApiAccess(
                top,
                token(administration, file),
                DirectoryCopies.tls(authorities, Optional.empty()),
                ApiAccess.Patience.USUAL);
    }

    private static URI parsed(Administration administration, String url) {
        try {
            URI top = new URI(url);
            boolean isSecret = "https".equals(top.getScheme());
            boolean isHere =
                    "http".equals(top.getScheme())
                            && top.getHost() != null
                            && top.getHost().matches("localhost|127\\.[0-9.]+|\\[::1]");
            if (top.getHost() == null
                    || top.getRawQuery() != null
                    || top.getRawFragment() != null
                    || top.getRawUserInfo() != null) {
                throw administration.wrongUsage(
                        "'" + url + "' is not a URL such as https://HOST:PORT");
            }
            if (!isSecret && !isHere) {
                throw administration.wrongUsage(
                        "--api must begin with https://: the token is a secret; http:// is for this machine only");
            }
            return top;
        } catch (URISyntaxException _) {
            throw administration.wrongUsage("'" + url + "' is not a URL such as https://HOST:PORT");
        }
    }

    private static String token(Administration administration, Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            String token =
                    new String(in.readNBytes(TOKEN_OCTETS_MAX), StandardCharsets.ISO_8859_1)
                            .lines()
                            .findFirst()
                            .orElse("")
                            .strip();
            // RFC 6750 section 2.1
            if (!token.matches("[A-Za-z0-9._~+/-]+=*")) {
                throw administration.wrongUsage(file + " holds no token in its first line");
            }
            return token;
        }
    }

    private static Optional<String> environment(String name) {
        String value = System.getenv(name);
        return value == null || value.isEmpty() ? Optional.empty() : Optional.of(value);
    }
}
