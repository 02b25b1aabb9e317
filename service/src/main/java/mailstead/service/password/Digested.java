package mailstead.service.password;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * One round of a digest over the password and, if salted, a salt that follows the digest in the
 * text (RFC 2307's {@code {SSHA}} and its kin). Far too fast to be good; kept for accounts that
 * come from elsewhere.
 *
 * @param octets length of the digest
 */
record Digested(String algorithm, int octets, boolean salted, boolean inHex) implements Scheme {

    @Override
    public boolean matches(String body, byte[] password) throws Unreadable {
        byte[] whole = inHex ? Encoding.hex(body) : Encoding.base64(body);
        Encoding.require(salted ? whole.length > octets : whole.length == octets);
        try {
            MessageDigest digest = MessageDigest.getInstance(algorithm);
            digest.update(password);
            digest.update(whole, octets, whole.length - octets);
            return MessageDigest.isEqual(digest.digest(), Arrays.copyOf(whole, octets));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has " + algorithm, impossible);
        }
    }
}
