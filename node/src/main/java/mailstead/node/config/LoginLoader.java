package mailstead.node.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import mailstead.node.config.BrokenConfiguration.Problem;

/** The sections {@code tokens} and {@code certificates}: which keys belong together. */
final class LoginLoader {

    private static final List<String> WAYS = List.of("keys", "keys-file", "introspection");
    private static final int FINGERPRINT_DIGITS = 64;

    private LoginLoader() {}

    static List<Problem> check(Values tokens, Values certificates) {
        List<Problem> problems = new ArrayList<>();
        if (!tokens.lines().isEmpty()) {
            checkTokens(tokens, problems);
        }
        certificates
                .get("fingerprints", Map.class)
                .keySet()
                .forEach(fingerprint -> {
                    if (hex((String) fingerprint).length() != FINGERPRINT_DIGITS) {
                        problems.add(
                                new Problem(
                                        certificates.lineOf("fingerprints"),
                                        "'certificates.fingerprints' has SHA-256 fingerprints of 64 hexadecimal digits: openssl x509 -noout -fingerprint -sha256 -in FILE"));
                    }
                });
        return problems;
    }

    private static void checkTokens(Values tokens, List<Problem> problems) {
        List<String> ways = WAYS.stream().filter(tokens.lines()::containsKey).toList();
        if (ways.size() != 1) {
            problems.add(
                    new Problem(
                            tokens.line(),
                            "'tokens' needs one of 'keys', 'keys-file' and 'introspection'"));
        }
        boolean asks = tokens.lines().containsKey("introspection");
        for (String key : List.of("client", "client-secret-file")) {
            if (asks && !tokens.lines().containsKey(key)) {
                problems.add(new Problem(tokens.line(), "key 'tokens." + key + "' is missing"));
            }
            if (!asks && tokens.lines().containsKey(key)) {
                problems.add(
                        new Problem(
                                tokens.lineOf(key),
                                "'tokens."
                                        + key
                                        + "' is of no use without 'tokens.introspection'"));
            }
        }
        for (String key : List.of("issuer", "audience")) {
            if (!asks && !tokens.lines().containsKey(key)) {
                problems.add(new Problem(tokens.line(), "key 'tokens." + key + "' is missing"));
            }
        }
    }

    /** Empty when the section is not there. */
    static Optional<TokenConfig> tokens(Values tokens) {
        if (tokens.lines().isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                new TokenConfig(
                        way(tokens),
                        tokens.find("issuer", String.class),
                        Set.copyOf(tokens.list("audience", String.class)),
                        Set.copyOf(tokens.list("scope", String.class)),
                        tokens.get("name", String.class),
                        tokens.get("clock-difference", Duration.class),
                        tokens.find("configuration", URI.class),
                        tokens.find("ca", Path.class),
                        tokens.get("deadline", Duration.class)));
    }

    private static TokenConfig.Way way(Values tokens) {
        if (tokens.find("keys", URI.class).isPresent()) {
            return new TokenConfig.Way.KeysAt(tokens.get("keys", URI.class));
        }
        if (tokens.find("keys-file", Path.class).isPresent()) {
            return new TokenConfig.Way.KeysIn(tokens.get("keys-file", Path.class));
        }
        return new TokenConfig.Way.Introspection(
                tokens.get("introspection", URI.class),
                tokens.get("client", String.class),
                tokens.get("client-secret-file", Path.class));
    }

    static CertificateLoginConfig certificates(Values certificates) {
        Map<String, String> fingerprints = new HashMap<>();
        certificates
                .get("fingerprints", Map.class)
                .forEach((fingerprint, login) ->
                        fingerprints.put(hex((String) fingerprint), (String) login));
        return new CertificateLoginConfig(
                fingerprints, certificates.list("name", CertificateLoginConfig.Name.class));
    }

    /** The digits, in lower case; with anything else in it, none. */
    private static String hex(String fingerprint) {
        StringBuilder digits = new StringBuilder();
        for (char c : fingerprint.toCharArray()) {
            int value = Character.digit(c, 16);
            if (c != ':' && value < 0) {
                return "";
            }
            if (c != ':') {
                digits.append(Character.forDigit(value, 16));
            }
        }
        return digits.toString();
    }
}
