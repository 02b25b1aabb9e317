package mailstead.service.threading;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import mailstead.mail.folder.Message;
import mailstead.mail.mime.Digest;
import mailstead.mail.mime.MessageId;

/**
 * Which conversation a message belongs to, without looking at any other (RFC 8474 section 5.2): all
 * messages that name the same first ancestor are one conversation, in all folders and accounts. So
 * it survives copying, moving and renaming, and the loss of whatever we might have remembered. A
 * reply whose mailer cut the beginning off its References is in another conversation.
 */
public final class ThreadIds {

    private static final int OCTETS = 15;

    private ThreadIds() {}

    /**
     * @return 1 to 255 characters of {@code A-Z a-z 0-9 _ -}
     */
    public static String of(Message message, Digest digest) {
        List<MessageId> ancestors = digest.ancestors();
        Optional<MessageId> root =
                ancestors.isEmpty() ? digest.messageId() : Optional.of(ancestors.getFirst());
        // A message without any id is alone.
        return root.map(id -> hash(id.value())).orElse("T" + message.emailId());
    }

    static String hash(String id) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(id.getBytes(StandardCharsets.UTF_8));
            return "T" + HexFormat.of().formatHex(digest, 0, OCTETS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
