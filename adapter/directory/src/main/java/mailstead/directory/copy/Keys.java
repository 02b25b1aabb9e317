package mailstead.directory.copy;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.zip.CRC32;
import mailstead.mail.Address;

/** Under which keys things stand: text, in UTF-8, in the one form in which it is compared. */
public final class Keys {

    /** Files that the accounts are spread over. */
    public static final int SHARDS = 16;

    private Keys() {}

    /** Which of the files {@code accounts.0.cdb} to {@code accounts.f.cdb} has a login. */
    public static int shard(String login) {
        CRC32 crc = new CRC32();
        crc.update(login.getBytes(UTF_8));
        return (int) (crc.getValue() >>> 28);
    }

    /** The letters A to Z in lower case, others as they are: how logins are stored. */
    public static String login(String typed) {
        StringBuilder folded = new StringBuilder(typed.length());
        typed.chars().forEach(c -> folded.append((char) (c >= 'A' && c <= 'Z' ? c + 32 : c)));
        return folded.toString();
    }

    /** An address of ours: folded, its local part without quotes. */
    public static String address(Address address) {
        return written(address.folded());
    }

    /** As it is, without quotes; {@link Address#parse} reads it back. */
    static String written(Address address) {
        return address.localPart() + "@" + address.domain();
    }
}
