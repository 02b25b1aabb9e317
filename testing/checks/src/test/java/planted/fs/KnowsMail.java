package planted.fs;

/** Breaks a rule on purpose. */
public final class KnowsMail {
    Object mail() {
        return new planted.mail.Thing();
    }
}
