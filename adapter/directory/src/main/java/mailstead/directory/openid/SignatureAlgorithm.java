package mailstead.directory.openid;

import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Optional;

/**
 * What tokens may be signed with (RFC 7518 section 3.1, RFC 8037 section 3.1). All are signatures:
 * {@code none} and the keyed hashes, which a public key would "verify", do not exist here.
 */
enum SignatureAlgorithm {
    RS256("RS256", KeyKind.RSA, "SHA256withRSA"),
    PS256("PS256", KeyKind.RSA, "RSASSA-PSS"),
    /** The two numbers one after the other, as RFC 7518 section 3.4 wants it. */
    ES256("ES256", KeyKind.P256, "SHA256withECDSAinP1363Format"),
    EDDSA("EdDSA", KeyKind.ED25519, "Ed25519");

    /** What keys an algorithm works with. */
    enum KeyKind {
        RSA,
        P256,
        ED25519
    }

    private final String word;
    private final KeyKind kind;
    private final String name;

    SignatureAlgorithm(String word, KeyKind kind, String name) {
        this.word = word;
        this.kind = kind;
        this.name = name;
    }

    static Optional<SignatureAlgorithm> of(String word) {
        for (SignatureAlgorithm each : values()) {
            if (each.word.equals(word)) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }

    String word() {
        return word;
    }

    KeyKind kind() {
        return kind;
    }

    boolean verifies(PublicKey key, byte[] signed, byte[] signature) {
        try {
            Signature check = Signature.getInstance(name);
            if (this == PS256) {
                check.setParameter(
                        new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
            }
            check.initVerify(key);
            check.update(signed);
            return check.verify(signature);
        } catch (SignatureException _) {
            return false; // of a length or form that no signature has
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every JDK has " + name, impossible);
        }
    }
}
