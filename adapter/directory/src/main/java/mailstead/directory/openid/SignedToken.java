package mailstead.directory.openid;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * A token in three parts (RFC 7515 section 7.1), read and not yet believed. Immutable.
 *
 * @param keyId {@code kid}
 * @param signed what the signature is over
 */
record SignedToken(
        SignatureAlgorithm algorithm,
        Optional<String> keyId,
        Json claims,
        byte[] signed,
        byte[] signature) {

    private static final int PARTS = 3;
    private static final int KEY_ID_MAX = 256;

    /** Kinds of tokens that are no access tokens name themselves (RFC 8725 section 3.11). */
    private static final List<String> TYPES = List.of("", "jwt", "at+jwt");

    /** Empty for everything that we could not believe whoever signed it. */
    static Optional<SignedToken> parse(String token) {
        String[] parts = token.split("\\.", -1);
        if (parts.length != PARTS) {
            return Optional.empty();
        }
        try {
            Optional<Json> header = Json.parse(Base64.getUrlDecoder().decode(parts[0]));
            Optional<Json> claims = Json.parse(Base64.getUrlDecoder().decode(parts[1]));
            byte[] signature = Base64.getUrlDecoder().decode(parts[2]);
            Optional<SignatureAlgorithm> algorithm =
                    header.flatMap(json -> json.text("alg")).flatMap(SignatureAlgorithm::of);
            if (header.isEmpty()
                    || claims.isEmpty()
                    || algorithm.isEmpty()
                    || !isUnderstood(header.get())) {
                return Optional.empty();
            }
            return Optional.of(
                    new SignedToken(
                            algorithm.get(),
                            header.get().text("kid"),
                            claims.get(),
                            (parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII),
                            signature));
        } catch (IllegalArgumentException _) {
            return Optional.empty(); // not base64url
        }
    }

    /**
     * RFC 7515 section 4.1.11: what is marked as critical must be understood, and we understand no
     * extension. Keys that a token brings along are not even looked at.
     */
    private static boolean isUnderstood(Json header) {
        String type = asciiLower(header.text("typ").orElse(""));
        return !header.has("crit")
                && TYPES.contains(type.startsWith("application/") ? type.substring(12) : type)
                && header.text("kid").orElse("").length() <= KEY_ID_MAX
                && (!header.has("kid") || header.text("kid").isPresent());
    }

    private static String asciiLower(String text) {
        StringBuilder folded = new StringBuilder(text.length());
        text.chars().forEach(c -> folded.append((char) (c >= 'A' && c <= 'Z' ? c + 32 : c)));
        return folded.toString();
    }

    @Override
    public String toString() {
        return "SignedToken[hidden]";
    }
}
