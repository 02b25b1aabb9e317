package planted.maildir;

/** Breaks a rule on purpose. */
public final class ReadsAFile {
    boolean read() {
        return java.nio.file.Files.exists(java.nio.file.Path.of("planted"));
    }
}
