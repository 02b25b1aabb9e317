package mailstead.service.account;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * HMAC-SHA-256 (RFC 2104) over several parts, each preceded by its length. Confined to one
 * computation.
 */
final class KeyedDigest {

    private static final String ALGORITHM = "HmacSHA256";

    private final Mac mac;

    KeyedDigest(byte[] key) {
        try {
            mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, impossible);
        }
    }

    KeyedDigest with(byte[] part) {
        mac.update(ByteBuffer.allocate(4).putInt(0, part.length));
        mac.update(part);
        return this;
    }

    /** 32 octets. */
    byte[] value() {
        return mac.doFinal();
    }
}
