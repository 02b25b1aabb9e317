package mailstead.directory.openid;

import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import mailstead.directory.openid.SignatureAlgorithm.KeyKind;

/**
 * A provider's public keys (RFC 7517 section 5). Those that we cannot use, and secret ones, are
 * left out. Immutable.
 */
record KeySet(List<Key> keys) {

    private static final int KEYS_MAX = 100;
    private static final int CANDIDATES_MAX = 10;
    private static final int RSA_BITS_MIN = 2_048;
    private static final int RSA_BITS_MAX = 8_192;
    private static final BigInteger EXPONENT_MAX = BigInteger.ONE.shiftLeft(32);
    private static final int COORDINATE_OCTETS = 32;

    KeySet {
        keys = List.copyOf(keys);
    }

    /**
     * @param id {@code kid}
     * @param algorithm the only one it may be used with, where the provider says so
     */
    record Key(Optional<String> id, KeyKind kind, Optional<String> algorithm, PublicKey key) {}

    /** Empty if it is no key set at all. */
    static Optional<KeySet> parse(byte[] octets) {
        Optional<Json> document = Json.parse(octets).filter(json -> json.has("keys"));
        if (document.isEmpty()) {
            return Optional.empty();
        }
        List<Key> keys = new ArrayList<>();
        for (Json each : document.get().objects("keys")) {
            if (keys.size() < KEYS_MAX && isForSignatures(each)) {
                key(each).ifPresent(keys::add);
            }
        }
        return Optional.of(new KeySet(keys));
    }

    /** Those a token may be signed with: the named one, or any that fits if it names none. */
    List<PublicKey> candidates(SignatureAlgorithm algorithm, Optional<String> id) {
        return keys.stream()
                .filter(each -> id.isEmpty() || id.equals(each.id()))
                .filter(each -> each.kind() == algorithm.kind())
                .filter(each -> each.algorithm().orElse(algorithm.word()).equals(algorithm.word()))
                .limit(CANDIDATES_MAX)
                .map(Key::key)
                .toList();
    }

    private static boolean isForSignatures(Json key) {
        return key.text("use").orElse("sig").equals("sig")
                && (!key.has("key_ops") || key.texts("key_ops").contains("verify"));
    }

    private static Optional<Key> key(Json json) {
        try {
            return switch (json.text("kty").orElse("")) {
                case "RSA" -> rsa(json).map(key -> key(json, KeyKind.RSA, key));
                case "EC" -> p256(json).map(key -> key(json, KeyKind.P256, key));
                case "OKP" -> ed25519(json).map(key -> key(json, KeyKind.ED25519, key));
                default -> Optional.empty();
            };
        } catch (GeneralSecurityException | IllegalArgumentException _) {
            return Optional.empty(); // broken: the others still serve
        }
    }

    private static Key key(Json json, KeyKind kind, PublicKey key) {
        return new Key(json.text("kid"), kind, json.text("alg"), key);
    }

    private static Optional<PublicKey> rsa(Json json) throws GeneralSecurityException {
        Optional<BigInteger> modulus = number(json, "n");
        Optional<BigInteger> exponent = number(json, "e");
        if (modulus.isEmpty() || exponent.isEmpty()) {
            return Optional.empty();
        }
        int bits = modulus.get().bitLength();
        boolean isSound =
                bits >= RSA_BITS_MIN
                        && bits <= RSA_BITS_MAX
                        && exponent.get().testBit(0)
                        && exponent.get().compareTo(BigInteger.TWO) > 0
                        && exponent.get().compareTo(EXPONENT_MAX) < 0;
        return isSound
                ? Optional.of(
                        KeyFactory.getInstance("RSA")
                                .generatePublic(
                                        new RSAPublicKeySpec(modulus.get(), exponent.get())))
                : Optional.empty();
    }

    private static Optional<PublicKey> p256(Json json) throws GeneralSecurityException {
        Optional<BigInteger> x = coordinate(json, "x");
        Optional<BigInteger> y = coordinate(json, "y");
        if (!json.text("crv").orElse("").equals("P-256") || x.isEmpty() || y.isEmpty()) {
            return Optional.empty();
        }
        AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
        parameters.init(new ECGenParameterSpec("secp256r1"));
        ECParameterSpec curve = parameters.getParameterSpec(ECParameterSpec.class);
        return isOnCurve(curve, x.get(), y.get())
                ? Optional.of(
                        KeyFactory.getInstance("EC")
                                .generatePublic(
                                        new ECPublicKeySpec(new ECPoint(x.get(), y.get()), curve)))
                : Optional.empty();
    }

    private static boolean isOnCurve(ECParameterSpec curve, BigInteger x, BigInteger y) {
        if (!(curve.getCurve().getField() instanceof ECFieldFp field)) {
            return false;
        }
        BigInteger p = field.getP();
        BigInteger right =
                x.pow(3).add(curve.getCurve().getA().multiply(x)).add(curve.getCurve().getB());
        return x.compareTo(p) < 0
                && y.compareTo(p) < 0
                && y.pow(2).subtract(right).mod(p).signum() == 0;
    }

    /** RFC 8037 section 2; the last bit of the 32 octets, least first, says which of two points. */
    private static Optional<PublicKey> ed25519(Json json) throws GeneralSecurityException {
        Optional<byte[]> octets = octets(json, "x");
        if (!json.text("crv").orElse("").equals("Ed25519")
                || octets.isEmpty()
                || octets.get().length != COORDINATE_OCTETS) {
            return Optional.empty();
        }
        byte[] reversed = new byte[COORDINATE_OCTETS];
        for (int i = 0; i < COORDINATE_OCTETS; i++) {
            reversed[i] = octets.get()[COORDINATE_OCTETS - 1 - i];
        }
        boolean isOdd = reversed[0] < 0;
        reversed[0] &= 0x7f;
        return Optional.of(
                KeyFactory.getInstance("EdDSA")
                        .generatePublic(
                                new EdECPublicKeySpec(
                                        NamedParameterSpec.ED25519,
                                        new EdECPoint(isOdd, new BigInteger(1, reversed)))));
    }

    private static Optional<BigInteger> coordinate(Json json, String name) {
        return octets(json, name)
                .filter(octets -> octets.length == COORDINATE_OCTETS)
                .map(octets -> new BigInteger(1, octets));
    }

    private static Optional<BigInteger> number(Json json, String name) {
        return octets(json, name)
                .filter(octets -> octets.length > 0)
                .map(octets -> new BigInteger(1, octets));
    }

    private static Optional<byte[]> octets(Json json, String name) {
        return json.text(name).map(text -> Base64.getUrlDecoder().decode(text));
    }
}
