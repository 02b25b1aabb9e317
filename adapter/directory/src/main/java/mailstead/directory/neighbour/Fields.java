package mailstead.directory.neighbour;

import java.util.Optional;
import java.util.OptionalLong;
import mailstead.spi.Owner;

/** What several of the files have in common. */
final class Fields {

    /** No name, path or hash that we know is longer. */
    static final int LINE_CHARACTERS_MAX = 16 * 1024;

    private Fields() {}

    /** Whether it can stand between the separators of a file of lines. */
    static boolean isPlain(String text, String separators) {
        return text.chars().noneMatch(c -> Character.isISOControl(c) || separators.indexOf(c) >= 0);
    }

    /** A decimal number from 0 on; empty if it is none. */
    static OptionalLong number(String text) {
        if (text.isEmpty()
                || text.length() > 18
                || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(Long.parseLong(text));
    }

    /** Both ids, or none if either is missing or root's: mailboxes never belong to root. */
    static Optional<Owner> owner(String uid, String gid) {
        OptionalLong user = number(uid);
        OptionalLong group = number(gid);
        boolean isOwner =
                user.isPresent()
                        && group.isPresent()
                        && user.getAsLong() > 0
                        && group.getAsLong() > 0
                        && user.getAsLong() <= Integer.MAX_VALUE
                        && group.getAsLong() <= Integer.MAX_VALUE;
        return isOwner
                ? Optional.of(new Owner((int) user.getAsLong(), (int) group.getAsLong()))
                : Optional.empty();
    }

    /**
     * An absolute path without its trailing slashes and without {@code /./}; empty if it is none.
     */
    static Optional<String> path(String text) {
        if (!text.startsWith("/")) {
            return Optional.empty();
        }
        String path = text.replace("/./", "/").replaceAll("/+", "/");
        while (path.length() > 1 && path.endsWith("/")) {
            path = path.substring(0, path.length() - 1);
        }
        return Optional.of(path);
    }
}
