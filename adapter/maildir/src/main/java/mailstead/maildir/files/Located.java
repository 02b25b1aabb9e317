package mailstead.maildir.files;

/**
 * Where a message was last seen. Immutable.
 *
 * @param folder absolute path of a {@code new} or {@code cur}
 */
public record Located(String folder, MessageName name) {

    public String path() {
        return folder + "/" + name.text();
    }
}
