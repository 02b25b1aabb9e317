package mailstead.wire.sasl;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/** The client's side of SCRAM-SHA-256, written from RFC 5802 for the tests. */
public final class ScramClient {

    private final String gs2Header;
    private final byte[] binding;
    private final String bare;
    private final String password;
    private String authMessage = "";

    /**
     * @param gs2Header {@code "n,,"}, {@code "p=tls-exporter,,"}...
     */
    public ScramClient(
            String gs2Header, byte[] binding, String name, String nonce, String password) {
        this.gs2Header = gs2Header;
        this.binding = binding;
        this.bare = "n=" + name + ",r=" + nonce;
        this.password = password;
    }

    public String first() {
        return gs2Header + bare;
    }

    public String last(String serverFirst) {
        byte[] header = gs2Header.getBytes(StandardCharsets.UTF_8);
        byte[] input = Arrays.copyOf(header, header.length + binding.length);
        System.arraycopy(binding, 0, input, header.length, binding.length);
        String withoutProof =
                "c="
                        + Base64.getEncoder().encodeToString(input)
                        + ","
                        + serverFirst.split(",", -1)[0];
        authMessage = bare + "," + serverFirst + "," + withoutProof;
        byte[] clientKey = OneUser.hmac(OneUser.salted(password), "Client Key");
        byte[] proof = OneUser.hmac(OneUser.sha256(clientKey), authMessage);
        for (int i = 0; i < proof.length; i++) {
            proof[i] ^= clientKey[i];
        }
        return withoutProof + ",p=" + Base64.getEncoder().encodeToString(proof);
    }

    public String expectedServerFinal() {
        byte[] serverKey = OneUser.hmac(OneUser.salted(password), "Server Key");
        return "v=" + Base64.getEncoder().encodeToString(OneUser.hmac(serverKey, authMessage));
    }
}
