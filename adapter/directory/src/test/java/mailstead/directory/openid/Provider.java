package mailstead.directory.openid;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Base64;

/** Keys of a provider, and tokens signed with them, right and wrong. */
final class Provider {

    static final String ISSUER = "https://id.example.net/";

    final KeyPair rsa = pair("RSA");
    final KeyPair p256 = pair("EC");
    final KeyPair ed25519 = pair("Ed25519");

    private static KeyPair pair(String algorithm) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            if (algorithm.equals("EC")) {
                generator.initialize(new ECGenParameterSpec("secp256r1"));
            }
            if (algorithm.equals("RSA")) {
                generator.initialize(2048);
            }
            return generator.generateKeyPair();
        } catch (java.security.GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    String rsaKey(String members) {
        RSAPublicKey key = (RSAPublicKey) rsa.getPublic();
        return "{\"kty\":\"RSA\",\"n\":\""
                + number(key.getModulus(), 0)
                + "\",\"e\":\""
                + number(key.getPublicExponent(), 0)
                + "\""
                + members
                + "}";
    }

    String p256Key(String members) {
        ECPublicKey key = (ECPublicKey) p256.getPublic();
        return "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\""
                + number(key.getW().getAffineX(), 32)
                + "\",\"y\":\""
                + number(key.getW().getAffineY(), 32)
                + "\""
                + members
                + "}";
    }

    String ed25519Key(String members) {
        EdECPublicKey key = (EdECPublicKey) ed25519.getPublic();
        byte[] big = fixed(key.getPoint().getY(), 32);
        byte[] little = new byte[32];
        for (int i = 0; i < 32; i++) {
            little[i] = big[31 - i];
        }
        if (key.getPoint().isXOdd()) {
            little[31] |= (byte) 0x80;
        }
        return "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"" + url(little) + "\"" + members + "}";
    }

    byte[] keySet() {
        return keySet(
                rsaKey(",\"kid\":\"r\",\"use\":\"sig\""),
                p256Key(",\"kid\":\"e\",\"alg\":\"ES256\""),
                ed25519Key(",\"kid\":\"d\",\"key_ops\":[\"verify\"]"));
    }

    static byte[] keySet(String... keys) {
        return ("{\"keys\":[" + String.join(",", keys) + "]}").getBytes(UTF_8);
    }

    /** With an RSA key's id and the claims of a good token. */
    String token(String claims) throws Exception {
        return signed("{\"alg\":\"RS256\",\"kid\":\"r\",\"typ\":\"at+jwt\"}", claims, "RS256");
    }

    /** Signed with the key of an algorithm, whatever the header says. */
    String signed(String header, String claims, String algorithm) throws Exception {
        String signed = url(header.getBytes(UTF_8)) + "." + url(claims.getBytes(UTF_8));
        Signature signature =
                switch (algorithm) {
                    case "RS256" -> Signature.getInstance("SHA256withRSA");
                    case "RS512" -> Signature.getInstance("SHA512withRSA");
                    case "PS256" -> pss();
                    case "ES256" -> Signature.getInstance("SHA256withECDSAinP1363Format");
                    case "DER" -> Signature.getInstance("SHA256withECDSA");
                    default -> Signature.getInstance("Ed25519");
                };
        signature.initSign(
                switch (algorithm) {
                    case "ES256", "DER" -> p256.getPrivate();
                    case "EdDSA" -> ed25519.getPrivate();
                    default -> rsa.getPrivate();
                });
        signature.update(signed.getBytes(UTF_8));
        return signed + "." + url(signature.sign());
    }

    private static Signature pss() throws Exception {
        Signature pss = Signature.getInstance("RSASSA-PSS");
        pss.setParameter(new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
        return pss;
    }

    static String url(byte[] octets) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(octets);
    }

    private static String number(BigInteger number, int octets) {
        return url(fixed(number, octets));
    }

    /** Big-endian, without a sign. */
    private static byte[] fixed(BigInteger number, int octets) {
        byte[] signed = number.toByteArray();
        int start = signed[0] == 0 && signed.length > 1 ? 1 : 0;
        int length = Math.max(octets, signed.length - start);
        byte[] result = new byte[length];
        System.arraycopy(
                signed, start, result, length - (signed.length - start), signed.length - start);
        return result;
    }
}
