package mailstead.maildir.binary;

import java.io.IOException;
import mailstead.fs.log.Corruption;

/**
 * Neighbouring names are alike at both ends: of each only its middle is written. Confined to its
 * maker, used either for writing or for reading.
 */
public final class Keys {

    private static final int CHARACTERS_MAX = 4_096;

    private String previous = "";

    public void write(Packer packer, String key) {
        int most = Math.min(previous.length(), key.length());
        int prefix = 0;
        while (prefix < most && previous.charAt(prefix) == key.charAt(prefix)) {
            prefix++;
        }
        int suffix = 0;
        while (suffix < most - prefix
                && previous.charAt(previous.length() - 1 - suffix)
                        == key.charAt(key.length() - 1 - suffix)) {
            suffix++;
        }
        packer.number(prefix);
        packer.number(suffix);
        packer.text(key, prefix, key.length() - suffix);
        previous = key;
    }

    public String read(Unpacker unpacker) throws IOException {
        int prefix = unpacker.count(previous.length());
        int suffix = unpacker.count(previous.length());
        String key =
                previous.substring(0, prefix)
                        + unpacker.text(CHARACTERS_MAX)
                        + previous.substring(previous.length() - suffix);
        if (key.length() > CHARACTERS_MAX) {
            throw new Corruption("a name that cannot be");
        }
        previous = key;
        return key;
    }
}
