package mailstead.maildir.tree;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Predicate;
import mailstead.mail.folder.FolderTree;

/**
 * Which directory a new folder gets, and what to call a folder that was found in one. Maildir++: a
 * dot, then the parts of the name with dots between them, in the modified UTF-7 of RFC 3501 section
 * 5.1.3, where a dot inside of a part is written as {@code &AC4-}.
 */
final class DirectoryNames {

    /** Longer ones are cut: a file system takes 255 octets. */
    private static final int CHARACTERS_MAX = 200;

    private static final int DIGEST_OCTETS = 6;
    private static final String BASE64 =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+,";

    private DirectoryNames() {}

    /**
     * @param isTaken whether a directory must not be used, such as one that ever was another
     *     folder's
     */
    static String directoryOf(String name, Predicate<String> isTaken) {
        StringBuilder directory = new StringBuilder();
        for (String part : name.split(String.valueOf(FolderTree.SEPARATOR), -1)) {
            directory.append('.').append(encode(part));
        }
        String plain =
                directory.length() <= CHARACTERS_MAX
                        ? directory.toString()
                        : cut(directory.toString(), name);
        return untaken(plain, isTaken);
    }

    /** Not inside of a base64, so that the rest still is a name. */
    private static String cut(String directory, String name) {
        int end = CHARACTERS_MAX;
        int shift = directory.lastIndexOf('&', end - 1);
        if (shift >= 0 && directory.indexOf('-', shift) >= end) {
            end = shift;
        }
        byte[] digest;
        try {
            digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(name.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java has SHA-256", e);
        }
        String start = directory.substring(0, end);
        return start + "_" + HexFormat.of().formatHex(digest, 0, DIGEST_OCTETS);
    }

    private static String untaken(String wanted, Predicate<String> isTaken) {
        String name = wanted;
        for (int i = 2; isTaken.test(name); i++) {
            name = wanted + "_" + i;
        }
        return name;
    }

    private static String encode(String part) {
        StringBuilder encoded = new StringBuilder();
        int i = 0;
        while (i < part.length()) {
            char c = part.charAt(i);
            if (c == '&') {
                encoded.append("&-");
                i++;
            } else if (isPlain(c)) {
                encoded.append(c);
                i++;
            } else {
                int end = i;
                while (end < part.length() && !isPlain(part.charAt(end))) {
                    end++;
                }
                encodeShifted(part, i, end, encoded);
                i = end;
            }
        }
        return encoded.toString();
    }

    private static boolean isPlain(char c) {
        return c >= ' ' && c <= '~' && c != '.' && c != '/';
    }

    private static void encodeShifted(String part, int from, int to, StringBuilder encoded) {
        encoded.append('&');
        int bits = 0;
        int count = 0;
        for (int i = from; i < to; i++) {
            bits = bits << 16 | part.charAt(i);
            count += 16;
            while (count >= 6) {
                count -= 6;
                encoded.append(BASE64.charAt(bits >>> count & 63));
            }
            bits &= (1 << count) - 1;
        }
        if (count > 0) {
            encoded.append(BASE64.charAt(bits << 6 - count & 63));
        }
        encoded.append('-');
    }

    /**
     * A name for a directory's folder. What cannot be in a name is replaced, so that mail in any
     * directory can be reached.
     *
     * @param directory begins with a dot
     * @param isTaken whether another folder has a name
     */
    static String nameOf(String directory, Predicate<String> isTaken) {
        List<String> parts = new ArrayList<>();
        for (String part : directory.substring(1).split("\\.", -1)) {
            parts.add(printable(decode(part)));
        }
        if (parts.getFirst().equalsIgnoreCase(FolderTree.INBOX) && parts.size() == 1
                || parts.getFirst().equalsIgnoreCase(FolderTree.INBOX)
                        && !parts.getFirst().equals(FolderTree.INBOX)) {
            parts.set(0, parts.getFirst() + "_");
        }
        String name = String.join(String.valueOf(FolderTree.SEPARATOR), parts);
        while (!FolderTree.isGoodName(name)) {
            // Too long or too deep, nothing else is left.
            name = name.substring(0, name.length() / 2) + "_";
        }
        return untaken(name, isTaken);
    }

    private static String printable(String part) {
        StringBuilder good = new StringBuilder();
        part.codePoints()
                .forEach(c -> {
                    String character = Character.toString(c);
                    boolean isGood =
                            c != FolderTree.SEPARATOR && FolderTree.isGoodName("x" + character);
                    good.append(isGood ? character : "_");
                });
        String whole = good.toString();
        return whole.isEmpty() || !FolderTree.isGoodName("x/" + whole) ? "_" + whole : whole;
    }

    /** As it stands if it is no such encoding. */
    private static String decode(String encoded) {
        StringBuilder text = new StringBuilder();
        int i = 0;
        while (i < encoded.length()) {
            char c = encoded.charAt(i);
            int end = c == '&' ? encoded.indexOf('-', i) : i;
            if (end < 0) {
                return encoded;
            }
            if (c != '&') {
                text.append(c);
            } else if (end == i + 1) {
                text.append('&');
            } else if (!decodeShifted(encoded, i + 1, end, text)) {
                return encoded;
            }
            i = end + 1;
        }
        return text.toString();
    }

    private static boolean decodeShifted(String encoded, int from, int to, StringBuilder text) {
        int bits = 0;
        int count = 0;
        for (int i = from; i < to; i++) {
            int digit = BASE64.indexOf(encoded.charAt(i));
            if (digit < 0) {
                return false;
            }
            bits = bits << 6 | digit;
            count += 6;
            if (count >= 16) {
                count -= 16;
                text.append((char) (bits >>> count));
                bits &= (1 << count) - 1;
            }
        }
        return count < 6;
    }
}
