package mailstead.maildir.tree;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Predicate;
import mailstead.mail.folder.FolderTree;
import mailstead.mail.folder.ModifiedUtf7;

/**
 * Which directory a new folder gets, and what to call a folder that was found in one. Maildir++: a
 * dot, then the parts of the name with dots between them, in the modified UTF-7 of RFC 3501 section
 * 5.1.3, where a dot inside of a part is written as {@code &AC4-}.
 */
final class DirectoryNames {

    /** Longer ones are cut: a file system takes 255 octets. */
    private static final int CHARACTERS_MAX = 200;

    private static final int DIGEST_OCTETS = 6;

    /** Characters of a part that would mean something in a directory's name. */
    private static final String SHIFTED = "./";

    private DirectoryNames() {}

    /**
     * @param isTaken whether a directory must not be used, such as one that ever was another
     *     folder's
     */
    static String directoryOf(String name, Predicate<String> isTaken) {
        StringBuilder directory = new StringBuilder();
        for (String part : name.split(String.valueOf(FolderTree.SEPARATOR), -1)) {
            directory.append('.').append(ModifiedUtf7.encode(part, SHIFTED));
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
            parts.add(printable(ModifiedUtf7.decodeLoosely(part).orElse(part)));
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
}
