package planted.directory;

/** Breaks a rule on purpose. */
public final class KnowsAnotherAdapter {
    Object other() {
        return new planted.maildir.Thing();
    }
}
