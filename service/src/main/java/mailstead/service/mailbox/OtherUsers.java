package mailstead.service.mailbox;

import java.util.Optional;
import mailstead.mail.folder.FolderTree;

/**
 * Names below {@code Other Users/}: a login and the name of a folder in that account. What a level
 * of a name cannot hold of a login is written as {@code =} and two hexadecimal digits for each of
 * its UTF-16 units below 256; logins have no others that need it.
 */
final class OtherUsers {

    static final String ROOT = "Other Users";
    static final String PREFIX = ROOT + FolderTree.SEPARATOR;

    /** Those that a name's level must not hold, and the one that is used to write them. */
    private static final String ESCAPED = "/*%=\\\".";

    private OtherUsers() {}

    static boolean isRoot(String name) {
        return name.equals(ROOT) || name.startsWith(PREFIX);
    }

    /**
     * @param inner empty for the account as a whole
     */
    record Name(String login, String inner) {}

    /** Empty for names that {@link #of} does not make. */
    static Optional<Name> parse(String name) {
        if (!name.startsWith(PREFIX)) {
            return Optional.empty();
        }
        String rest = name.substring(PREFIX.length());
        int separator = rest.indexOf(FolderTree.SEPARATOR);
        String level = separator < 0 ? rest : rest.substring(0, separator);
        String inner = separator < 0 ? "" : rest.substring(separator + 1);
        return unescape(level)
                .filter(login -> of(login).equals(PREFIX + level))
                .map(login -> new Name(login, inner));
    }

    /** The name of an account as a whole. */
    static String of(String login) {
        StringBuilder level = new StringBuilder(PREFIX);
        for (int i = 0; i < login.length(); i++) {
            char c = login.charAt(i);
            // A dot alone or two of them are no level's name; further ones are harmless.
            if (ESCAPED.indexOf(c) >= 0 && (c != '.' || i == 0)) {
                level.append('=').append(hex(c >> 4)).append(hex(c & 15));
            } else {
                level.append(c);
            }
        }
        return level.toString();
    }

    static String of(String login, String inner) {
        return of(login) + FolderTree.SEPARATOR + inner;
    }

    private static char hex(int digit) {
        return "0123456789ABCDEF".charAt(digit);
    }

    private static Optional<String> unescape(String level) {
        StringBuilder login = new StringBuilder();
        for (int i = 0; i < level.length(); i++) {
            char c = level.charAt(i);
            if (c != '=') {
                login.append(c);
                continue;
            }
            int high = i + 2 < level.length() ? Character.digit(level.charAt(i + 1), 16) : -1;
            int low = i + 2 < level.length() ? Character.digit(level.charAt(i + 2), 16) : -1;
            if (high < 0 || low < 0) {
                return Optional.empty();
            }
            login.append((char) (high * 16 + low));
            i += 2;
        }
        return Optional.of(login.toString());
    }
}
