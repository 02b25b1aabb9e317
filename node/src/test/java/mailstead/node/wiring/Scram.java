package mailstead.node.wiring;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The client's side of SCRAM-SHA-256 (RFC 5802, RFC 7677), in Base64, for names without comma and
 * equals sign.
 */
final class Scram {

    private static final String HEADER = "n,,";
    private static final int KEY_BITS = 256;

    private final String bare;
    private final String password;
    private String signature = "";

    Scram(String name, String password) {
        this.bare = "n=" + name + ",r=rOprNGfwEbeRWgbNEkqO";
        this.password = password;
    }

    String first() {
        return base64((HEADER + bare).getBytes(StandardCharsets.UTF_8));
    }

    /** The answer to the server's first message. */
    String proof(String challenge) throws GeneralSecurityException {
        String serverFirst =
                new String(Base64.getDecoder().decode(challenge), StandardCharsets.UTF_8);
        Map<String, String> fields = new HashMap<>();
        for (String field : serverFirst.split(",", -1)) {
            fields.put(field.substring(0, 1), field.substring(2));
        }
        String withoutProof =
                "c=" + base64(HEADER.getBytes(StandardCharsets.UTF_8)) + ",r=" + fields.get("r");
        byte[] signed =
                (bare + "," + serverFirst + "," + withoutProof).getBytes(StandardCharsets.UTF_8);
        byte[] salted =
                SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                        .generateSecret(
                                new PBEKeySpec(
                                        password.toCharArray(),
                                        Base64.getDecoder().decode(fields.get("s")),
                                        Integer.parseInt(fields.get("i")),
                                        KEY_BITS))
                        .getEncoded();
        byte[] clientKey = hmac(salted, "Client Key".getBytes(StandardCharsets.US_ASCII));
        byte[] storedKey = MessageDigest.getInstance("SHA-256").digest(clientKey);
        byte[] proof = hmac(storedKey, signed);
        for (int i = 0; i < proof.length; i++) {
            proof[i] ^= clientKey[i];
        }
        byte[] serverKey = hmac(salted, "Server Key".getBytes(StandardCharsets.US_ASCII));
        signature =
                base64(
                        ("v=" + base64(hmac(serverKey, signed)))
                                .getBytes(StandardCharsets.US_ASCII));
        return base64((withoutProof + ",p=" + base64(proof)).getBytes(StandardCharsets.UTF_8));
    }

    /** By which the server shows that it knows the password, too. */
    String expectedSignature() {
        return signature;
    }

    private static byte[] hmac(byte[] key, byte[] text) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(text);
    }

    private static String base64(byte[] octets) {
        return Base64.getEncoder().encodeToString(octets);
    }
}
