package mailstead.wire.sasl;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * The client's final message (RFC 5802 section 7): {@code c=...,r=...,p=...}.
 *
 * @param bindingInput decoded {@code c}
 * @param withoutProof all before {@code ,p=}, as it came
 */
record ScramClientFinal(byte[] bindingInput, String nonce, byte[] proof, String withoutProof) {

    static Optional<ScramClientFinal> parse(byte[] octets) {
        if (!Names.isUtf8(octets)) {
            return Optional.empty();
        }
        String text = new String(octets, StandardCharsets.UTF_8);
        int proofAt = text.lastIndexOf(",p=");
        if (proofAt < 0) {
            return Optional.empty();
        }
        String withoutProof = text.substring(0, proofAt);
        String[] parts = withoutProof.split(",", -1);
        if (parts.length < 2 || !parts[0].startsWith("c=") || !parts[1].startsWith("r=")) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    new ScramClientFinal(
                            Base64.getDecoder().decode(parts[0].substring(2)),
                            parts[1].substring(2),
                            Base64.getDecoder().decode(text.substring(proofAt + 3)),
                            withoutProof));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return "ScramClientFinal[hidden]";
    }
}
