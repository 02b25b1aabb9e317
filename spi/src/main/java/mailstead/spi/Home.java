package mailstead.spi;

/**
 * Where a mailbox lies. Immutable.
 *
 * @param volume the volume's name, as in {@link Volume#name}
 * @param path relative to the volume's folder, {@code /} between parts, none of them empty, {@code
 *     .} or {@code ..}
 */
public record Home(String volume, String path) {

    public Home {
        if (path.isEmpty()) {
            throw new IllegalArgumentException("a home needs a path");
        }
        for (String part : path.split("/", -1)) {
            if (part.isEmpty()
                    || part.equals(".")
                    || part.equals("..")
                    || part.indexOf('\0') >= 0) {
                throw new IllegalArgumentException("a home's path must be relative and plain");
            }
        }
    }
}
