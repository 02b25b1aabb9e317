package mailstead.wire.sasl;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The client's first message (RFC 5802 section 7): {@code gs2-header client-first-message-bare}.
 *
 * @param gs2Header with its last comma, as it came
 * @param authorizationId empty means oneself
 * @param bare what follows the header, as it came
 */
record ScramClientFirst(
        Binding binding,
        String gs2Header,
        String authorizationId,
        String authenticationId,
        String nonce,
        String bare) {

    /** The channel binding flag. */
    sealed interface Binding {
        /** {@code n}: the client cannot. */
        record Unsupported() implements Binding {}

        /** {@code y}: the client can, but thinks that we cannot. */
        record ThoughtUnsupported() implements Binding {}

        /** {@code p=}: the client does. */
        record Used(String type) implements Binding {}
    }

    static Optional<ScramClientFirst> parse(byte[] octets) {
        Optional<String> text = utf8(octets);
        String[] parts = text.orElse("").split(",", -1);
        // Without extensions there are four: flag, authorization, name, nonce. "m=" would stand
        // first in the bare part.
        if (parts.length < 4 || !parts[2].startsWith("n=") || !parts[3].startsWith("r=")) {
            return Optional.empty();
        }
        Optional<Binding> binding = binding(parts[0]);
        Optional<String> authorizationId =
                parts[1].isEmpty()
                        ? Optional.of("")
                        : parts[1].startsWith("a=") ? name(parts[1]) : Optional.empty();
        Optional<String> authenticationId = name(parts[2]);
        String nonce = parts[3].substring(2);
        if (binding.isEmpty()
                || authorizationId.isEmpty()
                || authenticationId.isEmpty()
                || !isNonce(nonce)) {
            return Optional.empty();
        }
        String header = parts[0] + "," + parts[1] + ",";
        return Optional.of(
                new ScramClientFirst(
                        binding.get(),
                        header,
                        authorizationId.get(),
                        authenticationId.get(),
                        nonce,
                        text.orElseThrow().substring(header.length())));
    }

    private static Optional<Binding> binding(String flag) {
        if (flag.equals("n")) {
            return Optional.of(new Binding.Unsupported());
        }
        if (flag.equals("y")) {
            return Optional.of(new Binding.ThoughtUnsupported());
        }
        return flag.matches("p=[A-Za-z0-9.-]+")
                ? Optional.of(new Binding.Used(flag.substring(2)))
                : Optional.empty();
    }

    /**
     * {@code n=} or {@code a=} and a saslname, where {@code =2C} is a comma and {@code =3D} an
     * equals sign.
     */
    static Optional<String> name(String attribute) {
        String encoded = attribute.substring(2);
        String decoded = encoded.replace("=2C", ",").replace("=3D", "=");
        boolean strange = encoded.replace("=2C", "").replace("=3D", "").indexOf('=') >= 0;
        return strange || decoded.isEmpty() || decoded.indexOf(0) >= 0
                ? Optional.empty()
                : Names.decode(decoded.getBytes(StandardCharsets.UTF_8));
    }

    private static boolean isNonce(String nonce) {
        return !nonce.isEmpty() && nonce.chars().allMatch(c -> c >= 0x21 && c <= 0x7e);
    }

    private static Optional<String> utf8(byte[] octets) {
        return Names.isUtf8(octets)
                ? Optional.of(new String(octets, StandardCharsets.UTF_8))
                : Optional.empty();
    }
}
