package mailstead.mail.folder;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.OptionalLong;

/**
 * What a folder knows of one message. Its content never changes; its flags and modification
 * sequence do, by a new value. Immutable.
 *
 * @param uid RFC 9051 section 2.3.1.1, 1 to 2^32-1, never given to another message
 * @param key the message's unique name in its mailbox; never reused, also not by a copy of it
 * @param modSeq when its flags changed last (RFC 7162 section 3.1.2), 1 or more
 * @param receivedSeconds the internal date, seconds since 1970
 * @param savedSeconds when it came into this folder (RFC 8514), seconds since 1970
 * @param wireOctets the size with CRLF line ends; -1 while it is not known
 * @param copiedEmailId for a copy, the identity of what it is a copy of; empty for an original,
 *     whose identity follows from its key
 */
public record Message(
        long uid,
        String key,
        Flags flags,
        long modSeq,
        long receivedSeconds,
        long savedSeconds,
        long wireOctets,
        String copiedEmailId) {

    private static final int EMAIL_ID_OCTETS = 15;

    public Instant internalDate() {
        return Instant.ofEpochSecond(receivedSeconds);
    }

    public Instant saveDate() {
        return Instant.ofEpochSecond(savedSeconds);
    }

    /** RFC822.SIZE; empty while nobody has read a message whose name does not tell. */
    public OptionalLong size() {
        return wireOctets < 0 ? OptionalLong.empty() : OptionalLong.of(wireOctets);
    }

    /**
     * The same for all copies of one message and for nothing else (RFC 8474 section 5.1); 1 to 255
     * characters of {@code A-Z a-z 0-9 _ -}.
     */
    public String emailId() {
        return copiedEmailId.isEmpty() ? emailIdOf(key) : copiedEmailId;
    }

    /** The identity of an original with this key. */
    public static String emailIdOf(String key) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(key.getBytes(StandardCharsets.UTF_8));
            return "M" + HexFormat.of().formatHex(digest, 0, EMAIL_ID_OCTETS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    Message with(Flags changed, long at) {
        return new Message(
                uid, key, changed, at, receivedSeconds, savedSeconds, wireOctets, copiedEmailId);
    }
}
