package planted.mail;

/** Breaks a rule on purpose. */
public final class KnowsTheStore {
    Object store() {
        return new planted.spi.Thing();
    }
}
