package planted.maildir;

/** Breaks a rule on purpose. */
public final class KnowsAnotherAdapter {
    Object other() {
        return new planted.directory.Thing();
    }
}
