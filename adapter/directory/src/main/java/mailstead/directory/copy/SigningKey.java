package mailstead.directory.copy;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;

/** With what a publisher signs: Ed25519 (RFC 8032). Shared. */
public final class SigningKey {

    static final String ALGORITHM = "Ed25519";
    static final String KIND = "PRIVATE KEY";

    /** Begins the last line of everything that is signed. */
    static final String WORD = "signature ";

    private final PrivateKey key;

    private SigningKey(PrivateKey key) {
        this.key = key;
    }

    /**
     * A pair of keys as text (PEM, RFC 7468), as OpenSSL writes them.
     *
     * @param secret for {@link SigningKey#parse}
     * @param open for {@link TrustedKeys#parse}
     */
    public record Pair(String secret, String open) {

        /** A new one. */
        public static Pair generate() {
            try {
                KeyPair pair = KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair();
                return new Pair(
                        Pem.write(KIND, pair.getPrivate().getEncoded()),
                        Pem.write(TrustedKeys.KIND, pair.getPublic().getEncoded()));
            } catch (GeneralSecurityException impossible) {
                throw new IllegalStateException(impossible);
            }
        }

        /** Without the keys. */
        @Override
        public String toString() {
            return "Pair[]";
        }
    }

    /**
     * @param pem one private key
     * @throws BadCopy if that is not what it is
     */
    public static SigningKey parse(String pem) throws BadCopy {
        try {
            byte[] octets = Pem.one(KIND, pem);
            return new SigningKey(
                    KeyFactory.getInstance(ALGORITHM)
                            .generatePrivate(new PKCS8EncodedKeySpec(octets)));
        } catch (GeneralSecurityException cause) {
            throw new BadCopy("not an Ed25519 private key");
        }
    }

    /** The content and its signature after it, as a line. */
    public byte[] sign(byte[] content) {
        byte[] signature;
        try {
            Signature signing = Signature.getInstance(ALGORITHM);
            signing.initSign(key);
            signing.update(content);
            signature = signing.sign();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
        byte[] line =
                (WORD + Base64.getEncoder().encodeToString(signature) + "\n").getBytes(US_ASCII);
        byte[] signed = Arrays.copyOf(content, content.length + line.length);
        System.arraycopy(line, 0, signed, content.length, line.length);
        return signed;
    }
}
