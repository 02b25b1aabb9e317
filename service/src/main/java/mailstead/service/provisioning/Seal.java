package mailstead.service.provisioning;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.random.RandomGenerator;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Keeps an answer so that only who sends the same key with the same token can read it: some answers
 * show a secret, which is kept nowhere else. AES-GCM with a key that both make. Shared.
 */
final class Seal {

    private static final int NONCE_OCTETS = 12;
    private static final int TAG_BITS = 128;

    private final RandomGenerator random;

    Seal(RandomGenerator random) {
        this.random = random;
    }

    String seal(byte[] sealingKey, String name, String text) {
        byte[] nonce = new byte[NONCE_OCTETS];
        random.nextBytes(nonce);
        try {
            byte[] hidden =
                    cipher(Cipher.ENCRYPT_MODE, sealingKey, name, nonce)
                            .doFinal(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder()
                    .encodeToString(
                            ByteBuffer.allocate(NONCE_OCTETS + hidden.length)
                                    .put(nonce)
                                    .put(hidden)
                                    .array());
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    String open(byte[] sealingKey, String name, String sealed) {
        byte[] octets = Base64.getDecoder().decode(sealed);
        byte[] nonce = Arrays.copyOf(octets, NONCE_OCTETS);
        try {
            byte[] text =
                    cipher(Cipher.DECRYPT_MODE, sealingKey, name, nonce)
                            .doFinal(octets, NONCE_OCTETS, octets.length - NONCE_OCTETS);
            return new String(text, StandardCharsets.UTF_8);
        } catch (GeneralSecurityException damaged) {
            throw new IllegalStateException("a kept answer cannot be read", damaged);
        }
    }

    private static Cipher cipher(int mode, byte[] sealingKey, String name, byte[] nonce)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(
                mode,
                new SecretKeySpec(hmac(sealingKey, name), "AES"),
                new GCMParameterSpec(TAG_BITS, nonce));
        return cipher;
    }

    /** HMAC-SHA-256 of a text. */
    static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
