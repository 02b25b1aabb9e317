package mailstead.directory.copy;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/** Whose signature counts: a few public keys, so that one can be replaced without a gap. Shared. */
public final class TrustedKeys {

    public static final int KEYS_MAX = 16;

    static final String KIND = "PUBLIC KEY";

    private static final int SIGNATURE_OCTETS = 64;
    private static final int LINE_OCTETS = SigningKey.WORD.length() + 88 + 1;

    private final List<PublicKey> keys;

    private TrustedKeys(List<PublicKey> keys) {
        this.keys = List.copyOf(keys);
    }

    /**
     * @param pem 1 to {@link #KEYS_MAX} public keys, one after the other
     * @throws BadCopy if that is not what it is
     */
    public static TrustedKeys parse(String pem) throws BadCopy {
        List<PublicKey> keys = new ArrayList<>();
        try {
            for (byte[] octets : Pem.all(KIND, pem)) {
                keys.add(
                        KeyFactory.getInstance(SigningKey.ALGORITHM)
                                .generatePublic(new X509EncodedKeySpec(octets)));
            }
        } catch (GeneralSecurityException cause) {
            throw new BadCopy("not an Ed25519 public key");
        }
        if (keys.isEmpty() || keys.size() > KEYS_MAX) {
            throw new BadCopy("there must be 1 to " + KEYS_MAX + " public keys");
        }
        return new TrustedKeys(keys);
    }

    /**
     * What was given to {@link SigningKey#sign}.
     *
     * @throws BadCopy if nobody whom we trust signed exactly this
     */
    byte[] open(byte[] signed) throws BadCopy {
        int length = signed.length - LINE_OCTETS;
        if (length < 0) {
            throw new BadCopy("cut short");
        }
        String line = new String(signed, length, LINE_OCTETS, US_ASCII);
        byte[] signature = signature(line);
        byte[] content = Arrays.copyOf(signed, length);
        for (PublicKey key : keys) {
            if (isSigned(key, content, signature)) {
                return content;
            }
        }
        throw new BadCopy("the signature is nobody's whom we trust");
    }

    private static byte[] signature(String line) throws BadCopy {
        if (line.startsWith(SigningKey.WORD) && line.endsWith("\n")) {
            String text = line.substring(SigningKey.WORD.length(), line.length() - 1);
            try {
                byte[] octets = Base64.getDecoder().decode(text);
                // Several texts stand for the same octets; only one is written.
                if (octets.length == SIGNATURE_OCTETS
                        && Base64.getEncoder().encodeToString(octets).equals(text)) {
                    return octets;
                }
            } catch (IllegalArgumentException _) {
                throw new BadCopy("no signature at the end");
            }
        }
        throw new BadCopy("no signature at the end");
    }

    private static boolean isSigned(PublicKey key, byte[] content, byte[] signature) {
        try {
            Signature check = Signature.getInstance(SigningKey.ALGORITHM);
            check.initVerify(key);
            check.update(content);
            return check.verify(signature);
        } catch (GeneralSecurityException _) {
            return false;
        }
    }
}
