package mailstead.wire.sasl;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a client sends with a token (RFC 7628 section 3.1). Immutable; secret.
 *
 * @param authorizationId empty means whoever has the token
 * @param token empty when the client has none and only asks where to get one
 */
record TokenMessage(String authorizationId, String token) {

    private static final String SEPARATOR = "\u0001";
    private static final String SCHEME = "bearer ";
    private static final int PAIRS_MAX = 20;

    /** {@code n,a=name,^Ahost=..^Aport=..^Aauth=Bearer ..^A^A}. */
    static Optional<TokenMessage> parse(byte[] octets) {
        String text = Names.isUtf8(octets) ? new String(octets, StandardCharsets.UTF_8) : "";
        int end = text.indexOf(SEPARATOR);
        Optional<String> name = end < 0 ? Optional.empty() : nameIn(text.substring(0, end));
        Optional<Map<String, String>> pairs =
                end < 0 ? Optional.empty() : pairs(text.substring(end + 1));
        return name.isEmpty() || pairs.isEmpty()
                ? Optional.empty()
                : token(pairs.get()).map(token -> new TokenMessage(name.get(), token));
    }

    /** {@code user=name^Aauth=Bearer ..^A^A}. */
    static Optional<TokenMessage> parseOld(byte[] octets) {
        String text = Names.isUtf8(octets) ? new String(octets, StandardCharsets.UTF_8) : "";
        Optional<Map<String, String>> pairs = pairs(text);
        if (pairs.isEmpty()) {
            return Optional.empty();
        }
        String user = pairs.get().getOrDefault("user", "");
        Optional<String> name = Names.decode(user.getBytes(StandardCharsets.UTF_8));
        return user.isEmpty() || name.isEmpty()
                ? Optional.empty()
                : token(pairs.get()).map(token -> new TokenMessage(name.get(), token));
    }

    /** The GS2 header (RFC 5801 section 4): no channel binding, perhaps a name. */
    private static Optional<String> nameIn(String header) {
        String[] parts = header.split(",", -1);
        boolean isWellFormed =
                parts.length == 3
                        && (parts[0].equals("n") || parts[0].equals("y"))
                        && (parts[1].isEmpty() || parts[1].startsWith("a="))
                        && parts[2].isEmpty();
        if (!isWellFormed) {
            return Optional.empty();
        }
        return parts[1].isEmpty() ? Optional.of("") : ScramClientFirst.name(parts[1]);
    }

    /** Each pair ends with a separator, the last with two. */
    private static Optional<Map<String, String>> pairs(String text) {
        if (!text.equals(SEPARATOR) && !text.endsWith(SEPARATOR + SEPARATOR)) {
            return Optional.empty();
        }
        String[] parts = text.substring(0, text.length() - 1).split(SEPARATOR, -1);
        Map<String, String> pairs = new HashMap<>();
        for (int i = 0; i < parts.length - 1; i++) {
            int equals = parts[i].indexOf('=');
            String key = equals < 0 ? "" : parts[i].substring(0, equals);
            if (i >= PAIRS_MAX
                    || !key.matches("[A-Za-z]+")
                    || pairs.put(key, parts[i].substring(equals + 1)) != null) {
                return Optional.empty();
            }
        }
        return Optional.of(pairs);
    }

    private static Optional<String> token(Map<String, String> pairs) {
        String authorization = pairs.get("auth");
        if (authorization == null) {
            return Optional.empty();
        }
        if (authorization.isEmpty()) {
            return Optional.of("");
        }
        boolean isBearer = authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
        String token = isBearer ? authorization.substring(SCHEME.length()).strip() : "";
        // RFC 6750 section 2.1: b64token
        return token.matches("[A-Za-z0-9._~+/-]+=*") ? Optional.of(token) : Optional.empty();
    }

    @Override
    public String toString() {
        return "TokenMessage[hidden]";
    }
}
