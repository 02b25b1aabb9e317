package mailstead.maildir;

/**
 * Where a message was last seen. Immutable.
 *
 * @param folder absolute path of a {@code new} or {@code cur}
 */
record Located(String folder, MessageName name) {

    String path() {
        return folder + "/" + name.text();
    }
}
