package mailstead.maildir;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import mailstead.maildir.adoption.ForeignUidls;
import mailstead.maildir.files.MessageName;
import mailstead.maildir.files.UniqueNames;

/**
 * Unique ids for one listing (RFC 1939 section 7): what another server called a message, else its
 * base name where it can be one, else a hash of its name without flags. Confined to one listing.
 */
final class UniqueIds {

    private static final int CHARACTERS_MAX = 70;
    private static final int HASH_CHARACTERS = 32;
    private static final String BASE_32 = "abcdefghijklmnopqrstuvwxyz234567";

    private final ForeignUidls foreign;
    private final Set<String> taken = new HashSet<>();

    UniqueIds(ForeignUidls foreign) {
        this.foreign = foreign;
    }

    String of(MessageName name) {
        // Ours never had another id, even if another server has seen it since.
        if (!UniqueNames.isOurs(name.base())) {
            Optional<String> uid = foreign.of(name);
            if (uid.isPresent() && isPossible(uid.get()) && taken.add(uid.get())) {
                return uid.get();
            }
        }
        if (isPossible(name.base()) && taken.add(name.base())) {
            return name.base();
        }
        String uid = hash(name.key());
        for (int i = 2; !taken.add(uid); i++) {
            uid = hash(name.key() + "#" + i);
        }
        return uid;
    }

    private static boolean isPossible(String base) {
        if (base.isEmpty() || base.length() > CHARACTERS_MAX) {
            return false;
        }
        for (int i = 0; i < base.length(); i++) {
            char c = base.charAt(i);
            if (c < 0x21 || c > 0x7E) {
                return false;
            }
        }
        return true;
    }

    /** 160 bits of SHA-256 in base 32. */
    private static String hash(String key) {
        byte[] digest;
        try {
            digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(key.getBytes(StandardCharsets.UTF_16BE));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java has SHA-256", e);
        }
        StringBuilder text = new StringBuilder(HASH_CHARACTERS);
        for (int i = 0; i < HASH_CHARACTERS; i++) {
            int bit = i * 5;
            int pair = (digest[bit / 8] & 0xFF) << 8 | digest[bit / 8 + 1] & 0xFF;
            text.append(BASE_32.charAt(pair >> (11 - bit % 8) & 31));
        }
        return text.toString();
    }
}
