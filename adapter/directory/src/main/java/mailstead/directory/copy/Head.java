package mailstead.directory.copy;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.time.Instant;
import java.util.Optional;

/**
 * The small file that says what the newest version is. Signed. Immutable.
 *
 * <p>Over HTTPS a publisher makes it anew for each request, {@code GET head?nonce=...}, and reads
 * the centre's state for it after the request came; the answer repeats the nonce. So a head
 * <em>with the nonce of the question</em> proves that the version was complete after that question.
 * A head without one (in a folder, or from a server that only serves files) proves that it was at
 * {@code asOf}, by the publisher's clock.
 *
 * @param point the state of the centre that this version has reached. A head may have a later one
 *     than the version's manifest or last instalment: what happened in between concerns no copy
 * @param asOf the publisher's clock before it read the centre's state; whole milliseconds
 * @param manifest of the version's generation, whole with its signature
 * @param newest of the version's last instalment; of the manifest where there is none
 * @param nonce from the request
 */
public record Head(
        Version version,
        Point point,
        Instant asOf,
        Checksum manifest,
        Checksum newest,
        Optional<String> nonce) {

    public static final int OCTETS_MAX = 4096;

    private static final String WHAT = "mailstead-directory-head 1";
    private static final int NONCE_MIN = 16;
    private static final int NONCE_MAX = 64;

    public Head {
        if (nonce.isPresent() && !isNonce(nonce.get())) {
            throw new IllegalArgumentException("not a nonce");
        }
    }

    /** 16 to 64 of {@code a-z 0-9}. */
    public static boolean isNonce(String text) {
        return text.length() >= NONCE_MIN
                && text.length() <= NONCE_MAX
                && text.chars().allMatch(c -> c >= 'a' && c <= 'z' || c >= '0' && c <= '9');
    }

    public byte[] signed(SigningKey key) {
        String text =
                WHAT
                        + "\nversion "
                        + version
                        + "\n"
                        + point.written()
                        + "as-of "
                        + asOf
                        + "\nmanifest "
                        + manifest
                        + "\nnewest "
                        + newest
                        + "\n"
                        + nonce.map(asked -> "nonce " + asked + "\n").orElse("");
        return key.sign(text.getBytes(US_ASCII));
    }

    /**
     * @throws BadCopy if it is not exactly what was signed with one of the keys
     */
    public static Head read(byte[] octets, TrustedKeys keys) throws BadCopy {
        if (octets.length > OCTETS_MAX) {
            throw new BadCopy("too long for a head");
        }
        Fields fields = Fields.read(WHAT, keys.open(octets));
        Optional<String> nonce = fields.maybe("nonce");
        if (nonce.isPresent() && !isNonce(nonce.get())) {
            throw new BadCopy("not a nonce");
        }
        return new Head(
                Version.parse(fields.one("version")),
                Point.read(fields),
                fields.instant("as-of"),
                Checksum.parse(fields.one("manifest")),
                Checksum.parse(fields.one("newest")),
                nonce);
    }
}
